"""The library: found by name, overlaid, and helpful about a name that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.errors import QueryError, UnknownQuery
from kgstore.sparql.library import Library


def write(folder: Path, name: str, summary: str) -> Path:
    path = folder / f"{name}.rq"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#+ summary: {summary}\nASK {{}}")
    return path


def test_an_overlay_replaces_and_adds(tmp_path: Path) -> None:
    write(tmp_path / "packaged" / "cq", "one", "packaged")
    write(tmp_path / "packaged" / "cq", "two", "packaged")
    write(tmp_path / "overlay", "two", "mine")
    write(tmp_path / "overlay" / "deep" / "er", "three", "mine")
    library = Library(tmp_path / "packaged", tmp_path / "overlay")
    assert {q.name: q.summary for q in library} == {
        "one": "packaged",
        "two": "mine",
        "three": "mine",
    }


def test_an_overlay_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert Library.packaged(tmp_path / "absent").query("cq01").folder == "cq"


def test_two_queries_of_one_name_in_one_folder_are_an_error(tmp_path: Path) -> None:
    write(tmp_path / "a", "one", "x")
    write(tmp_path / "b", "one", "y")
    with pytest.raises(QueryError, match="two queries are named one"):
        Library(tmp_path)


def test_an_unknown_name_names_those_near_it() -> None:
    with pytest.raises(UnknownQuery, match="no query named cq4") as caught:
        Library.packaged().query("cq4")
    assert "cq04" in caught.value.advice


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    assert Library().find(str(write(tmp_path, "mine", "A file"))).summary == "A file"


def test_a_name_goes_before_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "queries", "cq99", "named")
    (tmp_path / "cq99").write_text("ASK {}")
    monkeypatch.chdir(tmp_path)
    assert Library(tmp_path / "queries").find("cq99").summary == "named"


def test_a_file_that_is_not_there_is_an_unknown_query(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuery, match="there is no file"):
        Library().find(str(tmp_path / "no.rq"))
