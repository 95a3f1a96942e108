"""The house rules of CONTRIBUTING.md that a machine can check."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from kgstore.settings import Settings, environment_name

CHECKOUT = Path(__file__).parent.parent
PACKAGE = CHECKOUT / "kgstore"
MODULES = sorted(PACKAGE.rglob("*.py"))
ORDER = [
    "sparql",
    "records",
    "evaluate",
    "importers",
    "validate",
    "commit",
    "derive",
    "query",
    "link",
    "identity",
    "search",
    "publish",
]
FOUNDATION = {"errors", "namespaces", "plugins", "pool", "resources", "settings", "sparql"}


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_and_says_its_purpose(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "the module has no docstring"
    assert text.count("\n") <= 250, "split the file: it holds more than one purpose"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert code_lines(node) <= 30, f"{node.name} has {code_lines(node)} lines of code"


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_to_the_left(path: Path) -> None:
    step = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if step == "web":
        assert "cli" not in imported(path)
    if step not in ORDER:  # the pipeline joins the steps; web and cli stand on all of it
        return
    allowed = FOUNDATION | set(ORDER[: ORDER.index(step) + 1])
    for module in imported(path):
        assert module in allowed, f"{step} imports kgstore.{module}"


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kgstore."):
            found.add((node.module or "").split(".")[1])
    return found


def test_the_pipeline_can_be_read_in_one_go() -> None:
    assert (PACKAGE / "pipeline.py").read_text("utf-8").count("\n") < 100


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    wanted = {
        re.split(r"[<>=\[; ]", requirement)[0]
        for requirement in [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["dev"],
        ]
    }
    table = (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8").partition("## Dependencies")[2]
    assert set(re.findall(r"^\| ([\w-]+) \| (?!why)", table, re.MULTILINE)) - {"package"} == wanted


def test_every_setting_is_documented() -> None:
    text = (CHECKOUT / "docs" / "settings.md").read_text("utf-8")
    rows = {f"`{environment_name(f.name)}`": f.metadata["help"] for f in fields(Settings)}
    assert set(re.findall(r"^\| (`KGSTORE_\w+`)", text, re.MULTILINE)) == set(rows)
    for name, help_text in rows.items():
        assert help_text in text, name
