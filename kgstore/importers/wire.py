"""Protocol buffers on the wire, read field by field without a schema and without copying.

See https://protobuf.dev/programming-guides/encoding/. Groups, which are obsolete, are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Value = int | memoryview
"""A varint or fixed number as a whole number; what has a length as its bytes."""


class Malformed(ValueError):
    """The bytes are no message."""


def fields(content: memoryview | bytes) -> Iterator[tuple[int, Value]]:
    r"""Yield the number and the value of each field of a message.

    >>> [(number, bytes(v) if isinstance(v, memoryview) else v) for number, v in
    ...  fields(b"\x08\x96\x01\x12\x02hi")]
    [(1, 150), (2, b'hi')]

    Raises:
        Malformed: a field is cut off, or of a kind that there is not.
    """
    view = memoryview(content)
    place, end = 0, len(view)
    while place < end:
        key, place = varint(view, place)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value: Value
            value, place = varint(view, place)
        elif kind == 2:
            size, place = varint(view, place)
            value, place = view[place : place + size], place + size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, place = int.from_bytes(view[place : place + size], "little"), place + size
        else:
            raise Malformed(f"field {number} is of the unknown kind {kind}")
        if place > end or number == 0:
            raise Malformed(f"field {number} is cut off")
        yield number, value


def varint(view: memoryview, place: int) -> tuple[int, int]:
    """Return the number that stands at a place, and the place after it.

    Raises:
        Malformed: it is cut off, or longer than 64 bits.
    """
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(view):
            break
        byte = view[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number & (2**64 - 1), place
    raise Malformed("a number is cut off or too long")


def packed(value: Value) -> list[int]:
    """Return the numbers of a repeated varint field, which may stand packed in one.

    Raises:
        Malformed: the last one is cut off.
    """
    if isinstance(value, int):
        return [value]
    place, found = 0, []
    while place < len(value):
        number, place = varint(value, place)
        found.append(number)
    return found


def text(value: Value) -> str:
    """Return a value's bytes as text, what is no UTF-8 replaced."""
    return bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview) else str(value)


def signed(number: int) -> int:
    """Return a varint as the signed whole number that it stands for.

    >>> signed(2**64 - 1)
    -1
    """
    return number - 2**64 if number >= 2**63 else number


def double(number: int) -> float:
    """Return a fixed 64-bit value as the floating-point number that it stands for.

    >>> double(0x3FF0000000000000)
    1.0
    """
    found: float = struct.unpack("<d", number.to_bytes(8, "little"))[0]
    return found
