"""What the engine's serialisers write into: chunks that go to the pool, up to the largest result.

Nothing goes out before a whole chunk is there, or the end: as long as possible a failure can still
be answered as one. Sending waits until the pool takes more, so a result of any size needs little
memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kgstore.errors import ResultTooLarge
from kgstore.query.readers.wire import CHUNK, END, frame

SIZE: Final = 64 << 10


class Output:
    """A file that cuts what it is given into frames for `send`; `limit` in bytes.

    >>> sent = []
    >>> output = Output(sent.append, 10)
    >>> output.begin(b"first,"); output.write(b"abc"); output.end(); sent[0][:6]
    3
    b'first,'
    """

    def __init__(self, send: Callable[[bytes], None], limit: int) -> None:
        self._send, self._limit = send, limit
        self._head = b""
        self._parts: list[bytes] = []
        self._held = self._size = 0

    def begin(self, head: bytes) -> None:
        """Take the frame that goes out before the first chunk."""
        self._head = head

    def write(self, data: bytes, /) -> int:
        """Take `data`; send a chunk when there is enough.

        Raises:
            ResultTooLarge: it is more than a result may have.
        """
        self._size += len(data)
        if self._size > self._limit:
            message = f"the result is larger than {self._limit >> 20} MB"
            raise ResultTooLarge(message, subject="query", advice="Ask for less, as with LIMIT.")
        self._parts.append(data)
        self._held += len(data)
        if self._held >= SIZE:
            self._send(self._taken())
        return len(data)

    def flush(self) -> None:
        """Do nothing: a chunk goes out when it is whole."""

    def end(self, last: bytes = b"") -> None:
        """Send what is left, and that it is all; `last` is the payload of the END frame."""
        self._send(self._taken() + frame(END, last))

    def _taken(self) -> bytes:
        chunk = frame(CHUNK, b"".join(self._parts)) if self._parts else b""
        head, self._head = self._head, b""
        self._parts, self._held = [], 0
        return head + chunk
