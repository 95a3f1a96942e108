"""The routes of curation, put together."""

from __future__ import annotations

from fastapi import APIRouter

from kgstore.web.curate import (
    home_page,
    identity_pages,
    import_pages,
    note_pages,
    quarantine_pages,
    record_pages,
    term_pages,
    validation_pages,
)
from kgstore.web.documents import DocumentRoute

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
for _part in (
    home_page,
    record_pages,
    note_pages,
    import_pages,
    validation_pages,
    quarantine_pages,
    term_pages,
    identity_pages,
):
    router.include_router(_part.router)
