"""Values of loose types, read strictly: cards and API answers are written by many hands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from kgstore.records.check import iri_problem
from kgstore.records.finding import Finding, Severity

_SURROGATES = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63
_DEPTH = 100


@dataclass(slots=True)
class Remarks:
    """The findings about one item, collected while it is read."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def info(self, path: str, reason: str) -> None:
        """Note something odd that was understood all the same."""
        self.found.append(Finding(Severity.INFO, self.file, path, reason))

    def warn(self, path: str, reason: str) -> None:
        """Note something that could not be taken over, or only in part."""
        self.found.append(Finding(Severity.WARNING, self.file, path, reason))

    def about(self, record: str) -> tuple[Finding, ...]:
        """Return the findings with the record's IRI in them."""
        return tuple(replace(finding, record=record) for finding in self.found)


def first(source: Mapping[str, Any], *keys: str) -> Any:
    """Return the first value that is not null under one of `keys`.

    >>> first({"last_modified": None, "lastModified": "2022"}, "last_modified", "lastModified")
    '2022'
    """
    for key in keys:
        value = source.get(key)
        if value is not None:
            return value
    return None


def mapping(value: object) -> dict[str, Any]:
    """Return `value` if it is a mapping, else an empty one.

    >>> mapping({"a": 1}), mapping([1])
    ({'a': 1}, {})
    """
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """Return a scalar as text without blanks around it, "" for anything else.

    >>> text(" en "), text(2.5), text(None), text(["en"])
    ('en', '2.5', '', '')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else ""


def texts(value: object, path: str, remarks: Remarks) -> list[str]:
    """Return the texts of a list or of a single value, each once; other things are findings.

    >>> texts(["squad", None, "squad", 3], "datasets", Remarks("card"))
    ['squad', '3']
    """
    found: dict[str, None] = {}
    for place, item in elements(value, path):
        if name := _key_alone(item):
            remarks.info(place, "a key without a value stands where a text is due")
            found[name] = None
        elif isinstance(item, (dict, list)):
            remarks.warn(place, "a text is due here; this is kept in the raw record only")
        elif said := text(item):
            found[said] = None
    return list(found)


def _key_alone(item: object) -> str:
    """Return the only key of a mapping without a value: what `- squad:` says, meaning `- squad`."""
    if isinstance(item, dict) and list(item.values()) == [None]:
        return str(next(iter(item)))
    return ""


def stated(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a node that have a value: neither null nor an empty text or list.

    >>> stated({"id": "urn:a", "name": "", "task": [], "likeCount": 0, "gated": False})
    {'id': 'urn:a', 'likeCount': 0, 'gated': False}
    """
    return {key: value for key, value in node.items() if value not in (None, "", [])}


def elements(value: object, path: str) -> Iterator[tuple[str, Any]]:
    """Yield (path, item) of a list, or of the value itself where it is none; nulls are left out.

    >>> list(elements("en", "language")), list(elements([None, "en"], "language"))
    ([('language', 'en')], [('language[1]', 'en')])
    """
    if isinstance(value, list):
        yield from ((f"{path}[{i}]", item) for i, item in enumerate(value) if item is not None)
    elif value is not None:
        yield path, value


def whole(value: object, path: str, remarks: Remarks) -> int | None:
    """Return a count: a whole number from 0 on that fits in 64 bits; else None and a finding.

    >>> whole(12, "likes", Remarks("a")), whole("1200", "likes", Remarks("a"))
    (12, 1200)
    >>> whole(1e30, "likes", Remarks("a")) is None
    True
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        remarks.warn(path, f"{value!r:.60} is not a count")
        return None
    return value


def moment(value: object, path: str, remarks: Remarks) -> str | None:
    """Return a date and time in UTC as ISO 8601 with Z; else None and a finding.

    >>> moment("2023-12-01 15:17:38+00:00", "modified", Remarks("a"))
    '2023-12-01T15:17:38Z'
    >>> moment("2021-12-27T07:10:20.000Z", "modified", Remarks("a"))
    '2021-12-27T07:10:20Z'
    """
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(text(value))
        parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        remarks.warn(path, f"{value!r:.60} is not a date")
        return None
    return parsed.replace(tzinfo=None).isoformat() + "Z"


def web_address(value: object) -> str | None:
    """Return `value` if it is a sound IRI of the web, else None.

    >>> web_address("https://example.org/a"), web_address("see my page")
    ('https://example.org/a', None)
    """
    said = text(value)
    if said.startswith(("https://", "http://")) and not iri_problem(said):
        return said
    return None


def without_surrogates(value: Any) -> tuple[Any, int]:
    r"""Return `value` with each half of a surrogate pair replaced by U+FFFD, and how many.

    >>> without_surrogates({"a": ["\ud800b"]})
    ({'a': ['\ufffdb']}, 1)
    """
    if isinstance(value, str):
        return _SURROGATES.subn("\ufffd", value)
    if isinstance(value, dict):
        keys, values = without_surrogates(list(value)), without_surrogates(list(value.values()))
        return dict(zip(keys[0], values[0], strict=True)), keys[1] + values[1]
    if isinstance(value, list):
        pairs = [without_surrogates(item) for item in value]
        return [item for item, _ in pairs], sum(count for _, count in pairs)
    return value, 0


def shape_problem(value: object, nodes: int) -> str:
    """Return why a value is too deep or (aliases expanded) too large to be walked, or "".

    >>> shape_problem({"a": [1, 2]}, 100), shape_problem([0] * 200, 100)
    ('', 'it stands for more than 100 values')
    """
    left, stack = nodes, [(value, 0)]
    while stack:
        item, depth = stack.pop()
        left -= 1
        if depth > _DEPTH:
            return f"it is nested more than {_DEPTH} deep"
        if left < 0:
            return f"it stands for more than {nodes} values"
        if isinstance(item, dict):
            stack.extend((child, depth + 1) for child in item.values())
        elif isinstance(item, list):
            stack.extend((child, depth + 1) for child in item)
    return ""
