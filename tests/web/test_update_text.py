"""What an update would touch, told from its text; in doubt more, never less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import KgstoreError, QueryError, QuerySyntaxError
from kgstore.web import update_run
from kgstore.web.update_text import DEFAULT, scan

WRITES = [
    ("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } }", {"urn:a"}),
    ("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } <urn:s> <urn:p> 1 }", {"urn:a", DEFAULT}),
    ("INSERT DATA { }", set()),
    ("delete data { graph <urn:a> { <urn:s> <urn:p> 1 } . }", {"urn:a"}),
    ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", set()),
    ("DELETE WHERE { ?s ?p ?o }", {DEFAULT}),
    ("DELETE { ?s ?p ?o } WHERE { GRAPH <urn:a> { ?s ?p ?o } }", {DEFAULT}),
    (
        "WITH <urn:a> DELETE { ?s ?p ?o } INSERT { GRAPH <urn:b> { ?s ?p 1 } } WHERE {}",
        {"urn:a", "urn:b"},
    ),
    ("INSERT { GRAPH <urn:a> { [] <urn:p> (1 2) } } USING <urn:b> WHERE {}", {"urn:a"}),
    ("PREFIX x: <urn:> INSERT DATA { GRAPH x:a { x:s x:p 1 } }", {"urn:a"}),
    ("BASE <http://e.org/> CLEAR GRAPH <a>", {"http://e.org/a"}),
    ("DROP SILENT GRAPH <urn:a>", {"urn:a"}),
    ("CREATE GRAPH <urn:a>", {"urn:a"}),
    ("CLEAR DEFAULT", {DEFAULT}),
    ("CLEAR SILENT NAMED", {DEFAULT}),
    ("DROP ALL", {DEFAULT}),
    ("COPY <urn:a> TO <urn:b>", {"urn:b"}),
    ("ADD GRAPH <urn:a> TO DEFAULT", {DEFAULT}),
    ("MOVE SILENT <urn:a> TO GRAPH <urn:b>", {"urn:a", "urn:b"}),
    ("COPY DEFAULT TO <urn:b>", {"urn:b"}),
    ("CLEAR GRAPH <urn:a> ; CREATE GRAPH <urn:b> ;", {"urn:a", "urn:b"}),
]


@pytest.mark.parametrize(("text", "written"), WRITES, ids=[text for text, _ in WRITES])
def test_graphs_that_are_written(text: str, written: set[str]) -> None:
    assert scan(text).written == written


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("INSERT { GRAPH <urn:a> { ?s ?p 1 } } WHERE { ?s ?p ?o }", 1),
        ("INSERT { GRAPH <urn:a> { ?s ?p 1 } } WHERE { GRAPH <urn:b> { ?s ?p ?o } }", 0),
        ("INSERT { GRAPH <urn:a> { ?s ?p 1 } } USING <urn:b> WHERE { ?s ?p ?o }", 0),
        ("WITH <urn:a> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", 0),
        ("DELETE WHERE { GRAPH <urn:a> { ?s ?p ?o } }", 0),
        ("CREATE GRAPH <urn:a> ; COPY DEFAULT TO <urn:b>", 2),
        ("INSERT { GRAPH <urn:a> { ?s ?p 1 } } WHERE { VALUES (?s ?p) { (<urn:s> <urn:p>) } }", 0),
        (
            "INSERT { GRAPH <urn:a> {} } WHERE { GRAPH ?g { ?s ?p ?o } MINUS { ?s ?p ?o } }",
            1,
        ),
    ],
)
def test_operations_that_read_the_default_graph(text: str, reads: int) -> None:
    assert scan(text).reads_default == reads


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "DELETE { GRAPH <urn:a> { ?s ?p 1 } } WHERE { ?s ?p ?o } ; CLEAR GRAPH <urn:a>",
            "DELETE { GRAPH <urn:a> { ?s ?p 1 } } USING <urn:b> USING NAMED <urn:c> WHERE "
            "{ ?s ?p ?o } ; CLEAR GRAPH <urn:a>",
        ),
        (
            "CREATE GRAPH <urn:d> ; DELETE WHERE { GRAPH <urn:a> { ?s ?p 2 } }",
            "CREATE GRAPH <urn:d> ; DELETE { GRAPH <urn:a> { ?s ?p 2 } } "
            "USING <urn:b> USING NAMED <urn:c> WHERE { GRAPH <urn:a> { ?s ?p 2 } }",
        ),
        ("CLEAR GRAPH <urn:a>", "CLEAR GRAPH <urn:a>"),
    ],
)
def test_a_dataset_is_put_where_it_belongs(text: str, expected: str) -> None:
    found = scan(text).with_dataset(text, ["urn:b"], ["urn:c"])
    assert found == expected
    described, _ = update_run.run(found, {}, "urn:", ["urn:a"], b"")
    assert "error" not in described, described


@pytest.mark.parametrize(
    "text", ["INSERT {} USING <urn:a> WHERE {}", "WITH <urn:a> DELETE {} WHERE {}"]
)
def test_two_datasets_are_too_many(text: str) -> None:
    with pytest.raises(QueryError):
        scan(text).with_dataset(text, ["urn:b"], [])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "INSERT DATA { GRAPH",
        "INSERT DATA { GRAPH <urn:a> { }",
        "INSERT DATA }",
        r"INSERT DATA { GRAPH <urn:\u0041> { <urn:s> <urn:p> 1 } }",
        "INSERT { GRAPH <urn:a> { ?s ?p ?o } } { ?s ?p ?o }",
        "LOAD <urn:a>",
        "INSERT { } WHERE",
        "WITH INSERT { } WHERE { }",
    ],
)
def test_what_is_no_update(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column"):
        scan(text)


PIECES = st.sampled_from(
    [
        *("INSERT DATA", "DELETE", "INSERT", "WHERE", "{", "}", "GRAPH", "<urn:own:a>", "<urn:b>"),
        *(
            "?g",
            "?s ?p ?o",
            "<urn:s> <urn:p> 1",
            ".",
            ";",
            "WITH",
            "USING",
            "NAMED",
            "CLEAR",
            "DROP",
        ),
        *("DEFAULT", "ALL", "COPY", "MOVE", "TO", "FILTER(?g = <urn:b>)", "BIND(<urn:b> AS ?g)"),
    ]
)
BEFORE = (
    b"<urn:s> <urn:p> 2 <urn:b> .\n<urn:s> <urn:p> 2 .\n<urn:s> <urn:p> 2 <urn:own:a> .\n".replace(
        b" 2 ", b' "2" '
    )
)


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_whatever_changes_is_written_or_found_out(text: str) -> None:
    """No text that the engine takes changes a graph that neither the scan nor the run reports."""
    try:
        touched = scan(text)
    except KgstoreError:
        return
    described, content = update_run.run(text, {}, "urn:own:", ["urn:b", "urn:own:a"], BEFORE)
    if "error" in described:
        return
    if described["foreign"]:
        assert touched.written - {"urn:own:a"} or touched.open_graphs, text
    assert all(b"<urn:own:" in line for line in content.splitlines())
