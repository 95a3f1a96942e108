"""What a record points at: canonical terms, source-scoped terms, and stubs of other things."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from kgstore.importers.base import ImportContext
from kgstore.importers.terms import CLASS_OF
from kgstore.namespaces import MZ

SOURCE: Final = "huggingface"
HUB: Final = "https://huggingface.co/"
_MANY: Final = 1 << 16

Reference = str | dict[str, Any]
"""The IRI of a canonical term, or a nested node that describes what has none."""


class Terms:
    """Looks texts up for one import context, each text once."""

    def __init__(self, context: ImportContext) -> None:
        self.minter = context.minter
        self.vocabulary = context.vocabulary
        self.find = lru_cache(_MANY)(self._find)
        self.term = lru_cache(_MANY)(self._term)
        self.agent = lru_cache(_MANY)(self._agent)

    def _find(self, scheme: str, text: str) -> str | None:
        """Return the canonical term that `text` names on the Hub, or None."""
        return self.vocabulary.resolve(scheme, text, SOURCE)

    def _term(self, scheme: str, text: str) -> Reference:
        """Return the canonical term that `text` names, or a term of the Hub's own, unresolved."""
        return self.find(scheme, text) or self.unresolved(scheme, text)

    def unresolved(self, scheme: str, text: str) -> dict[str, Any]:
        """Return a term of the Hub's own, which a curator may give its canonical term later."""
        return {
            "id": self.minter.record(scheme, SOURCE, text),
            "type": CLASS_OF[scheme],
            "name": text,
            "resolutionStatus": MZ + "Unresolved",
        }

    def stub(self, kind: str, cls: str, native_id: str) -> dict[str, Any]:
        """Return as much of another record as makes this one readable on its own."""
        return {"id": self.minter.record(kind, SOURCE, native_id), "type": cls, "name": native_id}

    def model(self, native_id: str) -> dict[str, Any]:
        """Return the stub of another model of the Hub."""
        return self.stub("model", "MLModel", native_id)

    def _agent(self, native_id: str) -> dict[str, Any]:
        """Return the stub of a user or an organisation of the Hub."""
        return self.stub("agent", "Agent", native_id)


def iri_of(reference: Reference) -> str:
    """Return the IRI of a reference.

    >>> iri_of("urn:a"), iri_of({"id": "urn:b", "type": "Dataset"})
    ('urn:a', 'urn:b')
    """
    return reference if isinstance(reference, str) else str(reference["id"])


def one_or_many(values: list[Any]) -> Any:
    """Return the only value of a list as itself, an empty list as None, any other as it is.

    >>> one_or_many(["a"]), one_or_many([]), one_or_many(["a", "b"])
    ('a', None, ['a', 'b'])
    """
    return values[0] if len(values) == 1 else values or None
