"""Q03: what shapes, queries, examples and code name is declared, and what is declared is named.

A misspelt property or term in a query finds nothing and says nothing; these tests do.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.namespaces import MZ, PREFIXES, VOCABULARY
from kgstore.ontology.modules import facts

CHECKOUT = Path(__file__).parents[2]
NAMED = re.compile(r"(?<![\w-])mz:([A-Za-z]\w*)|" + re.escape(MZ) + r"([A-Za-z]\w*)")
JOINED = re.compile(r"""\bMZ\s*\+\s*f?["'](\w+)["'](?!\s*\+)""")
USERS = ("shapes", "queries", "examples", "kgstore", "ontology/vocabulary", "ontology/links")
READERS = (*USERS, "tests/shapes", "tests/queries", "tests/paper_example", "docs", "benchmarks")

NO_TERMS = {"mz", "mzk", "mzs", "mzv"}
"""The ontology itself, the keys of records, the datatypes of notations, and the schemes."""

SPACES = {p: ns for p, ns in PREFIXES.items() if ns.startswith(VOCABULARY) and p not in NO_TERMS}
SHORT = re.compile(rf"(?<![\w-])({'|'.join(SPACES)}):([A-Za-z0-9][\w.+-]*(?<!\.))")
FULL = re.compile(re.escape(VOCABULARY) + r"((?!key/|source/)[a-z-]+/[A-Za-z0-9][\w.+/-]*(?<!\.))")

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
                yield path.relative_to(CHECKOUT).as_posix(), text_of(path)


def text_of(path: Path) -> str:
    """Return the text of a file, a module's without docstrings, whose examples may be made up."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            lines[first:last] = [""] * (last - first - 1) + [" " * node.col_offset + "..."]
    return "\n".join(lines)


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


def test_every_canonical_term_that_is_named_exists(knowledge: ox.Store) -> None:
    scheme = ox.NamedNode(PREFIXES["skos"] + "inScheme")
    quads = knowledge.quads_for_pattern(None, scheme, None, ox.DefaultGraph())
    known = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    suffixes = (".ttl", ".rq", ".ru", ".py", ".tsv", ".md", ".jsonld")
    wrong = [
        f"{name}: {term}"
        for name, text in texts(("ontology", *READERS), *suffixes)
        for term in canonical_terms_in(text) - known
    ]
    assert not wrong, "\n".join(sorted(wrong))


def canonical_terms_in(text: str) -> set[str]:
    short = {SPACES[prefix] + local for prefix, local in SHORT.findall(text)}
    return short | {VOCABULARY + local for local in FULL.findall(text)}


def test_every_way_to_name_a_term_is_read() -> None:
    text = f'?m mz:imlpementation mzm:Top1Acuracy, <{VOCABULARY}task/detektion>. MZ + "raww"'
    assert terms_in(text) - declared() == {"imlpementation", "raww"}
    assert canonical_terms_in(text) == {
        SPACES["mzm"] + "Top1Acuracy",
        SPACES["mzt"] + "detektion",
    }
