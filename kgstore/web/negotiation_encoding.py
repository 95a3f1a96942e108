"""Compresses answers for clients that accept it, without holding a stream back.

Each part of a stream is compressed and flushed as it comes. An answer that breaks off stays broken
off: the end of the compressed stream is never written.
"""

from __future__ import annotations

import zlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgstore.publish.conneg import read_accept

SMALLEST: Final = 500
"""Bytes below which a whole answer is sent as it is."""
_LEVEL = 4
_WINDOW = {"gzip": 31, "deflate": 15}  # zlib's names for the two wrappings
_TEXTUAL = ("text/", "application/")
_PACKED = ("application/gzip", "application/zip", "application/zstd", "application/octet-stream")


def coding(accept: str) -> str:
    """Return the content coding that is wanted most, or "" to leave the answer as it is.

    >>> coding("deflate;q=0.5, gzip"), coding("gzip;q=0"), coding("*"), coding("br")
    ('gzip', '', 'gzip', '')
    """
    weights = {wanted.what.lower(): wanted.weight for wanted in read_accept(accept)}
    offered = {name: weights.get(name, weights.get("*", 0.0)) for name in _WINDOW}
    best = max(offered, key=lambda name: offered[name])
    return best if offered[best] > 0 and offered[best] >= weights.get("identity", 0.0) else ""


class Compression:
    """Compresses what the application answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `send` that compresses."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = coding(Headers(scope=scope).get("accept-encoding", ""))
        await self._app(scope, receive, _Compressor(scope, send, wanted))


class _Compressor:
    """The `send` of one answer; `wanted` is its coding or ""."""

    def __init__(self, scope: Scope, send: Send, wanted: str) -> None:
        self._send, self._wanted = send, wanted
        self._streams = scope["http_version"] != "1.0" and scope["method"] != "HEAD"
        self._start: Message | None = None
        self._stream: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message  # sent with the first body, when its size is known
            return
        start, self._start = self._start, None
        more = message.get("more_body", False)
        if start is not None:
            self._decide(start, message)
        if self._stream is not None and message["type"] == "http.response.body":
            body = self._stream.compress(message.get("body", b""))
            body += self._stream.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
            message = {**message, "body": body}
            if start is not None and not more:
                MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        if start is not None:
            await self._send(start)
        await self._send(message)

    def _decide(self, start: Message, first: Message) -> None:
        headers = MutableHeaders(scope=start)
        kind = headers.get("content-type", "")
        if not kind.startswith(_TEXTUAL) or kind.startswith(_PACKED):
            return
        headers.add_vary_header("Accept-Encoding")
        whole = not first.get("more_body", False)
        small = whole and len(first.get("body", b"")) < SMALLEST
        if not self._wanted or small or not self._streams or "content-encoding" in headers:
            return
        self._stream = zlib.compressobj(_LEVEL, wbits=_WINDOW[self._wanted])
        headers["Content-Encoding"] = self._wanted
        del headers["content-length"]
        if (tag := headers.get("etag", "")) and not tag.startswith("W/"):
            headers["ETag"] = f"W/{tag}"
