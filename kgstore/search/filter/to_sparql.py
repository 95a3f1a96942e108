"""What a filter means, as one SPARQL query: the answer without the index, and the explanation.

A conjunction is a join of sub-selects, what is excluded is a MINUS, alternatives are a UNION. Every
part of the filter becomes one block under a comment that says which.
"""

from __future__ import annotations

from typing import TypeGuard

from kgstore.search.fields import fields
from kgstore.search.filter.ast import And, Not, Or
from kgstore.search.filter.leaf_sparql import LeafWriter, Order
from kgstore.search.filter.meaning import Among, Meaning, Present
from kgstore.search.filter.say import listed, say
from kgstore.sparql.layout import laid_out


def to_sparql(meaning: Meaning, order: Order | None = None) -> str:
    """Return the SPARQL query whose `?focus`es are what a filter finds, sorted where asked.

    What has none of the values sorted by comes last. Relevance is the index's alone, and so is the
    choice of a thing's name: neither orders the query.

    >>> print(to_sparql(Among("task", ("urn:detection",))))
    PREFIX ...
    SELECT DISTINCT ?focus WHERE {
      # task: urn:detection
      { SELECT DISTINCT ?focus WHERE {
      ...
    }
    """
    writer = LeafWriter()
    body, names, tail = _Groups(writer).group(_of_a_kind(meaning)), "?focus", ""
    if order is not None and (order.metrics or order.by in fields()):
        what = listed(order.metrics) if order.metrics else order.by
        body += f"\n# sorted by {what}\nOPTIONAL {{ {writer.key(order)} }}"
        key = "DESC(?key)" if order.descending else "?key"
        names, tail = "?focus ?key", f" ORDER BY (!BOUND(?key)) {key} STR(?focus)"
    prologue = "".join(f"PREFIX {name} {iri}\n" for name, iri in sorted(writer.prefixes.items()))
    return laid_out(f"{prologue}SELECT DISTINCT {names} WHERE {{\n{body}\n}}{tail}")


def _of_a_kind(meaning: Meaning) -> Meaning:
    """Return the meaning for models and datasets alone: other things have names and tasks too."""
    parts = meaning.parts if isinstance(meaning, And) else (meaning,)
    return meaning if any(map(_tells_kind, parts)) else And((*parts, Present("kind")))


def _tells_kind(part: Meaning) -> TypeGuard[Among | Present]:
    return isinstance(part, Among | Present) and part.field == "kind"


class _Groups:
    """Joins the selects of leaves into groups as the tree says."""

    def __init__(self, writer: LeafWriter) -> None:
        self._writer = writer

    def group(self, meaning: Meaning) -> str:
        """Return the inside of a group that binds `?focus` to what the tree holds for."""
        match meaning:
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return self._any(parts)
            case Not():
                return self._all((meaning,))
            case _:
                return f"# {say(meaning)}\n{{ {self._writer.select(meaning)} }}"

    def _all(self, parts: tuple[Meaning, ...]) -> str:
        """Return the parts joined: what binds few foci first, what only excludes last."""
        refused = [part.part for part in parts if isinstance(part, Not)]
        wanted = [part for part in parts if not isinstance(part, Not)]
        tests = [part for part in wanted if _tells_kind(part)]
        found: list[Meaning] = [part for part in wanted if part not in tests]
        if not found:
            found, tests = [*tests[:1]] or [Present("kind")], tests[1:]
        written = [self._braced(part) for part in sorted(found, key=_width)]
        written += [f"# {say(test)}\n{self._writer.test(test)}" for test in tests]
        written += [f"MINUS {{\n{self.group(part)}\n}}" for part in refused]
        return "\n".join(written)

    def _any(self, parts: tuple[Meaning, ...]) -> str:
        if not parts:
            return "FILTER(false)"
        return "\nUNION\n".join(f"{{\n{self.group(part)}\n}}" for part in parts)

    def _braced(self, part: Meaning) -> str:
        inside = self.group(part)
        return f"{{\n{inside}\n}}" if isinstance(part, And | Or) else inside


def _width(part: Meaning) -> int:
    """Return a rank: parts that find few things come before those that find many."""
    match part:
        case Present():
            return 2
        case And() | Or():
            return 1
        case _:
            return 0
