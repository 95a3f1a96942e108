"""What a run of the linker did, as plain data: for the API, and for clients."""

from __future__ import annotations

from typing import Any

from kgstore.commit.store import Store
from kgstore.link.lexicon import Lexicon
from kgstore.link.run import KINDS, WIKIDATA, LinkReport
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
    """Return a report as a JSON object, the largest label schemas first.

    >>> as_json(LinkReport("WordNet"))["schemas"]
    []
    """
    ranked = sorted(report.outcomes, key=lambda o: (-len(o.schema.labels), o.schema.iri))
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
