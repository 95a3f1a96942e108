"""Which values are joined: the same metric on the same data, speed on the same hardware."""

from __future__ import annotations

import csv
import io

from tests.web.compare.conftest import get, place
from tests.web.server import Server


def values(server: Server, *models: str, **more: str) -> list[dict[str, str]]:
    """Return the table of metrics of a comparison, read back from its CSV."""
    text = get(server, place(*models, path="/compare/table.csv", part="metrics", **more)).text
    return list(csv.DictReader(io.StringIO(text)))


def told(rows: list[dict[str, str]]) -> set[tuple[str, ...]]:
    names = ("metric IRI", "data IRI", "slice", "hardware", "precision", "batch size")
    short = {row["metric IRI"].rpartition("/")[2] for row in rows}
    assert short
    found = set()
    for row in rows:
        key = [row[name].rpartition("/")[2] for name in names]
        found.add((*key, row["model"], row["value"]))
    return found


def test_only_values_of_one_key_are_joined(arena: Server) -> None:
    """The golden table of two models made to tempt: all else of theirs must not be in it."""
    assert told(
        values(arena, "left", "right", on="https://w3id.org/modelzoo/vocabulary/hardware/nvidia-t4")
    ) == {
        ("AP_50_95", "COCO-2017-val", "", "", "", "", "Left detector", "0.5"),
        ("AP_50_95", "COCO-2017-val", "", "", "", "", "Right detector", "0.52"),
        ("AP_50_95", "COCO-2017-val", "", "", "", "", "Right detector", "0.47"),
        *(
            ("MeanInferenceTime", "", "", "NVIDIA T4", "FP16", "8", f"{which} detector", value)
            for which, value in (("Left", "0.06"), ("Right", "0.08"))
        ),
    }


def test_where_claims_contradict_each_other_the_less_favourable_counts(arena: Server) -> None:
    rows = [row for row in values(arena, "left", "right") if row["data"]]
    assert {(row["value"], row["shown"], row["best"]) for row in rows} == {
        ("0.5", "yes", "yes"),  # better than the lower of the two claims
        ("0.52", "yes", "no"),
        ("0.47", "yes", "no"),
    }
    page = get(arena, place("left", "right")).text
    assert "47.00 %</a>" in page
    assert "52.00 %</a>" in page
    assert 'title="stated as 52.0; ' in page


def test_values_without_stated_data_are_shown_apart_and_none_is_the_best(arena: Server) -> None:
    page = get(arena, place("left", "right")).text
    before, _, apart = page.partition("not known to be comparable")
    assert "99.00 %" not in before
    assert "99.00 %" in apart
    table = apart.partition("</table>")[0]
    assert "98.00 %" in table
    assert "★" not in table


def test_what_one_model_alone_has_is_folded(arena: Server) -> None:
    page = get(arena, place("left", "right")).text
    folded = page.partition("of one model only</summary>")[2].partition("</details>")[0]
    assert "COCO 2017 train" in folded
    assert "80.00 %" in folded
    assert "81.00 %" in folded
    assert "50.00 %" not in folded


def test_like_is_compared_with_like(arena: Server) -> None:
    """Three of four were measured at 416 pixels; `settings=best` takes each model's best."""
    models = ("swift", "steady", "heavy", "untimed")

    def shown(**more: str) -> dict[str, tuple[str, str]]:
        rows = values(arena, *models, **more)
        picked = [r for r in rows if r["shown"] == "yes" and r["metric IRI"].endswith("/AP_50_95")]
        return {row["model"]: (row["value"], row["settings"]) for row in picked}

    assert shown()["Steady detector"] == ("0.4", "image size 416")
    assert shown()["Swift detector"] == ("0.33", "image size 416")
    assert shown(settings="best")["Steady detector"] == ("0.43", "image size 608")


def test_the_best_is_the_best_by_the_direction_of_the_metric(arena: Server) -> None:
    rows = values(arena, "swift", "steady", "heavy", "untimed")
    best = {
        (row["metric IRI"].rpartition("/")[2], row["model"]) for row in rows if row["best"] == "yes"
    }
    assert best == {
        ("AP_50_95", "Untimed detector"),
        ("AP_50", "Untimed detector"),
        ("MeanInferenceTime", "Swift detector"),
    }


def test_each_value_says_where_it_comes_from(arena: Server) -> None:
    row = next(row for row in values(arena, "swift", "steady") if row["raw value"] == "34 ms")
    assert row["configuration"] == f"{arena.url}/id/model/arena/swift#timed-416"
    assert (row["model"], row["date"]) == ("Swift detector", "2026-03-04")
    assert row["source"] == f"{arena.url}/id/source/arena"
    assert row["unit"] == "http://qudt.org/vocab/unit/SEC"
