"""Reconciling the classes of a store: which are asked for, and the answers committed as proposals.

The store is open while classes are read and while proposals are committed, not while a service is
asked: that may take hours. Each schema has a mapping set of its own for each service; classes that
are not asked for again keep what was proposed for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pyoxigraph as ox

from kgstore.commit.store import Store
from kgstore.commit.view import View
from kgstore.link.accept import commit_mappings, made_set
from kgstore.link.denials import LINK_THRESHOLD
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import read_records
from kgstore.link.reconcile.model import Answer, Question, Service
from kgstore.link.reconcile.propose import EXACT_AT, Asked, proposals, words_of
from kgstore.query.run import run
from kgstore.records.iri import digest
from kgstore.settings import Settings
from kgstore.sparql.library import Library


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the classes of one schema; `committed` is False where nothing was new."""

    schema: str
    set_name: str
    asked: int
    proposed: int
    sure: int
    cut: int
    committed: bool


def classes(view: View, pattern: Question, schema: str = "", unlinked: bool = False) -> list[Asked]:
    """Return the classes to ask for, each with its question, made like `pattern` but for its text.

    `schema` is the IRI of a label schema, "" for all. Classes without a word in their label are
    left out, as are placeholders.
    """
    query = Library.packaged().query("reconcilable")
    found = run(view, query, {"schema": schema, "unlinked": unlinked})
    rows = found if isinstance(found, ox.QuerySolutions) else ()
    asked = []
    for row in rows:
        scheme, iri, label = (row[name].value for name in ("schema", "class", "label"))
        if text := words_of(label):
            asked.append(Asked(iri, scheme, label, replace(pattern, text=text)))
    return asked


def commit_answers(
    store: Store,
    settings: Settings,
    service: Service,
    asked: Sequence[Asked],
    answers: dict[Question, Answer],
    exact_at: float = EXACT_AT,
) -> list[Outcome]:
    """Commit what was answered, schema by schema; those with a class that was not are left out.

    Raises:
        ServerError: the service does not say how its identifiers become IRIs.
    """
    schemas: dict[str, list[Asked]] = {}
    for one in asked:
        schemas.setdefault(one.schema, []).append(one)
    return [
        _commit(store, settings, service, found, answers, exact_at)
        for found in schemas.values()
        if all(one.question in answers for one in found)
    ]


def _commit(
    store: Store,
    settings: Settings,
    service: Service,
    asked: Sequence[Asked],
    answers: dict[Question, Answer],
    exact_at: float,
) -> Outcome:
    schema = asked[0].schema
    name = set_name(service, schema)
    mapping_set = made_set(store.base, name, f"{service.name}: candidates for {schema}")
    mine = {one.question: answers[one.question] for one in asked}
    made = list(proposals(asked, answers | mine, service, mapping_set, exact_at))
    anew = {one.iri for one in asked}
    before = read_records(store.view, mapping_set.iri)
    kept = [mapping for mapping in before if mapping.subject not in anew]
    known = {mapping.iri: mapping for mapping in before}
    made = [_dated(known.get(mapping.iri), mapping) for mapping in made]
    message = f"reconcile: {len(made)} of {len(asked)} classes of {schema} with {service.name}"
    commit = commit_mappings(store, settings, name, [*kept, *made], message)
    sure = sum(mapping.confidence >= LINK_THRESHOLD for mapping in made)
    cut = sum(answer.left_out > 0 for answer in mine.values())
    return Outcome(schema, name, len(asked), len(made), sure, cut, commit is not None)


def _dated(old: Mapping | None, new: Mapping) -> Mapping:
    """Return a proposal with the date on which it was first made."""
    if old is None or old.cells.get("comment") != new.cells["comment"]:
        return new
    return replace(new, cells=new.cells | {"mapping_date": old.cells.get("mapping_date", "")})


def set_name(service: Service, schema: str) -> str:
    """Return the name of the mapping set of a service and a schema.

    >>> set_name(Service("https://e.org/api", "Wikidata (en)"), "https://e.org/labels/coco80")
    'wikidata-en.coco80-7f5e'
    """
    last = re.split(r"[/#:]", schema.rstrip("/#"))[-1]
    host = urlsplit(service.url).hostname or "service"
    return f"{_slug(service.name) or host}.{_slug(last)}-{digest(service.url + schema, 4)}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")[:40]
