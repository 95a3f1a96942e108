"""Mapping sets go out as SSSOM/TSV that others accept, and come back as they were."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import NotFound
from kgstore.link.sssom import Mapping, read_mappings, records_graph
from kgstore.publish.profiles.sssom import prefixes_for, profile
from kgstore.resources import folder
from tests.publish.stores import source_of

HERE = Path(__file__).parent / "sssom"
BASE = "https://example.org"
PACKAGED = sorted(folder("ontology").rglob("*.sssom.tsv"))
VALIDATE = """
import sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
for path in sys.argv[1:]:
    for report in validate(parse_sssom_table(path)).values():
        for result in report.results: print(path, result.message)
"""

Export = Callable[..., list[Path]]


@pytest.fixture
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Export sets of a store with some files, and return the files written."""

    def written(files: Sequence[Path], iris: list[str] | None = None) -> list[Path]:
        tmp_path = tmp_path_factory.mktemp("sssom")
        graphs = [(f"{BASE}/graph/sssom/{f.name}", records_graph(read_mappings(f))) for f in files]
        exported = profile.export(source_of(tmp_path / "view", graphs, merged=False), iris)
        assert exported.documents is not None
        paths = []
        for document in exported.documents:
            paths.append(tmp_path / document.name)
            paths[-1].write_bytes(document.content)
        assert exported.missing == []
        return paths

    return written


def facts(mappings: Iterable[Mapping]) -> set[tuple[object, ...]]:
    return {
        (m.subject, m.predicate, m.object, m.negated, m.justification, m.confidence)
        for m in mappings
    }


@pytest.mark.parametrize("file", [*PACKAGED, HERE / "cranes.sssom.tsv"], ids=lambda p: p.name)
def test_a_set_comes_back_as_it_was(file: Path, export: Export) -> None:
    original = read_mappings(file)
    (written,) = export([*PACKAGED, file], [original[0].mapping_set.iri])
    again = read_mappings(written)
    assert set(records_graph(again).splitlines()) == set(records_graph(original).splitlines())


def test_all_sets_are_one_table_whose_rows_name_their_set(export: Export) -> None:
    (written,) = export(PACKAGED)
    again = read_mappings(written)
    originals = [mapping for file in PACKAGED for mapping in read_mappings(file)]
    assert facts(again) == facts(originals)
    named = {
        prefix + local
        for mapping in again
        for before, _, local in [mapping.cells["mapping_source"].partition(":")]
        for prefix in [mapping.mapping_set.prefixes[before]]
    }
    assert named == {mapping.mapping_set.iri for mapping in originals}


def test_sets_of_different_licences_keep_them_row_by_row(export: Export) -> None:
    (written,) = export([HERE / "mice.sssom.tsv", HERE / "rats.sssom.tsv"])
    licences = {m.subject: m.cells["license"] for m in read_mappings(written)}
    assert licences == {
        "https://example.org/mouse": "https://spdx.org/licenses/CC0-1.0",
        "urn:example:rat": "https://spdx.org/licenses/MIT",
    }
    assert "license: https://w3id.org/sssom/license/unspecified" in written.read_text("utf-8")


def test_the_table_is_the_one_expected(export: Export) -> None:
    (written,) = export([HERE / "mice.sssom.tsv"], ["https://example.org/sets/mice"])
    assert written.name == "mice.sssom.tsv"
    assert written.read_text("utf-8") == (HERE / "mice.expected.tsv").read_text("utf-8")


def test_the_reference_implementation_finds_no_fault(export: Export) -> None:
    files = [*PACKAGED, *sorted(HERE.glob("*.sssom.tsv"))]
    iris = [read_mappings(file)[0].mapping_set.iri for file in files]
    written = export(files, iris) + export(files)
    # Its dependencies warn at import, which our settings of pytest would take for errors.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *map(str, written)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_set_that_is_not_there_is_named_with_those_that_are(export: Export) -> None:
    with pytest.raises(NotFound, match="no mapping set urn:x") as raised:
        export([HERE / "mice.sssom.tsv"], ["urn:x"])
    assert "https://example.org/sets/mice" in raised.value.advice


def test_a_store_without_sets_gives_a_table_without_rows(export: Export) -> None:
    (written,) = export([])
    assert read_mappings(written) == []


@given(
    st.lists(st.sampled_from(["urn:a", "https://e.org/", "https://e.org/a#b", "urn:a:", "x:/y"]))
)
def test_prefixes_shorten_every_iri_to_a_name_that_leads_back(iris: list[str]) -> None:
    prefixes = prefixes_for(iris)
    assert all(any(i.startswith(ns) and i != ns for ns in prefixes.values()) for i in iris)
