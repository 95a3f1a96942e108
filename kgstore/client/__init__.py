"""A client of kgstore: the same methods over a folder of this machine and over a server.

>>> from kgstore.client import connect
>>> connect("https://models.example.org")
RemoteKnowledge('https://models.example.org')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgstore.client.answers import Export, Receipt, RecordDocument
from kgstore.client.connecting import connect
from kgstore.client.finding import Explained, FoundPage
from kgstore.client.knowledge import Knowledge
from kgstore.client.local import LocalKnowledge
from kgstore.client.reviewing import Decision, ImportedLinks
from kgstore.client.rows import Row, Rows
from kgstore.client.terms import IRI, Value

if TYPE_CHECKING:
    from kgstore.client.remote import RemoteKnowledge

__all__ = [
    "IRI",
    "Decision",
    "Explained",
    "Export",
    "FoundPage",
    "ImportedLinks",
    "Knowledge",
    "LocalKnowledge",
    "Receipt",
    "RecordDocument",
    "RemoteKnowledge",
    "Row",
    "Rows",
    "Value",
    "connect",
]


def __getattr__(name: str) -> Any:
    """Return RemoteKnowledge, once it is asked for: httpx loads slowly."""
    if name != "RemoteKnowledge":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kgstore.client.remote import RemoteKnowledge

    return RemoteKnowledge
