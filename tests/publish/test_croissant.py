"""Croissant: what is written of a dataset, what is reported as missing, and that others take it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.commit.view import View
from kgstore.errors import UnknownFormat
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.huggingface import importer
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import MZ
from kgstore.publish.profiles import Missing, Source
from kgstore.publish.profiles.croissant import profile
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from tests.publish.stores import add_records, source_of_records
from tests.queries.fixture import BASE

HERE = Path(__file__).parent / "croissant"
CASES = sorted(path for path in HERE.iterdir() if path.is_dir())
CONTEXT = ImportContext(Minter(BASE), Vocabulary.load(vocabulary_files()))
COCO = "https://w3id.org/modelzoo/vocabulary/dataset/COCO-2017"
CR, SC = "http://mlcommons.org/croissant/", "https://schema.org/"
VALIDATE = """
import sys, json
from absl import logging
logging.set_verbosity("error")
import mlcroissant
for path in sys.argv[1:]:
    try:
        mlcroissant.Dataset(json.load(open(path, encoding="utf-8")))
    except mlcroissant.ValidationError as error:
        print(path, error)
"""


def imported(native_id: str, files: dict[str, bytes]) -> Record:
    item = Item(
        f"datasets/{native_id}", {f"{native_id}/{name}": data for name, data in files.items()}
    )
    (record,) = importer.records(item, CONTEXT)
    return record


def of_case(case: Path) -> Record:
    files = {path.name: path.read_bytes() for path in case.iterdir() if path.name in READ}
    return imported(f"acme/{case.name}", files)


READ = {"README.md", "dataset_infos.json"}


def exported(source: Source, iris: Iterable[str]) -> tuple[dict[str, Any], list[Missing]]:
    export = profile.export(source, list(iris))
    assert export.documents is not None
    documents = {d.resource: json.loads(d.content) for d in export.documents}
    return documents, export.missing


def faults(folder: Path, documents: Iterable[dict[str, Any]]) -> list[str]:
    """Return what the reference validator says against documents."""
    paths = []
    for number, document in enumerate(documents):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(json.dumps(document), "utf-8")
    # The library warns at import, which our settings of pytest would take for errors.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    """A source with the packaged knowledge, to which tests add records of their own."""
    source = source_of_records(tmp_path_factory.mktemp("croissant") / "view", [])
    yield source
    assert isinstance(source.view, View)
    source.view.close()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_dataset_becomes_what_is_expected(case: Path, source: Source) -> None:
    record = of_case(case)
    add_records(source, [record])
    documents, missing = exported(source, [record.iri])
    found = documents[record.iri]
    assert found.pop("@context")["sc"] == SC
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    assert found == expected["document"]
    assert [[m.resource, m.field, m.why] for m in missing] == expected["missing"]


def test_the_reference_validator_takes_every_case(source: Source, tmp_path: Path) -> None:
    records = [of_case(case) for case in CASES]
    add_records(source, records)
    documents, _ = exported(source, [*(record.iri for record in records), COCO])
    assert faults(tmp_path, documents.values()) == []


def test_it_is_the_json_ld_of_croissant(source: Source) -> None:
    record = of_case(HERE / "squad")
    add_records(source, [record])
    documents, _ = exported(source, [record.iri])
    text = json.dumps(documents[record.iri])
    quads = list(ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri="https://example.org/d/"))
    types = [q.object.value for q in quads if q.predicate.value.endswith("#type")]
    assert types.count(CR + "Field") == len(
        [f for r in documents[record.iri]["recordSet"] for f in r["field"]]
    )
    assert SC + "Dataset" in types
    said = {(q.subject, q.predicate.value) for q in quads}
    assert (ox.NamedNode(record.iri), SC + "license") in said
    assert (ox.NamedNode(record.iri), "http://purl.org/dc/terms/conformsTo") in said


def test_a_canonical_dataset_has_its_splits_and_labels(source: Source) -> None:
    documents, missing = exported(source, [COCO])
    splits, *_, labels = documents[COCO]["recordSet"]
    assert (splits["dataType"], labels["dataType"]) == ("cr:Split", "sc:Enumeration")
    assert {record["splits-of-default/name"] for record in splits["data"]} == {
        "train",
        "val",
        "test",
    }
    assert labels["data"][0] == {"labels-0/index": 0, "labels-0/name": "person"}
    assert {one.field for one in missing} == {"license", "creator", "datePublished"}


def test_a_creator_is_one_only_where_it_is_known_what_kind(source: Source) -> None:
    names = {"person": "http://www.w3.org/ns/prov#Person", "unknown": MZ + "Agent"}
    records = []
    for name, kind in names.items():
        record = imported(f"{name}/pets", {"README.md": b"---\ntask_ids: [x]\n---\n"})
        record.document["creator"]["type"] = ["Agent", kind]
        records.append(record)
    add_records(source, records)
    documents, missing = exported(source, [record.iri for record in records])
    known, unknown = (documents[record.iri] for record in records)
    assert (known["creator"][0]["@type"], known["creator"][0]["name"]) == ("sc:Person", "person")
    assert "creator" not in unknown
    assert unknown["creditText"] == "unknown"
    assert [m.resource for m in missing if m.field == "creator"] == [records[1].iri]


def test_only_datasets_are_described(source: Source) -> None:
    with pytest.raises(UnknownFormat, match="does not describe mz:Licence"):
        exported(source, ["https://w3id.org/modelzoo/vocabulary/licence/MIT"])


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=9
)
LABELS = st.lists(NAMES, min_size=1, max_size=4)
FEATURE = st.one_of(
    st.sampled_from(["string", "int32", "array2d", "image"]).map(
        lambda kind: {"dtype": kind, "_type": "Value"}
    ),
    LABELS.map(lambda names: {"names": names, "_type": "ClassLabel"}),
    LABELS.map(
        lambda names: {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "Sequence"}
    ),
    LABELS.map(lambda names: {"languages": names, "_type": "Translation"}),
)
SPLITS = st.dictionaries(
    NAMES, st.fixed_dictionaries({}, optional={"num_examples": st.integers(0, 9)})
)
CHECKSUMS = st.dictionaries(
    NAMES | NAMES.map(lambda name: f"https://example.org/{name}.zip"),
    st.fixed_dictionaries(
        {"num_bytes": st.integers(0, 9)}, optional={"checksum": st.just("0" * 64)}
    ),
    max_size=3,
)
CONFIGURATIONS = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {
            "features": st.dictionaries(NAMES, FEATURE, max_size=4),
            "splits": SPLITS,
            "download_checksums": CHECKSUMS,
        },
        optional={"description": NAMES, "version": st.sampled_from(["1.0.0", "odd"])},
    ),
    max_size=3,
)
NUMBER = count()


@given(st.lists(CONFIGURATIONS, min_size=30, max_size=30))
@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
def test_whatever_a_dataset_says_the_validator_takes_it(
    source: Source, tmp_path_factory: pytest.TempPathFactory, said: list[dict[str, Any]]
) -> None:
    card = b"---\ntask_ids: [x]\n---\n"
    records = [
        imported(
            f"acme/shaped-{next(NUMBER)}",
            {"README.md": card, "dataset_infos.json": json.dumps(infos).encode()},
        )
        for infos in said
    ]
    add_records(source, records)
    documents, _ = exported(source, [record.iri for record in records])
    assert faults(tmp_path_factory.mktemp("shaped"), documents.values()) == []


@pytest.mark.corpus
def test_datasets_of_the_hub_are_taken_by_the_validator(
    corpus: Path, source: Source, tmp_path: Path
) -> None:
    hub = corpus / "huggingface"
    scan = Scan([hub / "dataset_cards_2022-09", hub / "dataset_infos_2022-09.tar.gz"])
    items = islice(importer.scan(scan), 0, None, 20)
    records = [record for item in items for record in importer.records(item, CONTEXT)]
    add_records(source, records)
    documents, missing = exported(source, [record.iri for record in records])
    assert len(documents) > 25
    assert faults(tmp_path, documents.values()) == []
    assert {one.resource for one in missing if one.field == "datePublished"} == set(documents)
