"""Q03 for the vocabularies: a canonical term that anything names is one that exists.

A query for `mzm:Top1Acuracy` finds nothing and says nothing; this test does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.namespaces import PREFIXES, VOCABULARY

CHECKOUT = Path(__file__).parents[2]
FOLDERS = ("ontology", "shapes", "queries", "kgstore", "docs", "tests/paper_example")
SUFFIXES = {".ttl", ".rq", ".ru", ".py", ".tsv", ".md", ".jsonld"}

NOT_TERMS = {"mz", "mzk", "mzs", "mzv"}
"""The ontology itself, the keys of records, the datatypes of notations, and the schemes."""

SPACES = {p: ns for p, ns in PREFIXES.items() if ns.startswith(VOCABULARY) and p not in NOT_TERMS}
SHORT = re.compile(rf"(?<![\w-])({'|'.join(SPACES)}):([A-Za-z0-9][\w.+-]*(?<!\.))")
FULL = re.compile(re.escape(VOCABULARY) + r"((?!key/|source/)[a-z-]+/[A-Za-z0-9][\w.+/-]*(?<!\.))")


def named(path: Path) -> set[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        text = "\n".join(strings(text))
    short = {SPACES[prefix] + local for prefix, local in SHORT.findall(text)}
    return short | {VOCABULARY + local for local in FULL.findall(text)}


def strings(program: str) -> Iterator[str]:
    """Yield the strings of a module but for its docstrings, whose terms may be made up."""
    nodes = list(ast.walk(ast.parse(program)))
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


FILES = sorted(
    path.relative_to(CHECKOUT).as_posix()
    for folder in FOLDERS
    for path in (CHECKOUT / folder).rglob("*")
    if path.suffix in SUFFIXES and named(path)
)


@pytest.fixture(scope="module")
def declared(knowledge: ox.Store) -> set[str]:
    scheme = ox.NamedNode(PREFIXES["skos"] + "inScheme")
    quads = knowledge.quads_for_pattern(None, scheme, None, ox.DefaultGraph())
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


@pytest.mark.parametrize("name", FILES)
def test_every_canonical_term_that_is_named_exists(name: str, declared: set[str]) -> None:
    unknown = named(CHECKOUT / name) - declared
    assert not unknown, "\n".join(sorted(unknown))
