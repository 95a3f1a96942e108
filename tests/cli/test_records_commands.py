"""import, quarantine, validate, show, raw, export, delete, purge: on real records."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.publish.serialise import FORMATS
from tests.cli.conftest import BASE, Kgstore, model

TINY = f"{BASE}/id/model/local/tiny"


def test_an_import_reports_counts_findings_and_losses(empty: Kgstore, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(model("tiny", colour="red")))
    report = tmp_path / "report.json"
    assert empty("import", "records", file, "--report", report).status == 0
    content = json.loads(report.read_text())
    assert content["counts"]["committed"] == 1
    (finding,) = content["findings"]
    assert (finding["file"], finding["path"]) == (str(file), "colour")
    assert "not a term" in finding["reason"]


def test_the_same_import_again_writes_no_commit(zoo: Kgstore, tmp_path: Path) -> None:
    before = zoo("log", "--json").out
    again = zoo("import", "records", tmp_path / "records.jsonl", "--json").json()
    assert again["counts"]["unchanged"] == 2
    assert zoo("log", "--json").out == before


def test_a_dry_run_changes_nothing(zoo: Kgstore, tmp_path: Path) -> None:
    before = zoo("export").out
    file = tmp_path / "new.json"
    file.write_text(json.dumps([model("new"), model("bad", parameterCount=-1)]))
    outcome = zoo("import", "records", file, "--dry-run", "--json")
    assert outcome.status == 1
    assert outcome.json()["counts"]["committed"] == 1
    assert zoo("export").out == before
    assert len(zoo("quarantine", "list", "--json").json()) == 1


def test_broken_files_do_not_stop_an_import(empty: Kgstore, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_text("{ this is no JSON")
    (folder / "b.jsonl").write_text(f"{json.dumps(model('tiny'))}\n[1]\nnot json\n" + '{"id": "x"}')
    outcome = empty("import", "records", folder, "--json")
    assert outcome.status == 1
    counts = outcome.json()["counts"]
    assert (counts["committed"], counts["quarantined"]) == (1, 3)
    files = {finding["file"] for finding in outcome.json()["findings"]}
    assert files == {f"{folder / 'a.json'}", *(f"{folder / 'b.jsonl'}:{n}" for n in (2, 3, 4))}


def test_an_unknown_source_or_path_is_said(empty: Kgstore, tmp_path: Path) -> None:
    assert "Did you mean huggingface" in empty("import", "hugginface", tmp_path).err
    missing = empty("import", "records", tmp_path / "nowhere")
    assert (missing.status, "nowhere" in missing.err) == (2, True)
    assert empty("import", "fiftyone", tmp_path).status == 1


def test_a_refused_record_is_mended_and_accepted(zoo: Kgstore, tmp_path: Path) -> None:
    (refused,) = zoo("quarantine", "list", "--json").json()
    assert refused["document"]["parameterCount"] == -1
    assert any("parameterCount" in f["path"] for f in refused["findings"])
    assert zoo("quarantine", "retry", refused["name"]).status == 1
    shown = zoo("quarantine", "show", refused["name"]).json()
    shown["document"]["parameterCount"] = 7
    mended = tmp_path / "mended.json"
    mended.write_text(json.dumps(shown))
    assert zoo("quarantine", "retry", refused["name"], "--document", mended).status == 0
    assert zoo("quarantine", "list", "--json").json() == []
    assert '"7"' in zoo("show", refused["iri"], "-f", "ntriples").out


def test_a_refused_record_is_dropped_only_when_asked(zoo: Kgstore) -> None:
    (refused,) = zoo("quarantine", "list", "--json").json()
    assert zoo("quarantine", "drop", refused["iri"]).status == 0
    assert zoo("quarantine", "list", "--json").json() == []
    assert zoo("quarantine", "drop", refused["iri"]).status == 1


def test_raw_gives_the_source_s_bytes(zoo: Kgstore, tmp_path: Path) -> None:
    first = (tmp_path / "records.jsonl").read_text().splitlines(keepends=True)[0]
    assert zoo("raw", TINY).out == first
    assert zoo("raw", "model/local/tiny").out == first
    assert zoo("raw", "mzd:COCO").status == 1


@pytest.mark.parametrize("name", FORMATS)
def test_one_resource_in_every_format(zoo: Kgstore, name: str) -> None:
    text = zoo("show", TINY, "--format", name).out
    subjects = {quad.subject for quad in ox.parse(text.encode(), format=FORMATS[name])}
    assert ox.NamedNode(TINY) in subjects


def test_nothing_known_is_said(zoo: Kgstore) -> None:
    outcome = zoo("show", f"{BASE}/id/model/local/none")
    assert (outcome.status, "nothing is known" in outcome.err) == (1, True)
    assert zoo("show", TINY, "--format", "word").status == 2
    assert zoo("show", TINY, "--profile", "none").status == 2


def test_an_export_fills_an_empty_store_again(zoo: Kgstore, tmp_path: Path) -> None:
    target = tmp_path / "all.nq"
    assert zoo("export", "-o", target).status == 0
    graphs = {quad.graph_name.value for quad in ox.parse(path=target)}
    assert graphs == {f"{BASE}/graph/record/local/model/{name}" for name in ("tiny", "small")}


def test_an_export_is_rebased(zoo: Kgstore) -> None:
    text = zoo("export", TINY, "--rebase", "https://other.example.org/").out
    assert "<https://other.example.org/id/model/local/tiny>" in text
    assert BASE not in text.replace(f'"{BASE}', "")


def test_an_export_is_chosen_by_a_query(zoo: Kgstore, tmp_path: Path) -> None:
    query = tmp_path / "large.rq"
    query.write_text(
        "#+ summary: Large models\n"
        "PREFIX mz: <https://w3id.org/modelzoo#>\n"
        "SELECT ?model { ?model mz:parameterCount ?n }"
    )
    text = zoo("export", "--select", query).out
    assert "/model/local/small" in text
    assert "/model/local/tiny" not in text


def test_a_deleted_record_leaves_a_tombstone_and_a_purged_one_nothing(zoo: Kgstore) -> None:
    assert zoo("delete", TINY, "--reason", "takedown").status == 0
    assert "/model/local/tiny" not in zoo("export").out
    assert zoo("delete", TINY).status == 1
    assert zoo("purge", TINY, "--yes").status == 0
    assert zoo("verify").status == 0
    assert zoo("rebuild").status == 0
    assert "/model/local/tiny" not in zoo("export").out


def test_a_deleted_record_is_not_taken_back(zoo: Kgstore, tmp_path: Path) -> None:
    zoo("delete", TINY, "--reason", "licence")
    again = zoo("import", "records", tmp_path / "records.jsonl", "--json").json()
    assert again["counts"]["committed"] == 0
    assert again["counts"]["kept"] == 1


def test_validate_a_file_and_the_store(zoo: Kgstore, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonld"
    file.write_text(json.dumps(model("bad", parameterCount=-1)))
    outcome = zoo("validate", file, "--format", "json")
    assert outcome.status == 1
    assert outcome.json()["violations"] == 1
    whole = zoo("validate", "--severity", "info")
    assert whole.status == 0
    assert "licence" in whole.out
    turtle = zoo("validate", file, "--format", "turtle").out
    quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    assert any(str(quad.object).endswith("ValidationReport>") for quad in quads)


def test_a_reference_to_a_thing_of_another_kind_is_refused(zoo: Kgstore, tmp_path: Path) -> None:
    """The shapes see what the store knows of the things that a record points at."""
    part = {"id": f"{BASE}/id/model/local/new#training", "type": "TrainingConfiguration"}
    file = tmp_path / "new.json"
    file.write_text(json.dumps(model("new", configurations=[part | {"dataset": TINY}])))
    assert zoo("import", "records", file).status == 1
    refused = [r for r in zoo("quarantine", "list", "--json").json() if "/new" in r["iri"]]
    assert any("dataset" in finding["path"] for r in refused for finding in r["findings"])


def test_what_is_unresolved_is_listed_and_an_overlay_resolves_it(
    empty: Kgstore, tmp_path: Path
) -> None:
    cards = tmp_path / "cards" / "acme" / "tiny"
    cards.mkdir(parents=True)
    (cards / "README.md").write_text("---\npipeline_tag: find-things\n---\n")
    assert empty("import", "huggingface", tmp_path / "cards").status == 0
    rows = empty("unresolved", "--format", "csv").out
    assert "find-things" in rows
    overlay = tmp_path / "store" / "overlay" / "vocabulary"
    overlay.mkdir()
    (overlay / "mine.ttl").write_text(
        "@prefix mzt: <https://w3id.org/modelzoo/vocabulary/task/> .\n"
        "@prefix mzv: <https://w3id.org/modelzoo/vocabulary/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'mzt:object-detection skos:inScheme mzv:task ; skos:hiddenLabel "find things" .\n'
    )
    assert empty("import", "huggingface", tmp_path / "cards").status == 0
    assert "find-things" not in empty("unresolved", "--format", "csv").out
    assert "mzt:object-detection" in empty("show", "model/huggingface/acme/tiny").out


def test_an_overlay_that_is_no_turtle_is_named(empty: Kgstore, tmp_path: Path) -> None:
    overlay = tmp_path / "store" / "overlay" / "vocabulary"
    overlay.mkdir()
    (overlay / "broken.ttl").write_text("this is no Turtle")
    outcome = empty("import", "records", tmp_path)
    assert (outcome.status, "broken.ttl" in outcome.err) == (1, True)
