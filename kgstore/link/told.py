"""What a run of the linker or a curator did, as plain data: for the API, and for clients."""

from __future__ import annotations

from typing import Any

from kgstore.commit.store import Store
from kgstore.commit.view import View
from kgstore.link.lexicon import Lexicon
from kgstore.link.review import Decided, Imported, Verdict
from kgstore.link.run import FOUND, KINDS, WIKIDATA, LinkReport
from kgstore.link.wordnet.stored import stored_lexicon

TARGETS = ("wordnet", "oewn", "wikidata")
"""The knowledge bases that classes are linked to."""


def lexicon_of(store: Store, target: str) -> Lexicon:
    """Return the lexicon of a knowledge base, as far as the store has it.

    Raises:
        NotFound: the store has none of that name.
    """
    if target == WIKIDATA.name:
        return WIKIDATA
    return stored_lexicon(store.view, store.base, target)


def as_json(report: LinkReport) -> dict[str, Any]:
    """Return a report as a JSON object; label schemas of which most was linked come first.

    >>> as_json(LinkReport("WordNet"))["schemas"]
    []
    """
    ranked = sorted(
        report.outcomes,
        key=lambda o: (-sum(o.counts[k] for k in FOUND), -len(o.schema.labels), o.schema.iri),
    )
    return {
        "target": report.target,
        "passedOver": report.passed_over,
        "commit": report.commit.number if report.commit else None,
        "kinds": list(KINDS),
        "schemas": [
            {
                "schema": outcome.schema.iri,
                "name": outcome.schema.name,
                "classes": len(outcome.schema.labels),
                "counts": {kind: outcome.counts[kind] for kind in KINDS},
            }
            for outcome in ranked
        ],
    }


def decided_as_json(view: View, verdict: Verdict, done: Decided) -> dict[str, Any]:
    """Return a decision as a JSON object; `also` is what else the class is linked to likewise."""
    return {
        "verdict": str(verdict),
        "mappings": [
            {
                "id": mapping.iri.rpartition("#")[2],
                "subject": mapping.subject,
                "predicate": mapping.predicate,
                "object": mapping.object,
                "also": [
                    iri
                    for iri in sorted(view.values(mapping.subject, mapping.predicate))
                    if iri != mapping.object
                ],
            }
            for mapping in done.mappings
        ],
        "commit": done.commit.number if done.commit else None,
    }


def imported_as_json(done: Imported) -> dict[str, Any]:
    """Return what a mapping set's file brought as a JSON object."""
    return {
        "set": done.name,
        "rows": done.rows,
        "commit": done.commit.number if done.commit else None,
        "unknown": done.unknown,
        "example": done.example,
    }
