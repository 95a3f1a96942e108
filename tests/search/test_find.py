"""Order, pages, facets, histograms, spelling, exports."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.commit.store import Store
from kgstore.errors import ParameterError, UnknownFormat
from kgstore.search import export, order
from kgstore.search.filter.ast import And
from kgstore.search.filter.meaning import Among, Context, Interval, Meaning, Measured, Within, Words
from kgstore.search.find import Finder
from kgstore.search.found import Row
from kgstore.search.place import METRIC, NAME, RELEVANCE, Sort
from tests.search import toy

MODELS = Among("kind", ("model",))
AP = (toy.term("metric", "AP"), toy.term("metric", "AP_50"))
ON_COCO = (Context("evaluated_on", (toy.term("dataset", "coco"),)),)
SORTS = [
    Sort(NAME, False),
    Sort(NAME, True),
    Sort("downloads", True),
    Sort("parameters", False),
    Sort(METRIC, True, AP),
    Sort(METRIC, False, AP, ON_COCO),
]


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    with toy.create(tmp_path_factory.mktemp("find") / "s", models=60) as store:
        yield Finder(store)


def every(finder: Finder, meaning: Meaning, sort: Sort, limit: int) -> list[Row]:
    rows: list[Row] = []
    cursor: str | None = None
    while True:
        page = finder.find(meaning, sort=sort, limit=limit, cursor=cursor)
        assert not page.moved
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows


@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort.by == METRIC], ids=str)
def test_many_and_few_are_sorted_alike(
    finder: Finder, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = every(finder, MODELS, sort, 7)
    monkeypatch.setattr(order, "_FEW", -1000)
    monkeypatch.setattr(order, "_FIRST", 2)  # a page is put together from several askings
    assert every(finder, MODELS, sort, 7) == few


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_give_every_row_once_and_in_order(finder: Finder, sort: Sort) -> None:
    rows = every(finder, MODELS, sort, 7)
    assert len({row.iri for row in rows}) == len(rows) == 60
    values: list[Any] = [row.sorted_by for row in rows if row.sorted_by is not None]
    assert values == sorted(values, reverse=sort.descending)
    assert all(row.sorted_by is None for row in rows[len(values) :]), "what lacks it comes last"
    assert [row.iri for row in rows] == [row.iri for row in every(finder, MODELS, sort, 60)]


@given(sort=st.sampled_from(SORTS), limit=st.integers(1, 20), seed=st.integers(0, 10**6))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_page_goes_on_where_the_last_ended_though_the_store_changes(
    sort: Sort, limit: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with toy.create(tmp_path_factory.mktemp("moving") / "s", models=25) as store:
        finder = Finder(store)
        before = [row.iri for row in every(finder, MODELS, sort, 25)]
        page = finder.find(MODELS, sort=sort, limit=limit)
        toy.commit(store, toy.model("new", seed))
        rest = finder.find(MODELS, sort=sort, limit=100, cursor=page.cursor)
        assert rest.moved
        assert rest.commit == page.commit + 1
        shown = [row.iri for row in (*page.rows, *rest.rows)]
        assert [iri for iri in shown if not iri.endswith("/new")] == before


def test_the_best_value_of_a_model_counts(finder: Finder) -> None:
    found = finder.find(MODELS, sort=Sort(METRIC, True, AP, ON_COCO), limit=60)
    assert {row.sorted_by for row in found.rows} == {0.75, 0.5, 0.25, None}


def test_cursors_of_other_searches_are_refused(finder: Finder) -> None:
    page = finder.find(MODELS, sort=Sort(NAME, False), limit=5)
    for text in (page.cursor, "x", "", "W10", "é", "bnVsbA"):
        with pytest.raises(ParameterError, match="cursor"):
            finder.find(MODELS, sort=Sort(NAME, True), cursor=f"{text}" or "-")


def test_facets_count_exactly_and_their_own_choice_does_not_narrow_them(finder: Finder) -> None:
    mit = Among("licence", (toy.term("licence", "MIT"),))
    vision = Among("task", (toy.term("task", "vision"),))
    found = finder.find(And((MODELS, mit, vision)), facets=["licence", "task"], limit=60)
    everything = every(finder, MODELS, SORTS[0], 60)
    has_vision = {row.iri for row in every(finder, And((MODELS, vision)), SORTS[0], 60)}
    licences = Counter(
        licence
        for row in everything
        if row.iri in has_vision
        for licence in row.values.get("licence", ())
    )
    assert {b.value: b.count for b in found.facets["licence"]} == licences
    assert [b.value for b in found.facets["licence"] if b.selected] == [toy.term("licence", "MIT")]
    (chosen,) = [b for b in found.facets["task"] if b.selected]
    assert chosen.count == found.total
    assert found.labels[toy.term("task", "detection")] == "object detection"


def test_histograms_hold_every_value(finder: Finder) -> None:
    narrow: Meaning = And((MODELS, Within("parameters", Interval(high=15))))
    found = finder.find(narrow, histograms=["parameters", "downloads"])
    stated = [row for row in every(finder, MODELS, SORTS[0], 60) if "parameters" in row.values]
    assert sum(one.count for one in found.histograms["parameters"]) == len(stated)
    assert all(one.low < one.high for bins in found.histograms.values() for one in bins)


@pytest.mark.parametrize("name", ["nonsense", "name"])
def test_unknown_facets_and_orders_are_refused_with_advice(finder: Finder, name: str) -> None:
    with pytest.raises(ParameterError) as refused:
        finder.find("", facets=[name])
    assert "task" in refused.value.advice
    with pytest.raises(ParameterError):
        finder.find("", histograms=["task"])
    with pytest.raises(ParameterError):
        finder.find("", sort="nonsense")
    with pytest.raises(ParameterError):
        finder.find("", limit=-1)


def test_a_slip_of_the_finger_is_forgiven_and_said(finder: Finder) -> None:
    found = finder.find(And((MODELS, Words(("poeple",)))))
    assert found.spelling == {"poeple": "people"}
    assert found.total == finder.find(And((MODELS, Words(("people",))))).total > 0
    assert "people" in found.sparql
    assert finder.find(And((MODELS, Words(("nowhere",))))).total == 0


def test_relevance_puts_names_before_descriptions(tmp_path: Path) -> None:
    with toy.create(tmp_path / "s", models=20) as store:
        toy.commit(store, toy.model("zebra", 3))
        found = Finder(store).find(Words(("zebra",)))
        assert found.sort == Sort(RELEVANCE, True)
        assert found.rows[0].iri.endswith("/zebra")


def test_exports_hold_the_whole_result(finder: Finder, store_rows: list[Row]) -> None:
    out = io.BytesIO()
    export.write(store_rows, out, "csv")
    told = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert [row["iri"] for row in told] == [row.iri for row in store_rows]
    out = io.BytesIO()
    export.write(store_rows, out, "jsonl")
    first = orjson.loads(out.getvalue().splitlines()[0])
    assert first["iri"] == store_rows[0].iri
    with pytest.raises(UnknownFormat):
        export.write(store_rows, out, "word")


@pytest.fixture
def store_rows(finder: Finder) -> list[Row]:
    return list(finder.rows(MODELS, Sort("downloads", True)))


def test_parquet_reads_back(store_rows: list[Row]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    export.write(store_rows, out, "parquet")
    table = parquet.read_table(io.BytesIO(out.getvalue())).to_pylist()
    assert [row["iri"] for row in table] == [row.iri for row in store_rows]
    assert table[0]["kind"] == ["model"]


def test_the_answer_as_json_is_plain_data(finder: Finder) -> None:
    found = finder.find(MODELS, facets=["task"], histograms=["downloads"], limit=3)
    told = orjson.loads(orjson.dumps(found.as_json()))
    assert told["total"] == 60
    assert len(told["rows"]) == 3
    assert told["facets"]["task"][0]["count"] > 0


def test_an_empty_store_has_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", toy.BASE) as store:
        found = Finder(store).find("", facets=["task"], histograms=["size"], sort="name")
        assert (found.total, found.rows, found.cursor) == (0, (), None)


def test_a_histogram_of_a_metric_counts_the_best_value_of_each(finder: Finder) -> None:
    ap = f"<{toy.term('metric', 'AP')}>"
    everything = finder.find(MODELS, sort=ap, histograms=[ap], limit=1000)
    measured = [row.sorted_by for row in everything.rows if row.sorted_by is not None]
    bins = everything.histograms[ap]
    assert sum(one.count for one in bins) == len(measured) > 0
    for one in bins:
        assert one.count == sum(one.low <= float(value) < one.high for value in measured)
    context = (Context("evaluated_on", (toy.term("dataset", "voc"),)),)
    compared = Measured((toy.term("metric", "AP"),), Interval(low=0.7), context)
    narrow = finder.find(And((MODELS, compared)), sort=ap, histograms=[ap], limit=1000)
    on_voc = finder.find(MODELS, sort=narrow.sort, limit=1000)
    known = [row for row in on_voc.rows if row.sorted_by is not None]
    assert sum(one.count for one in narrow.histograms[ap]) == len(known) > narrow.total
    assert finder.find(Words(("nowhere",)), histograms=[ap]).histograms[ap] == ()


def test_values_are_counted_one_by_one_whatever_their_rank(finder: Finder) -> None:
    tasks = [toy.term("task", name) for name in (*toy.TASKS, "nobody's")]
    wanted: Meaning = And((MODELS, Among("task", (tasks[1],))))
    few = finder.find(wanted, values={"task": tasks}, lacking=["task"])
    many = finder.find(wanted, values={"task": [*tasks, *(f"urn:{n}" for n in range(20))]})
    assert {task: many.counts["task"][task] for task in tasks} == few.counts["task"]
    for task in tasks:
        alone = finder.find(And((MODELS, Among("task", (task,)))), limit=0).total
        assert few.counts["task"][task] == alone
    models = finder.find(MODELS, limit=100)
    assert few.lacking["task"] == sum("task" not in row.values for row in models.rows) > 0


def test_values_are_written_so_that_they_are_read_back(finder: Finder) -> None:
    wording = finder.wording()
    detection, coco = toy.term("task", "detection"), toy.term("dataset", "coco")
    assert wording.written("evaluated_on", coco) == "COCO"
    assert wording.meant("evaluated_on", "COCO") == (coco,)
    assert wording.written("task", detection) == detection
    assert wording.meant("task", wording.written("task", detection)) == (detection,)
    assert wording.written("kind", "model") == "model"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20))
def test_any_value_can_be_counted(finder: Finder, value: str) -> None:
    found = finder.find(MODELS, limit=0, values={"keyword": [value]})
    one = finder.find(And((MODELS, Among("keyword", (value,)))), limit=0)
    assert found.counts["keyword"][value] == one.total
