"""Model cards: what the Hub's importer maps goes out and comes in again as it was."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgstore.commit.view import View
from kgstore.errors import NotFound, UnknownFormat
from kgstore.importers.base import ImportContext, Item
from kgstore.importers.huggingface import importer
from kgstore.importers.huggingface.card import front_matter_of
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import PREFIXES
from kgstore.prepare import to_prepared
from kgstore.publish.profiles import Document, Missing, Source
from kgstore.publish.profiles.model_card import profile
from kgstore.publish.profiles.model_card.hub import LICENCE_OF_TERM, LICENCES, TASKS
from kgstore.publish.profiles.model_card.yaml_text import dump, spelled
from kgstore.records.iri import Minter
from kgstore.records.record import Record
from kgstore.records.vocabulary import Vocabulary
from tests.publish.stores import add_records, source_of_records
from tests.queries.fixture import BASE

HERE = Path(__file__).parent / "model_card"
CARDS = sorted(path for path in HERE.iterdir() if path.is_dir())
CONTEXT = ImportContext(Minter(BASE), Vocabulary.load(vocabulary_files()))
NOT_ON_CARDS = (
    *("revision", "downloadCount", "likeCount", "gated", "architecture", "rawArchitecture"),
    *("artifact", "parameterCount", "numericPrecision", "contextLength", "output"),
)
"""Terms of ours that the Hub's API states and a card has no key for."""
DATES = ("http://purl.org/dc/terms/created", "http://purl.org/dc/terms/modified")


def imported(native_id: str, card: bytes) -> Record:
    item = Item(f"models/{native_id}", {f"{native_id}/README.md": card})
    (record,) = importer.records(item, CONTEXT)
    return record


def exported(source: Source, iris: Iterable[str]) -> tuple[dict[str, Document], list[Missing]]:
    export = profile.export(source, list(iris))
    assert export.documents is not None
    documents = {document.resource: document for document in export.documents}
    return documents, export.missing


def front_of(card: bytes) -> dict[str, Any]:
    text = front_matter_of(card.decode())
    return dict(yaml.safe_load(text)) if text else {}


def facts(record: Record) -> set[str]:
    """Return the facts of a record, as N-Triples, but for those that no card can hold."""
    (prepared,) = to_prepared([record], Minter(BASE))
    lines = set(prepared.text.splitlines())
    apart = {f"<https://w3id.org/modelzoo#{name}>" for name in NOT_ON_CARDS}
    apart |= {f"<{date}>" for date in DATES}
    dropped = {line for line in lines if line.split(" ")[1] in apart}
    parts = {line.split(" ")[2] for line in dropped if line.split(" ")[2].startswith("<")}
    described = {line for line in lines if line.split(" ")[0] in parts}
    files = {line for line in lines if line.startswith(f"<{record.document['id']}#file/")}
    return lines - dropped - described - files


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    """A source with the packaged knowledge, to which tests add records of their own."""
    source = source_of_records(tmp_path_factory.mktemp("cards") / "view", [])
    yield source
    assert isinstance(source.view, View)
    source.view.close()


def test_there_are_cases() -> None:
    assert len(CARDS) >= 4


@pytest.mark.parametrize("case", CARDS, ids=lambda path: path.name)
def test_a_card_is_the_one_expected(case: Path, source: Source) -> None:
    record = imported(f"acme/{case.name}", (case / "README.md").read_bytes())
    add_records(source, [record])
    documents, missing = exported(source, [record.iri])
    assert documents[record.iri].content.decode() == (case / "expected.md").read_text("utf-8")
    lacking = [f"{one.resource.partition('#')[2]} {one.field}" for one in missing]
    assert lacking == (case / "missing.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("case", CARDS, ids=lambda path: path.name)
def test_a_card_that_went_out_comes_in_with_the_same_facts(case: Path, source: Source) -> None:
    record = imported(f"acme/{case.name}", (case / "README.md").read_bytes())
    add_records(source, [record])
    documents, missing = exported(source, [record.iri])
    again = imported(record.native_id, documents[record.iri].content)
    lost = facts(record) - facts(again)
    incomplete = {one.resource for one in missing}
    assert facts(again) <= facts(record)
    assert bool(lost) == bool(incomplete)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).map(lambda text: " ".join(text.split()))
NAMES = WORDS.filter(
    lambda text: text and not {"(", ")", ":", ","} & {*text} and " on " not in text
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,6}(/[a-z][a-z0-9._-]{0,6})?", fullmatch=True)
NUMBERS = st.one_of(
    st.floats(0, 100).map(str), st.integers(0, 100), st.sampled_from(["20.0 ± 1.2", "0.50", "91 %"])
)
METRICS = st.fixed_dictionaries(
    {"type": st.sampled_from(["accuracy", "wer", "f1", "my score"]), "value": NUMBERS},
    optional={"name": NAMES, "verified": st.booleans()},
)
RESULTS = st.fixed_dictionaries(
    {
        "task": st.fixed_dictionaries(
            {"type": st.sampled_from(sorted(TASKS))}, optional={"name": NAMES}
        ),
        "dataset": st.fixed_dictionaries(
            {"type": st.sampled_from(["glue", "squad", "conll2003", "acme/data"]), "name": NAMES},
            optional={
                "config": st.sampled_from(["cola", "conll2003", "a/b%c"]),
                "split": st.sampled_from(["test", "validation", "odd split"]),
                "revision": st.from_regex("[0-9a-f]{6}", fullmatch=True),
            },
        ),
        "metrics": st.lists(METRICS, min_size=1, max_size=3),
    },
    optional={"source": st.just({"url": "https://example.org/board", "name": "a board"})},
)
FRONTS = st.fixed_dictionaries(
    {},
    optional={
        "language": st.lists(st.sampled_from(["en", "no", "zh_CN", "Klingon", "sv-SE"])),
        "license": st.sampled_from([*sorted(LICENCES - {"other"}), ["mit", "cc-by-4.0"]]),
        "tags": st.lists(WORDS, max_size=5),
        "datasets": st.lists(IDS, max_size=3),
        "base_model": st.lists(IDS, max_size=3),
        "base_model_relation": st.sampled_from(["finetune", "adapter", "merge", "quantized"]),
        "library_name": st.sampled_from(["transformers", "keras", "my-library"]),
        "pipeline_tag": st.sampled_from(sorted(TASKS)),
        "co2_eq_emissions": st.fixed_dictionaries(
            {"emissions": st.sampled_from(["0.5 Kg", 21.3, "1e-05"])},
            optional={"hardware_used": WORDS, "source": st.just("https://example.org/co2")},
        ),
        "new_version": IDS,
        "model-index": st.lists(RESULTS, min_size=1, max_size=3).map(
            lambda results: [{"name": "tiny", "results": results}]
        ),
    },
)
NUMBER = count()


@given(FRONTS)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_a_card_says_comes_back(source: Source, front: dict[str, Any]) -> None:
    card = f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n# Tiny\n".encode()
    record = imported(f"acme/shaped-{next(NUMBER)}", card)
    add_records(source, [record])
    documents, missing = exported(source, [record.iri])
    again = imported(record.native_id, documents[record.iri].content)
    assert missing == []
    assert facts(again) == facts(record)


@given(
    st.recursive(
        WORDS | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)
    )
)
def test_yaml_says_what_it_was_given(value: Any) -> None:
    assert yaml.safe_load(dump(value)) == value


@given(
    st.one_of(
        st.floats().map(str), st.integers().map(str), st.text("0123456789.eE+-_:xo ", max_size=9)
    )
)
def test_a_number_keeps_its_spelling_or_stays_a_text(text: str) -> None:
    written = dump({"value": spelled(text)})
    read = yaml.safe_load(written)["value"]
    assert read == text or (read == float(text) and written == f"value: {text}\n")


def test_a_licence_goes_out_as_an_id_that_means_no_more_than_it_says() -> None:
    known = CONTEXT.vocabulary
    assert set(LICENCE_OF_TERM.values()) <= LICENCES
    for term, hub_id in LICENCE_OF_TERM.items():
        back = known.resolve("licence", hub_id, "huggingface")
        name = back.rpartition("/")[2] if back else ""
        assert not name or term.startswith(name), (term, hub_id, name)


def test_only_models_have_cards(source: Source) -> None:
    with pytest.raises(UnknownFormat, match="does not describe mz:Dataset"):
        exported(source, ["https://w3id.org/modelzoo/vocabulary/dataset/COCO"])
    with pytest.raises(NotFound, match="nothing is known of urn:none"):
        exported(source, ["urn:none"])


ODD = """
<{m}> a mz:MLModel ; mz:source <https://example.org/id/source/zoo> ; mz:task mzt:person-detection .
<{m}#bare> mz:model <{m}> ; mz:hasMetricValue <{m}#v0> .
<{m}#test> a mz:TestingConfiguration ; mz:model <{m}> ; mz:dataset <{m}#data> ;
    mz:hasMetricValue <{m}#v1>, <{m}#v2>, <{m}#v3>, <{m}#v4> .
<{m}#data> mz:subsetOf <{m}#whole> . <{m}#whole> mz:subsetOf <{m}#data> ; rdfs:label "d" .
<{m}#v1> mz:metric mzm:Accuracy ; mz:rawValue "62.27" ; mz:value 0.6227e0 .
<{m}#v2> mz:rawMetric "map" ; mz:rawValue "62.27%" ; mz:value 0.6227e0 ;
    qudt:hasUnit unit:FRACTION .
<{m}#v3> mz:metric mzm:Accuracy .
<{m}#v4> mz:value 0.5e0 .
"""


def test_a_model_of_another_source_is_told_in_the_words_of_the_hub(source: Source) -> None:
    iri = f"{BASE}/id/model/zoo/odd"
    assert isinstance(source.view, View)
    prefixes = "".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())
    quads = ox.parse(prefixes + ODD.replace("{m}", iri), format=ox.RdfFormat.TURTLE)
    source.view.load(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    documents, missing = exported(source, [iri])
    ((result,),) = (i["results"] for i in front_of(documents[iri].content)["model-index"])
    assert result["task"] == {"type": "person-detection"}
    assert result["dataset"] == {"name": f"{iri}#data", "type": f"{iri}#data"}
    assert [(metric["type"], metric["value"]) for metric in result["metrics"]] == [
        ("accuracy", 0.6227),  # 62.27 alone could be anything
        ("map", "62.27%"),
    ]
    fields = [(one.resource.partition("#")[2], one.field.rpartition(".")[2]) for one in missing]
    assert fields == [("v3", "value"), ("v4", "type")]


VALIDATE = """
import sys, json
from pathlib import Path
from huggingface_hub import ModelCard
for path in sys.argv[1:]:
    card = ModelCard(Path(path).read_text("utf-8"))
    assert card.data.to_dict() is not None
    print(path, len(card.data.eval_results or []))
"""


def test_the_hubs_own_library_takes_the_cards(source: Source, tmp_path: Path) -> None:
    records = [imported(f"acme/{c.name}", (c / "README.md").read_bytes()) for c in CARDS]
    add_records(source, records)
    documents, _ = exported(source, [record.iri for record in records])
    for document in documents.values():
        (tmp_path / document.name).write_bytes(document.content)
    files = [str(tmp_path / document.name) for document in documents.values()]
    # The library warns at import, which our settings of pytest would take for errors.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counted = {
        line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in done.stdout.splitlines()
    }
    for document in documents.values():
        index = front_of(document.content).get("model-index", [{"results": []}])
        values = sum(len(result["metrics"]) for result in index[0]["results"])
        assert counted[str(tmp_path / document.name)] == values


@pytest.mark.corpus
def test_models_of_the_hub_come_back_but_for_what_cards_cannot_say(
    corpus: Path, source: Source
) -> None:
    places = sorted((corpus / "huggingface" / "models_2022-02").glob("records-*.jsonl.gz"))
    with gzip.open(places[0], "rt", encoding="utf-8") as file:
        items = [Item(f"r:{n}", {"": line.encode()}) for n, line in enumerate(islice(file, 400))]
    records = [record for item in items for record in importer.records(item, CONTEXT)]
    add_records(source, records)
    documents, missing = exported(source, [record.iri for record in records])
    incomplete = {one.resource.partition("#")[0] for one in missing}
    whole = [record for record in records if record.iri not in incomplete]
    assert len(whole) > 300
    for record in whole:
        again = imported(record.native_id, documents[record.iri].content)
        assert facts(again) == facts(record), record.native_id
