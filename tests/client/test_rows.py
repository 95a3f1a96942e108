"""Rows as data frames and in a notebook."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pandas
import polars
import pyoxigraph as ox
import pytest

from kgstore.client import IRI, Rows
from kgstore.client.rows import rows_of
from kgstore.errors import ResourceError

ROWS = Rows(
    ("model", "size", "score", "seen"),
    [
        (IRI("urn:a"), 1, 0.5, datetime(2026, 11, 20, tzinfo=UTC)),
        (IRI("urn:b"), None, None, None),
    ],
)


def test_a_frame_of_pandas() -> None:
    frame = ROWS.pandas()
    assert list(frame.columns) == list(ROWS.columns)
    assert frame["score"].sum() == 0.5
    assert frame["size"].isna().tolist() == [False, True]
    assert str(frame["seen"].dtype).startswith("datetime64")
    assert isinstance(frame, pandas.DataFrame)
    assert Rows(("a",), []).pandas().empty


def test_a_frame_of_polars() -> None:
    frame = ROWS.polars()
    assert frame.schema["size"] == polars.Int64
    assert frame["model"].to_list() == ["urn:a", "urn:b"]
    assert isinstance(frame, polars.DataFrame)
    assert Rows(("a",), []).polars().height == 0


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ResourceError) as caught:
            getattr(ROWS, name)()
        assert f"pip install {name}" in caught.value.advice


def test_a_notebook_shows_a_table_that_is_escaped() -> None:
    html = Rows(("<x>",), [("<script>",), (IRI("https://e.org/?a&b"),), (IRI("javascript:x"),)])
    text = html._repr_html_()
    assert "<script>" not in text
    assert '<a href="https://e.org/?a&amp;b">' in text
    assert 'href="javascript' not in text
    assert "the first 50 shown" in Rows(("n",), [(n,) for n in range(51)])._repr_html_()


def test_values_of_every_kind() -> None:
    text = """SELECT * { VALUES (?v) { (1) (1.5) (1e0) (true) ("a"@en) ("2026-11-20T10:00:00Z"^^
        <http://www.w3.org/2001/XMLSchema#dateTime>) (<urn:a>) (UNDEF)
        ("x"^^<http://www.w3.org/2001/XMLSchema#integer>) } }"""
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    values = rows_of(found).column("v")
    kinds = [int, float, float, bool, str, datetime, IRI, type(None), str]
    assert [type(value) for value in values] == kinds


def test_local_work_loads_no_http_and_no_frames() -> None:
    code = (
        "import sys, kgstore.cli.main, kgstore.client; "
        "print([m for m in ('httpx', 'pyshacl', 'pandas', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
