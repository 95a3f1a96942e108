"""What the pool and a reader say to each other: frames of a letter, a length and that many bytes.

pool to reader    ASK a question (JSON), MOVE to a checkpoint (its folder)
reader to pool    READY; MOVED to the checkpoint (its folder); then, for each question,
                  HEAD (JSON), CHUNK* and END, or at any point FAIL (JSON)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

ASK: Final = b"Q"
MOVE: Final = b"m"
READY: Final = b"R"
MOVED: Final = b"M"
HEAD: Final = b"H"
CHUNK: Final = b"C"
END: Final = b"E"
FAIL: Final = b"F"
RETIRE: Final = b"retire"
"""The payload of END after which the reader should be replaced."""

HEADER: Final = struct.Struct(">cI")


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the checkpoint that it is asked of; graphs are None where nothing is said."""

    folder: str
    text: str
    results: str
    graph: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    seconds: float

    def packed(self) -> bytes:
        """Return the frame that asks it.

        Raises:
            TypeError: the text is no Unicode (a lone surrogate).
        """
        return frame(ASK, orjson.dumps(self))


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    r"""Return a frame.

    >>> frame(CHUNK, b"ab")
    b'C\x00\x00\x00\x02ab'
    """
    return HEADER.pack(kind, len(payload)) + payload


class Frames:
    r"""Puts together the frames of a stream that arrives in pieces.

    >>> frames = Frames()
    >>> list(frames.feed(b"C\0\0\0\2a")), list(frames.feed(b"bE\0\0\0\0"))
    ([], [(b'C', b'ab'), (b'E', b'')])
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the frames that `data` completes, each with its kind."""
        data = self._rest + data if self._rest else data
        start = 0
        while len(data) - start >= HEADER.size:
            kind, length = HEADER.unpack_from(data, start)
            end = start + HEADER.size + length
            if end > len(data):
                break
            yield kind, data[start + HEADER.size : end]
            start = end
        self._rest = data[start:]
