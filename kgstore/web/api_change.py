"""One write of one record: looked at, weighed against its conditions, validated, committed.

All of it happens on the thread that writes, so nothing comes between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request, Response

from kgstore import intake
from kgstore.accept import accept, examine
from kgstore.errors import NotFound, RecordError
from kgstore.records.record import Document
from kgstore.web import conditions
from kgstore.web.access import Caller
from kgstore.web.api_report import refused
from kgstore.web.api_stored import find, href, look
from kgstore.web.services import Services

Build = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Change:
    """A write of the record `iri`; it may be one that `creates`, or one that needs it to exist."""

    request: Request
    services: Services
    caller: Caller
    iri: str
    creates: bool = False
    exists: bool = False

    async def made(self, build: Build, raw: bytes | None = None) -> Response:
        """Commit what `build` makes of the document that there is ({} for none); answer.

        Raises:
            HTTPException: 409, 410, 412 or 428.
            NotFound: there is none, and there should be.
        """
        return await self.services.write(lambda: self._made(build, raw))

    def _made(self, build: Build, raw: bytes | None) -> Response:
        store, old = self.services.store, look(self.services.store, self.iri)
        if old is None and self.exists:
            raise NotFound(f"there is no record {self.iri}", subject=self.iri)
        if old is not None and self.creates:
            raise HTTPException(409, f"There is a record {self.iri}; PUT or PATCH changes it")
        conditions.demand(self.request.headers, old.digest if old else "")
        document = build(old.document if old else {})
        examined = examine(store, intake.record_of(document, store.minter, raw))
        if not examined.report.conforms:
            return refused(self.request, examined.report)
        verb = "create" if old is None else "change"
        accept(store, examined, agent=self.caller.name, message=f"{verb} {self.iri}")
        status, headers = 200, {}
        if old is None:
            status, headers = 201, {"Location": href(store, self.iri)}
        return find(store, self.iri).answer(self.request, store.base, status, headers)


def same(document: Document, iri: str) -> Document:
    """Return a document with the id that it must have.

    Raises:
        RecordError: it has another.
    """
    if document.get("id", iri) != iri:
        advice = "Leave the id out, or send it as it is."
        raise RecordError(f"the document is about {document['id']}", subject=iri, advice=advice)
    return {"id": iri, **document}
