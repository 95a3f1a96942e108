"""The Hugging Face importer: what each form of input becomes, and that nothing makes it raise.

Each folder below `huggingface/` is a case: `input/` in the source's format, and `expected.json`.
Run with KGSTORE_UPDATE=1 to write the expected files anew, then read what changed.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.errors import ImportFailed
from kgstore.importers.archive import Limits
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.huggingface import importer
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.records.loss import total
from kgstore.records.rdf import to_ntriples
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from kgstore.resources import folder

FOLDER = Path(__file__).parent / "huggingface"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
CONTEXT = ImportContext(
    Minter("https://example.org/kg"), Vocabulary.load([FOLDER / "vocabulary.ttl"])
)


def imported(*paths: Path, context: ImportContext = CONTEXT) -> tuple[list[Record], list[Finding]]:
    scan = Scan(paths)
    records = [r for item in importer.scan(scan) for r in importer.records(item, context)]
    return records, scan.findings


def lines_of(finding: Finding) -> list[str]:
    return [finding.severity.value, finding.file, finding.path, finding.reason]


def problems(records: list[Record]) -> list[str]:
    """Return what is unsound in the documents, and values that got lost on the way to RDF."""
    checked = {
        str(i): check(record.document, packaged_context()) for i, record in enumerate(records)
    }
    graphs = {f"urn:graph:{name}": found for name, found in checked.items()}
    to_ntriples(graphs, packaged_context())
    return [f"{path}: {reason}" for found in checked.values() for path, reason in found.problems]


@pytest.mark.parametrize("case", CASES)
def test_a_case_becomes_what_is_expected(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER / case)
    records, findings = imported(Path("input"))
    found = {
        "records": [
            {
                "kind": record.kind,
                "native_id": record.native_id,
                "revision": record.revision,
                "file": record.file,
                "document": record.document,
                "findings": [lines_of(finding) for finding in record.findings],
            }
            for record in records
        ],
        "findings": [lines_of(finding) for finding in findings],
    }
    assert problems(records) == []
    expected = FOLDER / case / "expected.json"
    if os.environ.get("KGSTORE_UPDATE"):
        text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True)
        expected.write_text(text + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_every_record_is_named_in_its_findings_and_keeps_its_raw_bytes(case: str) -> None:
    for record in imported(FOLDER / case / "input")[0]:
        assert record.iri == CONTEXT.minter.record(record.kind, "huggingface", record.native_id)
        assert all(finding.record == record.iri for finding in record.findings)
        assert record.raw.content
        assert record.fates or not record.document.get("configurations")


def model(front_matter: str, **infos: Any) -> Record:
    card = {"status": "ok", "bytes": 1, "front_matter": front_matter, "text": None}
    document = {"id": "acme/tiny", "infos": {"modelId": "acme/tiny", **infos}, "card": card}
    return next(importer.records(Item("a.jsonl:1", {"": orjson.dumps(document)}), CONTEXT))


def test_a_number_keeps_the_spelling_of_the_card() -> None:
    result = "task: {type: fill-mask}, metrics: [{type: accuracy, value: 0.50}]"
    record = model(f"model-index: [{{results: [{{{result}}}]}}]")
    value = record.document["configurations"][0]["hasMetricValue"][0]
    assert (value["value"], value["rawValue"]) == (0.5, "0.50")


def test_the_order_of_results_does_not_change_the_iri_of_a_value() -> None:
    one = "{task: {type: fill-mask}, dataset: {type: imdb}, metrics: [{type: f1, value: 0.5}]}"
    two = "{task: {type: fill-mask}, dataset: {type: glue}, metrics: [{type: f1, value: 0.6}]}"
    there = model(f"model-index: [{{results: [{one}, {two}]}}]").document["configurations"]
    back = model(f"model-index: [{{results: [{two}, {one}]}}]").document["configurations"]
    assert there == back[::-1]


def test_a_cut_off_file_is_read_up_to_the_cut(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "acme/m%d", "infos": {"sha": "%d"}}\n' % (i, i) for i in range(2000))
    (tmp_path / "records.jsonl.gz").write_bytes(gzip.compress(lines)[:-4000])
    records, findings = imported(tmp_path)
    assert 0 < len(records) < 2000
    assert [record.native_id for record in records[:2]] == ["acme/m0", "acme/m1"]
    assert not any(record.findings for record in records[:-1])
    assert "the compressed file is cut off; what came before the cut is read" in {
        finding.reason for finding in findings
    }


def test_a_file_of_several_gzip_members_is_read_whole(tmp_path: Path) -> None:
    members = (gzip.compress(b'{"id": "acme/m%d", "sha": "1"}\n' % i) for i in range(3))
    (tmp_path / "records.jsonl.gz").write_bytes(b"".join(members))
    assert len(imported(tmp_path)[0]) == 3


def test_bytes_that_are_no_gzip_are_a_finding(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl.gz").write_bytes(b"this is no gzip file")
    records, findings = imported(tmp_path)
    assert not records
    assert findings[0].file.endswith("records.jsonl.gz")


def test_a_line_that_is_too_long_ends_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgstore.importers.huggingface.lines.LONGEST", 1 << 20)
    bomb = b'{"id": "acme/a", "sha": "1"}\n{"id": "' + b"a" * (5 << 20)
    (tmp_path / "records.jsonl.gz").write_bytes(gzip.compress(bomb))
    records, findings = imported(tmp_path)
    assert [record.native_id for record in records] == ["acme/a"]
    assert "line 2 is longer" in findings[0].reason


CARD = b"---\nlicense: mit\n---\n"


def archive(place: Path, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    with tarfile.open(place, "w:gz") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))


def member(
    name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, "../elsewhere"
    return info, content


def test_an_archive_is_read_but_for_links_escapes_and_bombs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(member=1 << 16)
    monkeypatch.setattr("kgstore.importers.huggingface.files._LIMITS", limits)
    archive(
        tmp_path / "cards.tar.gz",
        member("acme/good/README.md", CARD),
        member("../evil/README.md", CARD),
        member("/abs/README.md", CARD),
        member("acme/link/README.md", kind=tarfile.SYMTYPE),
        member("acme/bomb/README.md", b"a" * (1 << 17)),
        member("acme/last/README.md", CARD),
    )
    records, findings = imported(tmp_path / "cards.tar.gz")
    assert [record.native_id for record in records] == ["acme/good", "acme/last"]
    names = [finding.file.partition("!")[2] for finding in findings]
    assert names == [
        "../evil/README.md",
        "/abs/README.md",
        "acme/link/README.md",
        "acme/bomb/README.md",
    ]


def test_a_zip_of_cards_is_read_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cards.zip", "w") as zipped:
        zipped.writestr("acme/good/README.md", CARD)
        zipped.writestr("../evil/README.md", CARD)
    records, findings = imported(tmp_path / "cards.zip")
    assert [record.native_id for record in records] == ["acme/good"]
    assert [finding.file.partition("!")[2] for finding in findings] == ["../evil/README.md"]


def test_a_broken_archive_is_read_up_to_the_break(tmp_path: Path) -> None:
    place = tmp_path / "cards.tar.gz"
    archive(
        place,
        *(
            member(f"acme/m{i}/README.md", CARD + os.urandom(4000).hex().encode())
            for i in range(50)
        ),
    )
    place.write_bytes(place.read_bytes()[:-20_000])
    records, findings = imported(place)
    assert 0 < len(records) < 50
    assert "the archive is broken" in findings[-1].reason


def test_dataset_configurations_in_an_archive_join_the_cards(tmp_path: Path) -> None:
    card = b"---\npretty_name: Pets\ntask_categories: [other]\n---\n"
    (tmp_path / "dataset_cards" / "pets").mkdir(parents=True)
    (tmp_path / "dataset_cards" / "pets" / "README.md").write_bytes(card)
    infos = b'{"plain": {"features": {"id": {"dtype": "int32", "_type": "Value"}}}}'
    archive(tmp_path / "infos.tar.gz", member("pets/dataset_infos.json", infos))
    records, _ = imported(tmp_path / "dataset_cards", tmp_path / "infos.tar.gz")
    assert [record.document["name"] for record in records] == ["Pets"]
    assert records[0].document["subsets"][0]["attribute"][0]["dataType"] == "int32"
    assert set(json.loads(records[0].raw.content)) == {"README.md", "dataset_infos.json"}


def test_bytes_that_are_no_utf_8_are_read_with_a_finding(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "README.md").write_bytes(b"---\nlicense: mit\ntags: [caf\xe9]\n---\n")
    records, _ = imported(tmp_path)
    assert records[0].document["keyword"] == ["caf\ufffd"]
    assert "it is not UTF-8" in records[0].findings[0].reason


def test_the_repository_itself_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "README.md").write_bytes(CARD)
    assert [record.native_id for record in imported(tmp_path / "tiny")[0]] == ["tiny"]
    assert [r.native_id for r in imported(tmp_path / "tiny" / "README.md")[0]] == ["unnamed"]


def test_what_is_not_of_the_hub_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="there is no file or folder"):
        imported(tmp_path / "nowhere")
    with pytest.raises(ImportFailed, match="is of the Hugging Face Hub"):
        imported(tmp_path)


EXAMPLES = int(os.environ.get("KGSTORE_EXAMPLES", "100"))
KEYS = """
id modelId tags pipeline_tag siblings rfilename lfs size config model_type architectures id2label
safetensors parameters total gguf gated downloads likes lastModified cardData author
language license license_name datasets base_model base_model_relation model-index model_index
results task tasks dataset type name args split metrics metric value source url verified
co2_eq_emissions emissions hardware_used dataset_info features splits num_examples _type feature
names task_categories annotations_creators source_datasets library_name new_version
"""
keys = st.sampled_from(KEYS.split())
words = st.sampled_from(
    [
        "en",
        "no",
        "mit",
        "glue",
        "accuracy",
        "acme/tiny",
        "fill-mask",
        "20.0 ± 1.2",
        "93%",
        "NA",
        "../x",
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=8)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(keys | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)
mappings = st.dictionaries(keys | st.text(max_size=4), trees, max_size=8)
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def shaped(**parts: Any) -> Any:
    """Return a strategy of mappings with some of the keys that the source really has."""
    return st.fixed_dictionaries(
        {}, optional={name.replace("__", "-"): part for name, part in parts.items()}
    )


metric = shaped(type=scalars, name=scalars, value=trees, args=trees, config=trees, verified=trees)
result = shaped(task=trees, dataset=trees, metrics=st.lists(metric) | trees, source=trees)
entries = st.lists(shaped(results=st.lists(result) | trees) | trees, max_size=3)
cards = shaped(
    model__index=entries | trees,
    language=trees,
    license=trees,
    license_link=trees,
    datasets=trees,
    base_model=trees,
    base_model_relation=trees,
    co2_eq_emissions=shaped(emissions=trees, source=trees, hardware_used=trees) | trees,
    tags=trees,
    pipeline_tag=trees,
    library_name=trees,
    new_version=trees,
    source_datasets=trees,
    annotations_creators=trees,
    dataset_info=trees,
)
answers = shaped(
    sha=trees,
    author=trees,
    tags=trees,
    siblings=st.lists(shaped(rfilename=st.just("model.bin") | scalars, size=trees, lfs=trees)),
    config=shaped(model_type=trees, architectures=trees, id2label=trees, diffusers=trees) | trees,
    safetensors=shaped(parameters=trees, total=trees),
    gguf=shaped(total=trees, architecture=trees, context_length=trees),
    gated=trees,
    lastModified=trees,
    downloads=trees,
)
subset = shaped(
    features=trees, splits=trees, download_checksums=trees, version=trees, dataset_size=trees
)


def sound(records: Iterator[Record]) -> None:
    """Each record must stand, with nothing in it that the check takes out."""
    found = list(records)
    assert found
    for record in found:
        assert record.iri
        assert all(finding.file and finding.reason for finding in record.findings)
        assert problems([record]) == []


@many
@given(infos=trees, card=trees, extra=mappings)
def test_any_json_gives_a_record(infos: Any, card: Any, extra: dict[str, Any]) -> None:
    document = {"id": "acme/tiny", **extra, "infos": infos, "card": card}
    sound(importer.records(Item("a.jsonl:1", {"": json.dumps(document).encode()}), CONTEXT))
    sound(importer.records(Item("b.json", {"": json.dumps(extra).encode()}), CONTEXT))


@many
@given(infos=answers, card=cards)
def test_any_values_in_the_right_places_give_a_record(infos: Any, card: Any) -> None:
    document = {"id": "acme/tiny", "infos": infos, "card": {"front_matter": card}}
    sound(importer.records(Item("a.jsonl:1", {"": json.dumps(document).encode()}), CONTEXT))


@many
@given(subsets=st.dictionaries(st.text(max_size=4), subset), card=cards)
def test_any_dataset_configurations_give_a_record(subsets: Any, card: Any) -> None:
    content = {
        "acme/pets/README.md": f"---\n{yaml.safe_dump(card)}\n---\n".encode("utf-8", "replace"),
        "acme/pets/dataset_infos.json": json.dumps(subsets).encode(),
    }
    sound(importer.records(Item("acme/pets", content), CONTEXT))


@many
@given(card=mappings, infos=trees, configurations=trees, results=trees)
def test_any_front_matter_gives_a_record(
    card: dict[str, Any], infos: Any, configurations: Any, results: Any
) -> None:
    said = yaml.safe_dump(card, allow_unicode=True)
    content = {
        "acme/tiny/README.md": f"---\n{said}\n---\n".encode("utf-8", "replace"),
        "acme/tiny/infos.json": json.dumps(infos).encode(),
        "acme/tiny/dataset_infos.json": json.dumps(configurations).encode(),
        "acme/tiny/.eval_results/a.yaml": yaml.safe_dump(results).encode("utf-8", "replace"),
    }
    sound(importer.records(Item("acme/tiny", content), CONTEXT))
    del content["acme/tiny/dataset_infos.json"]
    sound(importer.records(Item("acme/tiny", content), CONTEXT))


@many
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: f"---\n{t}\n---\n".encode("utf-8", "replace"))
)
def test_any_bytes_give_a_record(content: bytes) -> None:
    sound(importer.records(Item("acme/tiny", {"acme/tiny/README.md": content}), CONTEXT))
    sound(importer.records(Item("a.jsonl:1", {"": content}), CONTEXT))


@pytest.fixture(scope="module")
def hub(corpus_of_hub: Path) -> ImportContext:
    files = sorted((folder("ontology") / "vocabulary").glob("*.ttl"))
    return ImportContext(Minter("https://example.org/kg"), Vocabulary.load(files))


@pytest.fixture(scope="module")
def corpus_of_hub(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue("corpus")) / "huggingface"


@pytest.mark.corpus
@pytest.mark.slow
def test_the_whole_hub_of_2022_is_imported(corpus_of_hub: Path, hub: ImportContext) -> None:
    records, findings = imported(corpus_of_hub / "models_2022-02", context=hub)
    assert len({record.iri for record in records}) == len(records) == 23_410
    assert not findings
    assert {record.kind for record in records} == {"model"}
    assert all(f.file and f.path and f.reason for r in records for f in r.findings)
    assert all(f.severity is not Severity.VIOLATION for r in records for f in r.findings)
    report = total(record.fates for record in records).summary()
    assert report["unmapped"] < 0.001 * sum(report.values())
    for start in range(0, len(records), 1000):
        assert problems(records[start : start + 1000]) == []


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("models_2022-02_sample", 254, "model"),
        ("model_cards_2020-12", 604, "model"),
        ("model_trees_2025-04", 1_670, "model"),
        ("dataset_infos_2022-09.tar.gz", 602, "dataset"),
        ("dataset_cards_2022-09", 613, "dataset"),
    ],
)
def test_each_collection_is_imported(
    corpus_of_hub: Path, hub: ImportContext, name: str, number: int, kind: str
) -> None:
    records, findings = imported(corpus_of_hub / name, context=hub)
    assert Counter(record.kind for record in records) == {kind: number}
    assert len({record.iri for record in records}) == number
    assert not findings
    assert problems(records) == []
    report = total(record.fates for record in records).summary()
    assert report["unmapped"] < 0.01 * sum(report.values())


@pytest.mark.corpus
def test_repositories_keep_their_ids_below_a_folder_of_collections(corpus_of_hub: Path) -> None:
    names = ["dataset_cards_2022-09", "model_cards_2020-12", "models_2022-02_sample"]
    apart = {name_of(item) for name in names for item in items_with_cards(corpus_of_hub / name)}
    assert apart <= {name_of(item) for item in items_with_cards(corpus_of_hub)}
    assert {"squad", "xlm-mlm-en-2048", "AlexN/xls-r-300m-fr-0"} <= apart


def items_with_cards(place: Path) -> list[Item]:
    return [item for item in importer.scan(Scan([place])) if "" not in item.content]


def name_of(item: Item) -> str:
    return next(iter(item.content)).rpartition("/")[0]


def test_a_card_is_a_file_of_the_model() -> None:
    kinds = [part["artifactKind"].rpartition("#")[2] for part in model("a: b").document["artifact"]]
    assert kinds == ["CardArtifact"]
    listed = model("", siblings=[{"rfilename": "README.md"}]).document
    assert [part["path"] for part in listed["artifact"]] == ["README.md"]
    assert "artifact" not in model("", siblings=[{"rfilename": "config.json"}]).document
