"""The files that pages are drawn with: style sheets, scripts, pictures.

They lie in `static/`; what is compiled of `frontend/` lies in `static/dist/` and may be absent:
pages then work as plain HTML. A page names a file with the digest of its content, so that a browser
may keep it for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)
METHODS: Final = ["GET", "HEAD"]
STATIC: Final = Path(__file__).parent / "static"
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_AN_HOUR: Final = "public, max-age=3600"


@cache
def files() -> dict[str, tuple[Path, str]]:
    """Return the files by name, each with the first letters of its digest."""
    found = [path for folder in (STATIC / "dist", STATIC) for path in folder.glob("*.*")]
    return {
        path.name: (path, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        for path in found
        if path.suffix in _MEDIA_TYPES
    }


def asset(name: str, root: str = "") -> str:
    """Return the address of a file, or "" where it was not compiled.

    >>> asset("style.css", "/zoo").partition("?")[0], asset("absent.js")
    ('/zoo/static/style.css', '')
    """
    known = files().get(name)
    return f"{root}/static/{name}?v={known[1]}" if known else ""


@router.api_route("/static/{name}", methods=METHODS)
def static(request: Request, name: str) -> FileResponse:
    """Answer with a file that pages are drawn with.

    Raises:
        HTTPException: 404, there is none of that name.
    """
    if name not in files():
        raise HTTPException(404, f"there is no file {name}")
    path, digest = files()[name]
    kept = _FOR_EVER if request.query_params.get("v") == digest else _FOR_AN_HOUR
    return FileResponse(path, 200, {"Cache-Control": kept}, _MEDIA_TYPES[path.suffix])


@router.api_route("/favicon.ico", methods=METHODS)
def favicon() -> RedirectResponse:
    """Lead to the picture of the site: browsers ask for it here beside what is not a page."""
    return RedirectResponse(
        asset("icon.svg").removeprefix("/"), 308, {"Cache-Control": _FOR_AN_HOUR}
    )
