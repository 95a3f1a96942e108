"""The routes of curation, put together."""

from __future__ import annotations

from fastapi import APIRouter

from kgstore.web.curate import import_pages, note_pages, record_pages
from kgstore.web.documents import DocumentRoute

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
for _part in (record_pages, note_pages, import_pages):
    router.include_router(_part.router)
