"""A user's files: every format, everything that can be wrong with them, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.validate.files import validate_files
from kgstore.validate.reading import FORMATS, JSON
from kgstore.validate.report import Report, Result

ID = "https://e.org/id/model/x/m"
TURTLE = f"""@prefix mz: <{MZ}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{ID}> a mz:MLModel ; rdfs:label "m" ; mz:parameterCount "many" .
"""
NTRIPLES = (
    f"<{ID}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{MZ}MLModel> .\n"
    f'<{ID}> <{MZ}parameterCount> "many" .\n'
)
RDF_XML = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:mz="{MZ}">
  <mz:MLModel rdf:about="{ID}"><mz:parameterCount>many</mz:parameterCount></mz:MLModel>
</rdf:RDF>"""
RECORD = {"id": ID, "type": "MLModel", "name": "m"}


def validated(folder: Path, name: str, content: str | bytes) -> Report:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return validate_files([path])


def worst(report: Report) -> list[Result]:
    return [r for r in report.results if r.severity is Severity.VIOLATION]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", TURTLE),
        ("a.nt", NTRIPLES),
        ("a.nq", NTRIPLES.replace(" .\n", " <urn:g> .\n")),
        ("a.trig", NTRIPLES.replace("<https://e.org/id", "<https://e.org/id")),
        ("a.rdf", RDF_XML),
    ],
)
def test_every_rdf_format_is_read(tmp_path: Path, name: str, content: str) -> None:
    (found,) = {(r.focus, r.path) for r in worst(validated(tmp_path, name, content))}
    assert found == (ID, MZ + "parameterCount")


def test_a_result_names_its_file(tmp_path: Path) -> None:
    report = validated(tmp_path, "a.ttl", TURTLE)
    assert {r.file for r in report.results} == {str(tmp_path / "a.ttl")}
    assert str(tmp_path / "a.ttl") in report.as_text()


def test_each_named_graph_is_a_record(tmp_path: Path) -> None:
    text = "".join(f"<urn:g{n}> {{ <urn:m> a <{MZ}MLModel> }}\n" for n in (1, 2))
    report = validated(tmp_path, "a.trig", text)
    assert list(report.counts) == ["urn:g1", "urn:g2"]


@pytest.mark.parametrize("context", [None, MZ + "context.jsonld", MZ.rstrip("#")])
def test_the_context_of_records_is_implied(tmp_path: Path, context: str | None) -> None:
    document = {**RECORD, "configurations": [{"id": ID + "#c", "type": "TestingConfiguration"}]}
    if context:
        document["@context"] = context.replace("#context", "/context")
    report = validated(tmp_path, "a.jsonld", json.dumps(document))
    assert report.conforms
    assert list(report.counts) == [ID]


def test_jsonld_keywords_stand_for_our_keys(tmp_path: Path) -> None:
    document = {"@id": ID, "@type": "MLModel", "name": "m"}
    assert validated(tmp_path, "a.json", json.dumps(document)).conforms


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"parameterCount": 2.5}, "parameterCount"),
        ({"colour": "red"}, "colour"),
        ({"type": "Modell"}, "type"),
        ({"task": "detection"}, "task"),
        ({"artifact": [{"type": "Artifact"}]}, "artifact[0].id"),
    ],
)
def test_what_json_ld_would_drop_in_silence_is_a_violation(
    tmp_path: Path, changes: dict[str, object], path: str
) -> None:
    found = worst(validated(tmp_path, "a.jsonld", json.dumps({**RECORD, **changes})))
    assert [(r.record, r.path) for r in found] == [(ID, path)]


@pytest.mark.parametrize(
    "context",
    [
        "https://example.org/context.jsonld",
        ["https://example.org/context.jsonld", {}],
        {"@import": "https://example.org/context.jsonld"},
        {"p": {"@id": "urn:p", "@context": "https://example.org/context.jsonld"}},
    ],
)
def test_no_context_is_fetched(tmp_path: Path, context: object) -> None:
    document = {"@context": context, "@id": ID, "p": {"@id": "urn:x"}}
    assert not validated(tmp_path, "a.jsonld", json.dumps(document)).conforms


def test_a_context_in_the_file_is_followed(tmp_path: Path) -> None:
    document = {
        "@context": {"mz": MZ, "size": {"@id": "mz:parameterCount"}},
        "@id": ID,
        "@type": "mz:MLModel",
        "size": "many",
    }
    found = worst(validated(tmp_path, "a.jsonld", json.dumps(document)))
    assert {r.path for r in found} == {MZ + "parameterCount"}


def test_json_lines_are_records_with_their_line(tmp_path: Path) -> None:
    lines = [json.dumps(RECORD), "", "{", json.dumps({**RECORD, "id": ID + "2"})]
    report = validated(tmp_path, "a.jsonl", "\n".join(lines))
    assert [r.file for r in worst(report)] == [f"{tmp_path / 'a.jsonl'}:3"]
    assert {ID, ID + "2"} <= set(report.counts)


def test_a_record_given_twice_is_a_violation(tmp_path: Path) -> None:
    report = validated(tmp_path, "a.json", json.dumps([RECORD, RECORD]))
    assert [r.message for r in worst(report)] == [
        "The record was given before. Keep one of the two."
    ]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.ttl", TURTLE + "<urn:a> <urn:b> .", 4),
        ("a.ttl", b"\xff\xfe", 1),
        ("a.nt", "<urn:a> <urn:b c> <urn:d> .", 1),
        ("a.json", '{\n"id":\n', 3),
        ("a.rdf", "<rdf:RDF", None),
    ],
)
def test_a_broken_file_is_a_violation_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, line: int | None
) -> None:
    (result,) = worst(validated(tmp_path, name, content))
    assert result.file == f"{tmp_path / name}:{line}" if line else str(tmp_path / name)
    assert result.message.startswith("The file is no ")


def test_a_missing_file_a_folder_and_an_unknown_kind(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.ttl").write_text(TURTLE)
    (tmp_path / "sub" / "notes.txt").write_text("no record")
    (tmp_path / "b.txt").write_text("no record")
    report = validate_files([tmp_path / "sub", tmp_path / "b.txt", tmp_path / "c.ttl"])
    messages = {Path(r.file).name: r.message for r in worst(report)}
    assert messages["b.txt"].startswith("Files of this kind are not records.")
    assert messages["c.ttl"] == "There is no such file. Check the path."
    assert "notes.txt" not in messages


def test_references_are_judged_across_files_vocabularies_and_store(tmp_path: Path) -> None:
    text = f"<{ID}> a <{MZ}MLModel> ; <{MZ}task> <%s> ; <{MZ}fineTunedFrom> <urn:base> ."
    (tmp_path / "a.ttl").write_text(text % "https://w3id.org/modelzoo/vocabulary/metric/Accuracy")
    (tmp_path / "b.ttl").write_text(f"<urn:base> a <{MZ}Dataset> .")
    wrong = {r.path for r in worst(validate_files([tmp_path]))}
    assert wrong == {MZ + "task", MZ + "fineTunedFrom"}
    only = tmp_path / "a.ttl"
    known = validate_files([only], types_of=lambda iris: {"urn:base": [MZ + "MLModel"]})
    assert {r.path for r in worst(known)} == {MZ + "task"}


def test_a_misspelt_term_and_an_unknown_class_are_warnings(tmp_path: Path) -> None:
    text = f"<urn:m> a <{MZ}MLModell> ; <{MZ}paramterCount> 5 ."
    report = validated(tmp_path, "a.ttl", text)
    warnings = [r.message for r in report.results if r.severity is Severity.WARNING]
    assert sum("Did you mean" in message for message in warnings) == 2
    assert sum(message.startswith("Nothing here is of a class") for message in warnings) == 1


KINDS = sorted([*FORMATS, *JSON])
ANYTHING = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["id", "type", "@id", "@context", "name", "artifact", "value"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)


@given(kind=st.sampled_from(KINDS), content=ANYTHING)
@settings(max_examples=150, deadline=None)
def test_no_content_makes_an_exception(
    tmp_path_factory: pytest.TempPathFactory, kind: str, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{kind}"
    path.write_bytes(content)
    report = validate_files([path])
    assert isinstance(report.as_text(), str)
    json.dumps(report.as_json())
