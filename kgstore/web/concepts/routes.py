"""The addresses of the concept browser, in the order in which paths are matched."""

from __future__ import annotations

from fastapi import APIRouter

from kgstore.web.concepts import browse, decide, review

router = APIRouter(include_in_schema=False)
for part in (decide.router, review.router, browse.router):
    router.include_router(part)
