"""The derivation rules: `queries/derive/<rule>.rq` with its `<rule>.affected.rq`.

A rule is a CONSTRUCT whose triples all have `?focus` as their subject and whose foci are given by
`VALUES ?focus { $focus }`; without that clause it derives everything. The affected query selects
the `?focus`es that a change of the subjects `$changed` touches; it is asked before and after the
change, since what is removed can be seen only before, and what is added only after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgstore.errors import QueryError
from kgstore.resources import folder
from kgstore.sparql.header import Query, read
from kgstore.sparql.lexer import Token, TokenKind, tokens
from kgstore.sparql.parameters import bind

_RESTRICTION = ["VALUES", "?focus", "{", "$focus", "}"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the query for the foci that a change touches; `name` names its derived graph."""

    name: str
    query: Query
    affected: Query

    def construct(self, foci: Sequence[str] | None = None) -> str:
        """Return the CONSTRUCT for `foci`, or for everything.

        >>> rule = load()[0]
        >>> "VALUES" in rule.construct(["urn:a"]), "VALUES" in rule.construct()
        (True, False)
        """
        if foci is None:
            return _without_restriction(self.query)
        return bind(self.query, {"focus": _bracketed(foci)})

    def select_affected(self, changed: Sequence[str]) -> str:
        """Return the SELECT of the foci that a change of these subjects touches."""
        return bind(self.affected, {"changed": _bracketed(changed)})


def load(root: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules in `root` (else the packaged ones), sorted by name.

    >>> [rule.name for rule in load()][:2]
    ['ancestor_model', 'can_predict']

    Raises:
        QueryError: a rule without its affected query, or without `VALUES ?focus { $focus }`.
    """
    root = root or folder("queries") / "derive"
    rules = []
    for path in sorted(root.glob("*.rq")):
        if path.name.endswith(".affected.rq"):
            continue
        beside = path.with_name(f"{path.stem}.affected.rq")
        if not beside.is_file():
            raise QueryError(f"{path}: there is no {beside.name} beside it", subject=str(path))
        rule = Rule(path.stem, read(path), read(beside))
        _without_restriction(rule.query)
        rules.append(rule)
    return tuple(rules)


def _bracketed(iris: Iterable[str]) -> list[str]:
    return [f"<{iri}>" for iri in iris]


def _without_restriction(query: Query) -> str:
    """Blank out the one `VALUES ?focus { $focus }`, found by its tokens."""
    found = list(tokens(query.text))
    places = [at for at, token in enumerate(found) if _matches(found, at) and token.text]
    if len(places) != 1:
        raise QueryError(
            f"the rule {query.name} must say VALUES ?focus {{ $focus }} exactly once",
            subject=query.name,
        )
    start = found[places[0]].start
    end = _end_of_match(found, places[0])
    return query.text[:start] + query.text[end:]


def _significant(found: Sequence[Token], at: int) -> list[Token]:
    kept = (t for t in found[at:] if t.kind not in {TokenKind.SPACE, TokenKind.COMMENT})
    return [token for token, _ in zip(kept, _RESTRICTION, strict=False)]


def _matches(found: Sequence[Token], at: int) -> bool:
    if found[at].text != _RESTRICTION[0]:
        return False
    return [token.text for token in _significant(found, at)] == _RESTRICTION


def _end_of_match(found: Sequence[Token], at: int) -> int:
    last = _significant(found, at)[-1]
    return last.start + len(last.text)
