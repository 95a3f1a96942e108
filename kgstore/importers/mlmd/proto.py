"""Structured values of ML Metadata: `google.protobuf.Struct`, decoded without protobuf.

MLMD keeps a Struct as Base64 after `mlmd-struct::` in the text column, and other messages as
`google.protobuf.Any` in a column of bytes (https://protobuf.dev/programming-guides/encoding/).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any, Final

from kgstore.importers.wire import Malformed, double, fields

_PREFIX: Final = "mlmd-struct::"
_DEEPEST: Final = 50
_STRUCT: Final = b"google.protobuf.Struct"


def struct_of_text(text: str) -> Any:
    """Return the data of a Struct kept as text; any other text as it is.

    >>> struct_of_text("plain")
    'plain'
    >>> struct_of_text("mlmd-struct::Cg4KAWESCREAAAAAAADwPw==")
    {'a': 1.0}

    Raises:
        Malformed: the text has the prefix, but holds no Struct.
    """
    if not text.startswith(_PREFIX):
        return text
    try:
        content = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise Malformed("is no Base64") from error
    return _struct(content, 0)


def struct_of_any(content: bytes) -> Any:
    """Return the data of a Struct inside an Any; None for a message of another type.

    Raises:
        Malformed: the bytes are no Any.
    """
    fields = dict(_fields(content))
    url, value = fields.get(1), fields.get(2, b"")
    if not isinstance(url, bytes) or not isinstance(value, bytes):
        raise Malformed("is no message in an Any")
    return _struct(value, 0) if url.endswith(_STRUCT) else None


def _struct(content: bytes, depth: int) -> dict[str, Any]:
    found = {}
    for number, entry in _fields(content):
        if number == 1 and isinstance(entry, bytes):
            parts = dict(_fields(entry))
            key = parts.get(1, b"")
            if not isinstance(key, bytes):
                raise Malformed("has a key that is no text")
            found[key.decode("utf-8", "replace")] = _value(parts.get(2, b""), depth + 1)
    return found


def _value(content: Any, depth: int) -> Any:
    if depth > _DEEPEST or not isinstance(content, bytes):
        raise Malformed("is nested too deep or broken")
    for number, part in _fields(content):
        if number == 2 and isinstance(part, int):
            return double(part)
        if number == 3 and isinstance(part, bytes):
            return part.decode("utf-8", "replace")
        if number == 4:
            return bool(part)
        if number == 5 and isinstance(part, bytes):
            return _struct(part, depth)
        if number == 6 and isinstance(part, bytes):
            return [_value(item, depth + 1) for n, item in _fields(part) if n == 1]
    return None


def _fields(content: bytes) -> Iterator[tuple[int, bytes | int]]:
    for number, value in fields(content):
        yield number, bytes(value) if isinstance(value, memoryview) else value
