"""JSON, read as far as it can be: what a strict reader refuses is mended, with a finding."""

from __future__ import annotations

import json
from typing import Any

import orjson

from kgstore.errors import RecordError
from kgstore.importers.huggingface.values import Remarks, shape_problem, without_surrogates

_MOST_VALUES = 10_000_000
_FLAT = 200
"""With so few brackets nothing can be nested too deeply."""


def parse_json(content: bytes, path: str, remarks: Remarks) -> Any:
    r"""Return what JSON says; what a strict reader refuses is let through with a finding.

    NaN and infinities are such things; half surrogate pairs become U+FFFD.

    >>> remarks = Remarks("a.json")
    >>> parse_json(b'{"a": "\\ud800", "b": 1}', "", remarks) == {"a": "\ufffd", "b": 1}
    True
    >>> len(remarks.found)
    2

    Raises:
        RecordError: it is no JSON, or nested too deeply.
    """
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        value = _lenient_json(content, path, remarks, str(error))
    openings = content.count(b"{") + content.count(b"[")
    if openings > _FLAT and (problem := shape_problem(value, _MOST_VALUES)):
        raise RecordError(problem, subject=remarks.file)
    return value


def _lenient_json(content: bytes, path: str, remarks: Remarks, reason: str) -> Any:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        raise RecordError(f"it is no sound JSON: {reason}", subject=remarks.file) from None
    remarks.info(path, f"it is no sound JSON, but it could be read: {reason}")
    value, replaced = without_surrogates(value)
    if replaced:
        remarks.warn(path, f"{replaced} texts hold half a surrogate pair, which became U+FFFD")
    return value
