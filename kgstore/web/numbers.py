"""The number of a page in an address."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request
from starlette.exceptions import HTTPException

_NUMBER: Final = re.compile(r"-?[0-9]{1,30}")


def page_number(request: Request, last: int) -> int:
    """Return the page that an address asks for by `page`: the first, if it does not say.

    Raises:
        HTTPException: 400, it is no number; 404, there is no such page.
    """
    given = request.query_params.get("page", "1").strip()
    if not _NUMBER.fullmatch(given):
        raise HTTPException(400, f"page is {given[:40]!r}, which is no number of a page")
    if not 1 <= int(given) <= last:
        raise HTTPException(404, f"there is no page {int(given)}; the last is page {last}")
    return int(given)
