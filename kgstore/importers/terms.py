"""A source's words for things as terms: canonical where the vocabulary knows them, else its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kgstore.namespaces import MZ
from kgstore.records.iri import Minter
from kgstore.records.vocabulary import Vocabulary

UNRESOLVED = MZ + "Unresolved"

CLASS_OF: Final = {
    "task": "TaskType",
    "metric": "Metric",
    "dataset": "Dataset",
    "licence": "Licence",
    "hardware": "Hardware",
    "architecture": "ModelArchitecture",
    "framework": "Framework",
    "hyperparameter": "Hyperparameter",
}
"""The class of a source-scoped term, by the scheme that its canonical sibling would be in."""

Term = str | dict[str, Any]
"""The IRI of a canonical term, or a source-scoped term as a node."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one source."""

    minter: Minter
    vocabulary: Vocabulary
    source: str

    def known(self, scheme: str, *spellings: str) -> str | None:
        """Return the canonical term of the first spelling that the vocabulary knows, or None."""
        found = (self.vocabulary.resolve(scheme, text, self.source) for text in spellings)
        return next((iri for iri in found if iri), None)

    def general(self, scheme: str, *spellings: str) -> str | None:
        """Return the canonical term of the first spelling known to all sources alike, or None."""
        found = (self.vocabulary.resolve(scheme, text) for text in spellings)
        return next((iri for iri in found if iri), None)

    def term(self, scheme: str, text: str, *others: str, native_id: str = "") -> Term:
        """Return the term that `text` (or another spelling of it) names, resolved or not.

        >>> terms = Terms(Minter("https://e.org"), Vocabulary(), "zoo")
        >>> terms.term("task", "Juggling")["id"]
        'https://e.org/id/task/zoo/Juggling'
        """
        found = self.known(scheme, text, *others)
        return found or self.own(scheme, native_id or text, text)

    def own(self, scheme: str, native_id: str, name: str) -> dict[str, Any]:
        """Return the source-scoped term, marked unresolved."""
        return {
            "id": self.minter.record(scheme, self.source, native_id),
            "type": CLASS_OF[scheme],
            "name": name,
            "resolutionStatus": UNRESOLVED,
        }

    def put(self, node: dict[str, Any], scheme: str, texts: Iterable[str]) -> None:
        """Write the terms of `texts` and their raw spellings into a node, if there are any.

        >>> node = {}
        >>> Terms(Minter("https://e.org"), Vocabulary(), "zoo").put(node, "licence", ["Beerware"])
        >>> node["rawLicence"], node["licence"][0]["name"]
        (['Beerware'], 'Beerware')
        """
        spellings = list(dict.fromkeys(texts))
        if spellings:
            found = [self.term(scheme, text) for text in spellings]
            node[scheme] = list({term_iri(term): term for term in found}.values())
            node[f"raw{scheme.capitalize()}"] = spellings


def term_iri(term: Term) -> str:
    """Return the IRI of a term.

    >>> term_iri({"id": "urn:a"}), term_iri("urn:b")
    ('urn:a', 'urn:b')
    """
    return term if isinstance(term, str) else str(term["id"])
