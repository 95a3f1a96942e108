"""Q03: what shapes, queries, examples and code name is declared, and what is declared is named.

A misspelt property in a query finds nothing and says nothing; this test does.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kgstore.namespaces import MZ
from kgstore.ontology.modules import facts

CHECKOUT = Path(__file__).parents[2]
NAMED = re.compile(r"(?<![\w-])mz:([A-Za-z]\w*)|" + re.escape(MZ) + r"([A-Za-z]\w*)")
JOINED = re.compile(r"""\bMZ\s*\+\s*f?["'](\w+)["'](?!\s*\+)""")
USERS = ("shapes", "queries", "examples", "kgstore", "ontology/vocabulary", "ontology/links")
READERS = (*USERS, "tests/shapes", "tests/queries", "tests/paper_example", "docs", "benchmarks")

ONLY_DECLARED = {
    # Values for the records of users; no zoo of today slices its results by them.
    "skinTone",
    "ageGroup",
}


@cache
def declared() -> frozenset[str]:
    return frozenset(s.removeprefix(MZ) for s in facts() if s.startswith(MZ))


def texts(folders: tuple[str, ...], *suffixes: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield path.relative_to(CHECKOUT).as_posix(), path.read_text("utf-8")


def terms_in(text: str) -> set[str]:
    return {a or b for a, b in NAMED.findall(text)} | set(JOINED.findall(text))


@cache
def named() -> dict[str, set[str]]:
    """Return the terms that each file names, by file."""
    suffixes = (".ttl", ".rq", ".ru", ".py", ".tsv", ".md", ".toml", ".html")
    return {name: terms_in(text) for name, text in texts(READERS, *suffixes)}


def keys_of(document: object) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(keys_of, document))
    if not isinstance(document, dict):
        return set()
    types = document.get("type", [])
    own = set(document) | set([types] if isinstance(types, str) else types)
    return own.union(*map(keys_of, document.values()))


@cache
def keys_in_code() -> set[str]:
    """Return every word that is a string of the program: keys of record documents are such."""
    return {
        node.value
        for _, text in texts(("kgstore",), ".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def keys_in_records() -> dict[str, set[str]]:
    """Return the keys and types of each example record or line of records."""
    found = {}
    for name, text in texts(("examples", "tests/paper_example"), ".jsonld", ".jsonl"):
        for number, line in enumerate(text.splitlines() if name.endswith("l") else [text], 1):
            found[f"{name}:{number}"] = keys_of(json.loads(line))
    return found


def test_every_named_term_is_declared() -> None:
    wrong = [f"{file}: mz:{t}" for file, terms in named().items() for t in terms - declared()]
    assert not wrong, "\n".join(sorted(wrong))


def test_every_key_of_a_record_is_in_the_context(checkout: Path) -> None:
    context = json.loads((checkout / "ontology" / "context.jsonld").read_text("utf-8"))
    known = set(context["@context"])
    wrong = [
        f"{place}: {key}"
        for place, keys in keys_in_records().items()
        for key in sorted(keys - known)
        if ":" not in key and not key.startswith("@")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("term", sorted(declared()))
def test_every_declared_term_is_used(term: str) -> None:
    used = term in keys_in_code() or any(
        term in terms for name, terms in named().items() if name.startswith(USERS)
    )
    assert used != (term in ONLY_DECLARED), (
        f"mz:{term} is used after all: take it off the list"
        if used
        else f"mz:{term} is named by no shape, query, example or module of the program"
    )
