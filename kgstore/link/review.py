"""Curators' decisions about mappings: made, taken back, and mapping sets brought in from outside.

A decision is a mapping of the set `made/review`: that something holds, or (`negated`) that it does
not, with author, date and reason. What is decided is the statement, in whatever set it stands;
there is one decision about a statement at a time, the latest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from kgstore.commit.change import Commit
from kgstore.commit.store import Store
from kgstore.commit.view import View
from kgstore.errors import NotFound, ParameterError, ResourceError
from kgstore.link.accept import MADE, REVIEW, commit_mappings, made_set, stored_sets
from kgstore.link.mapping import MANUAL, Mapping, Statement
from kgstore.link.rdf import read_records
from kgstore.link.records import find_all
from kgstore.link.sssom import parse_mappings
from kgstore.namespaces import PREFIXES
from kgstore.records.iri import decode_path
from kgstore.settings import Settings

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")
_EXACT, _CLOSE = PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "closeMatch"
_TITLE = "Curators' decisions"
_LABELS = ("subject_label", "object_label")


class Verdict(StrEnum):
    """What a curator says of a mapping."""

    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: the set's name, its rows, and the commit; None where all was there.

    `unknown` classes are not in the store, `example` is one of them.
    """

    name: str
    rows: int
    commit: Commit | None
    unknown: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on, and the commit; None where that had been decided before."""

    mappings: tuple[Mapping, ...]
    commit: Commit | None


def decisions(view: View, base: str) -> list[Mapping]:
    """Return the decisions that hold."""
    return read_records(view, f"{base}/graph/sssom/{REVIEW}")


def decide(
    store: Store,
    settings: Settings,
    names: Sequence[str],
    verdict: Verdict,
    *,
    reason: str = "",
    author: str = "",
    instead: str = "",
) -> Decided:
    """Record one verdict on mapping records, in one commit: all of them, or none.

    `names` are as `find_all` takes them; `author` is a name or an ORCID, else who commits;
    `instead` is the IRI of the concept that is accepted in the place of those rejected.

    Raises:
        NotFound: there is no such record, or no decision that could be withdrawn.
        ParameterError: an id is ambiguous, or there is no reason.
    """
    if not reason.strip() and verdict is not Verdict.WITHDRAW:
        raise ParameterError("a decision needs a reason", subject="reason", advice="Say why.")
    found = {mapping.statement: mapping for mapping in find_all(store.view, names)}
    before = decisions(store.view, store.base)
    if verdict is Verdict.WITHDRAW:
        made: list[Mapping] = []
        _must_be_decided(found, before)
    else:
        known = _authored(author or settings.agent) | {"comment": reason.strip()}
        made = [_decision(store.base, m, known, verdict) for m in found.values()]
        if instead:
            made += [_instead(store.base, m, known, instead) for m in found.values()]
    after = _settled(before, made, found.keys())
    commit = commit_mappings(store, settings, "review", after, _message(verdict, [*found.values()]))
    return Decided(tuple(found.values()), commit)


def _must_be_decided(found: Iterable[Statement], before: Iterable[Mapping]) -> None:
    decided = {mapping.statement for mapping in before}
    for statement in found:
        if statement not in decided:
            raise NotFound(
                f"nobody decided whether {statement[0]} is {statement[2]}",
                subject=statement[0],
                advice="`kgstore links list --set review` shows what was decided.",
            )


def _authored(author: str) -> dict[str, str]:
    orcid = _ORCID.fullmatch(author.strip())
    cell = {"author_id": PREFIXES["orcid"] + orcid[1]} if orcid else {"author_label": author}
    return cell | {"mapping_date": datetime.now(UTC).date().isoformat()}


def _decision(base: str, mapping: Mapping, known: dict[str, str], verdict: Verdict) -> Mapping:
    labels = {name: mapping.cells[name] for name in _LABELS if mapping.cells.get(name)}
    return replace(
        mapping,
        mapping_set=made_set(base, "review", _TITLE),
        line=0,
        negated=verdict is Verdict.REJECT,
        justification=MANUAL,
        confidence=1.0,
        cells=labels | known,
    )


def _instead(base: str, mapping: Mapping, known: dict[str, str], concept: str) -> Mapping:
    labels = {"subject_label": mapping.cells.get("subject_label", "")}
    other = replace(mapping, object=concept, cells=labels)
    return _decision(base, other, known, Verdict.ACCEPT)


def _settled(
    before: Sequence[Mapping], made: Sequence[Mapping], anew: Iterable[Statement]
) -> list[Mapping]:
    """Return the decisions that hold: the new ones, and old ones that none of them contradicts."""
    gone = set(anew) | {mapping.statement for mapping in made}
    for mapping in made:
        subject, predicate, target = mapping.statement
        if mapping.negated and predicate == _CLOSE:
            gone |= {m.statement for m in before if m.statement == (subject, _EXACT, target)}
        if not mapping.negated and predicate == _EXACT:
            gone |= {(subject, _CLOSE, target)} & {m.statement for m in before if m.negated}
    kept = {mapping.statement: mapping for mapping in before if mapping.statement not in gone}
    return [*kept.values(), *{mapping.statement: mapping for mapping in made}.values()]


def _message(verdict: Verdict, found: Sequence[Mapping]) -> str:
    first = found[0]
    names = [first.cells.get(name, "") for name in _LABELS]
    subject = names[0] or first.subject
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"links: {verdict} {subject} as {names[1] or first.object}{more}"


def import_mappings(
    store: Store, settings: Settings, text: str, path: Path, set_name: str = ""
) -> Imported:
    """Commit the text of an SSSOM/TSV file as a reviewed set; errors and log name the `path`.

    The same again changes nothing; a newer one of the same name replaces it. An export of this
    store's own decisions puts them back.

    Raises:
        ResourceError: it is no SSSOM/TSV, empty, or has the IRI of another set.
    """
    found = parse_mappings(text, path)
    if not found:
        raise ResourceError(f"{path} has no row", subject=str(path), advice="Nothing was changed.")
    iri = found[0].mapping_set.iri
    name = set_name or _name_of(iri, store.base)
    _refuse_taken(store, path, iri, MADE + name)
    commit = commit_mappings(store, settings, name, found, f"links: import {path.name} as {name}")
    subjects = sorted({mapping.subject for mapping in found})
    known = store.view.types(subjects)
    unknown = [subject for subject in subjects if subject not in known]
    return Imported(MADE + name, len(found), commit, len(unknown), "".join(unknown[:1]))


def _name_of(iri: str, base: str) -> str:
    """Return the name of a set: that which it has in this store, or from the end of its IRI."""
    own = f"{base}/graph/sssom/{MADE}"
    if iri.startswith(own):
        return decode_path(iri.removeprefix(own))
    last = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    return re.sub(r"[^\w.-]+", "-", last).strip("-") or "imported"


def _refuse_taken(store: Store, path: Path, iri: str, name: str) -> None:
    kind, class_ = PREFIXES["rdf"] + "type", PREFIXES["sssom"] + "MappingSet"
    for other, graph in stored_sets(store.view, store.base).items():
        if other != name and iri in store.view.subjects_with(kind, class_, graph):
            raise ResourceError(
                f"{path} has the mapping_set_id of the set {other}: {iri}",
                subject=str(path),
                advice="Give the file a mapping_set_id of its own: its rows are other records.",
            )
