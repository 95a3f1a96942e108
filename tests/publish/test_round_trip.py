"""The example catalogue goes out whole, in every profile, and comes back as it was."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore import opening
from kgstore.commit.store import Store
from kgstore.importers.registry import importer_named
from kgstore.pipeline import import_source
from kgstore.publish.profiles import Exported, Profile, Source, profile_named
from kgstore.publish.serialise import format_named
from kgstore.publish.writing import rebased, write_stream
from kgstore.resources import folder
from kgstore.settings import Settings
from kgstore.sparql.library import Library

BASE = "https://models.example.org"
NAMES = ("native", "dump", "schema_org", "dcat_ap", "mldcat_ap", "fair4ml", "prov_o")


def filled(place: Path, base: str, *files: Path) -> Store:
    settings = Settings(store=place, base=base, workers=1)
    store = opening.create(settings)
    report = import_source(store, importer_named("records"), files, settings)
    assert report.counts.quarantined == 0
    assert not [f for f in report.findings if f.severity.value == "Warning"]
    return store


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    examples = sorted(folder("examples").glob("*.jsonl"))
    with filled(tmp_path_factory.mktemp("catalogue") / "store", BASE, *examples) as store:
        yield store


def source_of(store: Store) -> Source:
    return Source(store.view, store.base, Library.packaged())


def record_graphs(store: Store) -> dict[str, set[str]]:
    """Return the lines of each record graph; there are no blank nodes, so equal is isomorphic."""
    start = f"{store.base}/graph/record/"
    return {g: set(store.view.lines(g)) for g in store.view.graphs() if g.startswith(start)}


def written(store: Store, profile: Profile, format_name: str, base: str = BASE) -> bytes:
    out = io.BytesIO()
    exported = profile.export(source_of(store))
    write_stream(rebased(exported, store.base, base), out, profile, format_name)
    return out.getvalue()


def test_an_export_fills_an_empty_store_with_the_same_graphs(
    catalogue: Store, tmp_path: Path
) -> None:
    file = tmp_path / "all.nq.gz"
    file.write_bytes(gzip.compress(written(catalogue, profile_named("native"), "nquads"), 1))
    with filled(tmp_path / "again", BASE, file) as again:
        assert len(record_graphs(again)) > 1000
        assert record_graphs(again) == record_graphs(catalogue)


@pytest.mark.slow
def test_a_dump_comes_back_under_another_base(catalogue: Store, tmp_path: Path) -> None:
    file = tmp_path / "all.trig"
    file.write_bytes(written(catalogue, profile_named("dump"), "trig"))
    with filled(tmp_path / "again", "https://other.example.org", file) as again:
        native = profile_named("native")
        first = written(catalogue, native, "nquads").splitlines()
        assert set(written(again, native, "nquads").splitlines()) == set(first)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_catalogue_is_sound_in_every_format(catalogue: Store, name: str) -> None:
    profile = profile_named(name)
    quads = list(profile.export(source_of(catalogue)).quads or ())
    triples = {quad.triple for quad in quads}
    assert len(triples) > 1000
    for format_name in profile.formats:
        out = io.BytesIO()
        write_stream(Exported(iter(quads)), out, profile, format_name)
        found = ox.parse(out.getvalue(), format=format_named(format_name))
        assert {quad.triple for quad in found} == triples, format_name


@pytest.mark.parametrize("name", ["native", "dump"])
def test_the_whole_catalogue_goes_out_as_a_stream(catalogue: Store, name: str) -> None:
    profile = profile_named(name)
    quads = profile.export(source_of(catalogue)).quads
    assert quads is not None
    tracemalloc.start()
    number = sum(1 for _ in quads)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number > 100_000
    assert peak < 5_000_000, "bytes of Python objects at once"
