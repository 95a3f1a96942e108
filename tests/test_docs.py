"""The documents: every command and option that they show exists, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import typer

from kgstore.cli.main import app
from kgstore.query.prologue import with_prefixes
from kgstore.sparql.library import Library

CHECKOUT = Path(__file__).parent.parent
DOCUMENTS = [
    CHECKOUT / "README.md",
    CHECKOUT / "CONTRIBUTING.md",
    *(CHECKOUT / "docs").glob("*.md"),
]
COMMAND = re.compile(r"(?:^ {4}|`)(kgstore [^`\n#]+)", re.MULTILINE)


def shown() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for found in COMMAND.finditer(document.read_text("utf-8")):
            line = found[1].split(" <")[0].split("   ")[0].split(" > ")[0].strip()
            yield document.name, line


def options(command: Any) -> set[str]:
    """Return the options of a command, `--no-x` beside `--x` included."""
    return {name for p in command.params for name in (*p.opts, *p.secondary_opts)}


def resolve(words: list[str]) -> str:
    """Return the name of the command that the words call; every option of theirs exists."""
    command: Any = typer.main.get_command(app)
    known = options(command)
    rest = iter(words)
    for word in rest:
        if word.startswith("-") and word != "-":
            name = word.partition("=")[0]
            assert name in known, f"{command.name} has no option {name}"
            if command.name == "kgstore" and name == "--store":
                next(rest)
        elif hasattr(command, "commands"):
            found = command.commands.get(word)
            assert found is not None, f"there is no command {word}"
            command = found
            known = options(command)
    return str(command.name)


@pytest.mark.parametrize(("document", "line"), sorted(set(shown())))
def test_what_is_shown_exists(document: str, line: str) -> None:
    words = shlex.split(line.replace("...", ""))[1:]
    command = resolve(words)
    names = [word for word in words if re.fullmatch(r"cq\d\d", word)]
    for name in names:
        assert Library.packaged().query(name)
    if command == "query" and names:
        known = {parameter.name for parameter in Library.packaged().query(names[0]).parameters}
        given = {w.partition("=")[0] for w in words if "=" in w and not w.startswith("-")}
        assert given <= known, f"{names[0]} has no parameter {given - known}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_every_query_that_is_shown_is_sparql() -> None:
    text = (CHECKOUT / "docs" / "asking.md").read_text("utf-8")
    blocks = re.findall(r"(?:^ {4}.*\n|^\n)+", text, re.MULTILINE)
    queries = [b for b in blocks if re.search(r"^ {4}SELECT", b, re.MULTILINE)]
    assert len(queries) >= 3
    for block in queries:
        for part in re.split(r"\n\n(?= {4}# )", block):
            ox.Store().query(with_prefixes(part.replace("$task", "?task")))
