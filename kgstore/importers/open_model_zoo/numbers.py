"""Numbers as READMEs write them: `62.27%`, `5.4 ± 4.4`, `12.03dB`, `0.442 (internal test set)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][+-]?\d{1,2})?"
_CELL = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s*(?:±|\+/-)\s*(?P<spread>{_NUMBER}))?\s*"
    r"(?P<unit>%|[A-Za-zµ°][A-Za-z0-9/°]*)?\s*(?:\((?P<remark>[^()]*)\))?"
)
_PRECISION = re.compile(r"\b(FP32|FP16-INT8|FP32-INT8|FP16|BF16|INT8|INT4|INT1)\b", re.IGNORECASE)
_LABELLED = re.compile(r"(?P<label>[^:\d]*\b(?:FP|BF|INT)\d+[^:]*):\s*(?P<rest>.*)", re.IGNORECASE)
_SEVERAL = re.compile(r"\s+/\s+|\s*;\s*|,\s+(?=\d)|,\s+(?=(?:FP|BF|INT)\d)", re.IGNORECASE)
NOT_STATED = frozenset({"", "-", "–", "—", "na", "n/a", "nan", "todo", "tbd", "none", "unknown"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table cell, with what stands beside it; `raw` is its spelling."""

    raw: str
    value: Decimal
    spread: Decimal | None = None
    unit: str = ""
    remark: str = ""
    precision: str = ""


def precision_in(text: str) -> str:
    """Return the numeric precision that a text names, or "".

    >>> precision_in("Converted model (FP16-INT8)"), precision_in("Value")
    ('FP16-INT8', '')
    """
    found = _PRECISION.search(text)
    return found[1].upper() if found else ""


def numbers(cell: str) -> Iterator[Number]:
    """Yield the numbers of a cell: one, or one a precision; none if any part of it is no number.

    >>> [(n.value, n.unit, n.remark) for n in numbers("0.442 (internal test set)")]
    [(Decimal('0.442'), '', 'internal test set')]
    >>> [(n.value, n.precision) for n in numbers("76.1% (FP32) / 75.9% (INT8)")]
    [(Decimal('76.1'), 'FP32'), (Decimal('75.9'), 'INT8')]
    >>> list(numbers("60 x 120 pixels"))
    []
    """
    parts = [number_in(part) for part in _SEVERAL.split(cell.strip())]
    if len(parts) > 1 and not all(part and part.precision for part in parts):
        parts = [number_in(cell)]
    yield from (part for part in parts if part)


def number_in(text: str) -> Number | None:
    """Return the only number of a text, or None.

    >>> number_in("5.4 ± 4.4").spread, number_in("INT8: 75.9%").precision, number_in("<50%")
    (Decimal('4.4'), 'INT8', None)
    """
    raw, precision = text.strip(), ""
    labelled = _LABELLED.fullmatch(raw)
    if labelled:
        precision, rest = precision_in(labelled["label"]), labelled["rest"].strip()
    else:
        rest = raw
    found = _CELL.fullmatch(rest) if len(rest) < 200 else None
    if not found:
        return None
    remark = (found["remark"] or "").strip()
    spread = found["spread"] and _decimal(found["spread"])
    named = precision or precision_in(remark)
    unit = found["unit"] or ""
    return Number(raw, _decimal(found["number"]), spread or None, unit, remark, named)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
