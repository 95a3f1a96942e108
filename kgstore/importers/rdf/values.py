"""Literals of RDF as the values that records have: numbers, times, texts."""

from __future__ import annotations

import math
import re
from typing import Any, Final

import pyoxigraph as ox

from kgstore.importers.fields import Fields
from kgstore.namespaces import XSD
from kgstore.records.check import iri_problem
from kgstore.records.context import REFERENCE

_WHOLE: Final = re.compile(r"[+-]?\d{1,19}")
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}


def value_of(literal: ox.Literal, kind: str, path: str, fields: Fields) -> Any:
    """Return the value of a key of some kind; None, with a finding, where the literal is none.

    >>> value_of(ox.Literal("7"), XSD + "integer", "", Fields(""))
    7
    >>> value_of(ox.Literal("2024-05-01"), XSD + "dateTime", "", Fields(""))
    '2024-05-01T00:00:00Z'
    """
    text = literal.value.strip()
    found = read_text(text, kind, literal.value)
    if found is None:
        due = kind.rpartition("#")[2].replace(REFERENCE, "an IRI")
        fields.note(path, f"{text[:60]!r} stands where {due} is due")
    return found


def read_text(text: str, kind: str, whole: str | None = None) -> Any:
    """Return the value of some kind that a text is, or None; `whole` is the text with its spaces.

    >>> read_text("1.5e3", XSD + "double"), read_text("many", XSD + "integer")
    (1500.0, None)
    """
    name = kind.removeprefix(XSD)
    if kind == REFERENCE:
        is_iri = text.startswith(("http://", "https://", "ftp://")) and not iri_problem(text)
        return text if is_iri else None
    if name == "integer":
        return _integer(text)
    if name == "double":
        return _double(text)
    if name == "boolean":
        return _TRUTH.get(text.casefold())
    if name in {"dateTime", "date"}:
        return _moment(text, name)
    return text if whole is None else whole


def _integer(text: str) -> int | None:
    plain = text.removesuffix(".0")
    return int(plain) if _WHOLE.fullmatch(plain) and abs(int(plain)) < 2**63 else None


def _double(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(text: str, name: str) -> str | None:
    day, time = _DAY.fullmatch(text), _TIME.fullmatch(text)
    if name == "date":
        return day[1] if day else time[1] if time else None
    if time:
        return text if time[3] else f"{text}Z"
    return f"{day[1]}T00:00:00Z" if day else None
