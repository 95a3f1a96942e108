"""JSON as plain data: duplicate keys found, NaN refused, half surrogate pairs replaced."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import orjson

from kgstore.importers.fields import Fields, mended
from kgstore.records.finding import Severity


def read_json(content: bytes, fields: Fields, path: str = "") -> Any:
    r"""Return the data of a JSON document; None, with a finding, where it is unsound.

    >>> fields = Fields("zoo.json")
    >>> read_json(b'{"size": 3, "size": 4}', fields)
    {'size': 4}
    >>> read_json(b"{", fields) is None, [f.reason[:19] for f in fields.findings]
    (True, ['stands twice in one', 'cannot be read as J'])
    """

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in found]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            fields.note(key, "stands twice in one object; the last one counts")
        return dict(found)

    def constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number of JSON")

    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
        return mended(data) if "\\ud" in text.casefold() else data
    except (ValueError, RecursionError) as error:
        reason = f"cannot be read as JSON: {str(error)[:200]}"
        fields.note(path, reason, Severity.VIOLATION)
        return None


def packed(value: object) -> bytes | None:
    """Return a value as JSON, or None where it cannot be written: nested too deeply, too large.

    >>> packed({"a": 1}), packed(2**70)
    (b'{"a":1}', None)
    """
    try:
        return orjson.dumps(value)
    except (TypeError, RecursionError):
        return None
