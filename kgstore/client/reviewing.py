"""How curators decide on links, and bring mapping sets in, here or on a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from kgstore.client.terms import IRI

Verdict = Literal["accept", "reject", "withdraw"]
"""What a curator says of a mapping; `withdraw` takes back what was said before."""


@dataclass(frozen=True, slots=True)
class DecidedMapping:
    """A mapping that was decided on; `also` is what else its class is linked to likewise."""

    id: str
    subject: IRI
    predicate: IRI
    object: IRI
    also: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; `commit` is None where that had been decided before."""

    verdict: Verdict
    mappings: tuple[DecidedMapping, ...]
    commit: int | None


@dataclass(frozen=True, slots=True)
class ImportedLinks:
    """What a mapping set's file brought; `commit` is None where all was there.

    `unknown` of its classes are not in the store, `example` is one of them.
    """

    set: str
    rows: int
    commit: int | None
    unknown: int
    example: str


class Reviewing(Protocol):
    """The part of `Knowledge` that curators use (docs/linking.md)."""

    def decide(
        self,
        records: Sequence[str],
        verdict: Verdict,
        *,
        reason: str = "",
        author: str = "",
        instead: str = "",
    ) -> Decision:
        """Decide on mapping records, by their ids or IRIs: on all of them, or none.

        The `author` is a name or an ORCID, else the agent; `instead` is the concept that is
        accepted in the place of those rejected.

        Raises:
            NotFound: there is no such record, or no decision that could be withdrawn.
            ParameterError: an id is ambiguous, or there is no reason.
        """

    def import_links(self, file: Path | str, name: str = "") -> ImportedLinks:
        """Bring in a reviewed mapping set, an SSSOM/TSV file of this machine, whole or not at all.

        Raises:
            ResourceError: it is absent or no SSSOM/TSV; the message names every faulty line.
        """


def decision_of(value: Mapping[str, Any]) -> Decision:
    """Return what an answer of `/api/v1/links/accept` and the like says.

    >>> decision_of({"verdict": "accept", "mappings": [], "commit": 7}).commit
    7
    """
    mappings = (
        DecidedMapping(
            one["id"],
            IRI(one["subject"]),
            IRI(one["predicate"]),
            IRI(one["object"]),
            tuple(map(IRI, one["also"])),
        )
        for one in value["mappings"]
    )
    return Decision(value["verdict"], tuple(mappings), value["commit"])
