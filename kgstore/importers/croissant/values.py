"""Values as schema.org has them: texts in languages, dates, sizes, digests, persons."""

from __future__ import annotations

import base64
import binascii
import re
from decimal import Decimal
from typing import Any

from kgstore.importers.croissant.names import Node
from kgstore.importers.draft import Draft
from kgstore.importers.fields import without_none
from kgstore.importers.xml_text import many
from kgstore.records.finding import Severity
from kgstore.records.iri import digest as short_digest

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?"
)
_SIZE = re.compile(r"([\d,]*\.?\d+)\s*([KMGTP]i?)?(?:B|bytes?)?", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]+")
_NOTHING = {"", "none", "null", "n/a"}
_KINDS = {
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "Organization": "http://xmlns.com/foaf/0.1/Organization",
}


def spoken(draft: Draft, value: object, path: str) -> list[str]:
    """Return the texts of a value, the English one first; nothing for `None` in words."""
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda pair: (not str(pair[0]).startswith("en"), 0))
        told = [text for key, text in ordered if not str(key).startswith("@")]
    else:
        told = many(value)
    found = []
    for item in told:
        inner = item.get("name", item.get("url")) if isinstance(item, dict) else item
        text = draft.fields.text(inner, path)
        if text and text.casefold() not in _NOTHING:
            found.append(text)
    return list(dict.fromkeys(found))


def first(draft: Draft, value: object, path: str) -> str | None:
    """Return the first text of a value; a finding names the number of others that are left out."""
    found = spoken(draft, value, path)
    if len(found) > 1:
        told = f"{len(found) - 1} further texts stay in the raw record only"
        draft.fields.note(path, told, Severity.INFO)
    return found[0] if found else None


def moment(draft: Draft, value: object, path: str) -> str | None:
    """Return a date as the time at which it begins, in UTC where no offset is stated."""
    text = first(draft, value, path)
    found = _DATE.fullmatch(text or "")
    if found:
        year, month, day, clock, offset = found.groups()
        clock = f"{clock}:00" if clock and len(clock) == 5 else clock
        whole = f"{year}-{month or '01'}-{day or '01'}T{clock or '00:00:00'}{offset or 'Z'}"
        if "01" <= (month or "01") <= "12" and "01" <= (day or "01") <= "31":
            return whole
    if text:
        draft.fields.note(path, f"{text[:40]!r} is no date of ISO 8601")
    return None


def size(draft: Draft, value: object, path: str) -> int | None:
    """Return a size in bytes: `117743 B`, `134.607 KB` (1,000 bytes), `97.73 TiB`."""
    text = draft.fields.text(value, path)
    found = _SIZE.fullmatch(text or "")
    if found:
        prefix = (found[2] or "").casefold()
        base = 1024 if prefix.endswith("i") else 1000
        power = " kmgtp".index(prefix[0]) if prefix else 0
        number = int(Decimal(found[1].replace(",", "")) * base**power)
        if number < 2**63:
            return number
    if text:
        draft.fields.note(path, f"{text[:40]!r} is no size")
    return None


def digest(draft: Draft, node: Node, path: str) -> str | None:
    """Return the digest of a file as `sha256:` or `md5:` with hexadecimal digits."""
    for key, kind, length in (("sha256", "sha256", 64), ("cr:md5", "md5", 32), ("md5", "md5", 32)):
        text = draft.fields.text(node.get(key), f"{path}.{key}")
        if text is None:
            continue
        if len(text) in {length, 32} and _HEX.fullmatch(text):
            return f"{kind if len(text) == length else 'md5'}:{text.casefold()}"
        try:
            packed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            packed = b""
        if len(packed) == length // 2:
            return f"{kind}:{packed.hex()}"
        told = f"{text[:60]!r} is no {kind} digest; it is left out"
        draft.fields.note(
            f"{path}.{key}", told, Severity.INFO if "://" in text else Severity.WARNING
        )
    return None


def agents(draft: Draft, value: object, path: str) -> list[Node]:
    """Return persons and organisations; their e-mail addresses are left out."""
    found: dict[str, Node] = {}
    for number, said in enumerate(many(value)):
        place = f"{path}[{number}]" if isinstance(value, list) else path
        about: dict[str, Any] = said if isinstance(said, dict) else {"name": said}
        page = about.get("url")
        address = draft.fields.web(page, f"{place}.url") if isinstance(page, str) else None
        for name in spoken(draft, about.get("name"), f"{place}.name"):
            node = draft.agent(name) if "@" not in name else None
            if node:
                kinds = [_KINDS[kind] for kind in about.get("@type", []) if kind in _KINDS]
                node["type"] = ["Agent", *kinds] if kinds else "Agent"
                found[node["id"]] = without_none(node | {"landingPage": address})
    return list(found.values())


def fragment(text: str) -> str:
    """Return a text as the fragment of a part; a long one by its digest."""
    return text if len(text) <= 120 else f"{text[:80]}-{short_digest(text, 12)}"
