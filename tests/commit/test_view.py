"""The engine seam."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.commit.change import Row
from kgstore.commit.view import View
from kgstore.errors import StoreError
from kgstore.namespaces import RDF_TYPE

AWKWARD = [
    r'<urn:a> <urn:p> "back\\u0041slash \\ \" \n \r tab\t" .',
    '<urn:a> <urn:p> "} ; DELETE WHERE { ?s ?p ?o } #" .',
    '<urn:a> <urn:p> "\u2028 \u0085 \U0001f600" .',
    '<urn:a> <urn:p> "x"@en-gb .',
    "<urn:é%20> <urn:p> <urn:a#b> .",
]


@pytest.fixture
def view(tmp_path: Path) -> View:
    return View(tmp_path / "view", write=True)


@pytest.mark.parametrize("line", AWKWARD)
def test_every_line_goes_in_and_comes_out_as_it_is(view: View, line: str) -> None:
    kept = Row("urn:g", "<urn:k> <urn:p> <urn:o> .")
    view.apply((), [Row("urn:g", line), Row("", line), kept])
    assert sorted(view.lines("urn:g")) == sorted([line, kept.line])
    assert view.lines("") == [line]
    view.apply([Row("urn:g", line), Row("", line)], ())
    assert view.lines("urn:g") == [kept.line]
    assert view.lines("") == []


def test_an_update_that_fails_changes_nothing(view: View) -> None:
    view.apply((), [Row("urn:g", "<urn:a> <urn:p> <urn:b> .")])
    with pytest.raises(SyntaxError):
        view.apply([Row("urn:g", "<urn:a> <urn:p> <urn:b> .")], [Row("urn:g", "<urn:a> nonsense")])
    assert len(view) == 1


def test_look_ups(view: View) -> None:
    lines = [
        f"<urn:a> <{RDF_TYPE}> <urn:T> .",
        '<urn:a> <urn:p> "1" .',
        "<urn:b> <urn:p> <urn:a> .",
    ]
    view.apply((), [Row(graph, line) for graph in ("", "urn:g") for line in lines])
    assert view.types(["urn:a", "urn:b"]) == {"urn:a": frozenset({"urn:T"})}
    assert view.values("urn:a", "urn:p") == ["1"]
    assert set(view.pairs("urn:p", "urn:g")) == {("urn:a", "1"), ("urn:b", "urn:a")}
    assert view.subjects_with("urn:p", "urn:a") == ["urn:b"]
    assert set(view.subjects()) == {"urn:a", "urn:b"}
    assert view.lines("urn:g", "urn:b") == lines[2:]
    assert set(view.stream("urn:g")) == set(lines)
    assert view.graphs_with(lines[:1]) == {lines[0]: {"urn:g"}}
    named = [ox.NamedNode(f"urn:{letter}") for letter in "bpa"]
    assert view.graphs_of("urn:b") == {ox.Triple(*named): {"urn:g"}}
    assert list(view.graphs()) == ["urn:g"]


def test_a_copy_is_independent_and_taken_over(view: View, tmp_path: Path) -> None:
    view.apply((), [Row("", "<urn:a> <urn:p> <urn:b> .")])
    view.copy_to(tmp_path / "copy")
    copy = View(tmp_path / "copy", write=True)
    copy.load(b"<urn:c> <urn:p> <urn:d> .\n")
    assert (len(view), len(copy)) == (1, 2)
    view.take_over(copy)
    assert (len(view), view.folder) == (2, tmp_path / "copy")
    view.close()
    with pytest.raises(ValueError, match="closed"):
        len(view)


def test_a_folder_that_is_no_view_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        View(tmp_path / "none", write=False)
    assert "rebuild" in caught.value.advice
