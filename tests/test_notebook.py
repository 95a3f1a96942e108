"""docs/python.md is a notebook: its cells run one after the other, and print what it shows."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from kgstore.cli.app import Session
from kgstore.cli.ingest import load_examples
from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.settings import Settings
from tests.conftest import CHECKOUT
from tests.web.server import base_of, copied, listening, make_tokens, serve

GUIDE = CHECKOUT / "docs" / "python.md"
CELL = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def cells() -> list[tuple[str, str | None]]:
    """Return the code of each cell, with what it prints where the guide shows that."""
    return [(found[1], found[2]) for found in CELL.finditer(GUIDE.read_text("utf-8"))]


def run(code: str, names: dict[str, Any]) -> str:
    """Run a cell and return what it prints; its last expression is shown as a notebook does."""
    tree, printed = ast.parse(code), io.StringIO()
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, str(GUIDE), "exec"), names)  # noqa: S102 - our own guide
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(GUIDE), "eval"), names)  # noqa: S307
            if hasattr(value, "_repr_html_"):
                assert "<table>" in value._repr_html_()
    return printed.getvalue()


@pytest.mark.slow
def test_the_cells_run_and_print_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = listening()
    base = base_of(listener)
    settings = Settings(store=tmp_path / "zoo", base=base, agent="you", workers=2)
    with create(settings) as store:
        load_examples(store, importer_named("records"), Session(settings))
        tokens = make_tokens(store)
    copied(tmp_path / "zoo", tmp_path / "served")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGSTORE_WORKERS", "1")
    names: dict[str, Any] = {"__name__": "guide"}
    with serve(tmp_path / "served", listener, tokens):
        for code, shown in cells():
            printed = run(code.replace("http://localhost:8765", base), names)
            if shown is not None:
                assert printed == shown, code
    assert len(cells()) > 10
