"""Typed reading of a source's fields: what has the wrong type becomes a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kgstore.records.check import iri_problem
from kgstore.records.finding import Finding, Severity


@dataclass(slots=True)
class Fields:
    """Reads fields of one record and keeps the findings about them.

    `file` and `record` are what each finding names; absent fields (None) are no fault.
    """

    file: str
    record: str = ""
    findings: list[Finding] = field(default_factory=list)

    def note(self, path: str, reason: str, severity: Severity = Severity.WARNING) -> None:
        """Keep a finding, once.

        >>> fields = Fields("model.yml")
        >>> fields.note("files", "is empty")
        >>> [f.severity.value for f in fields.findings]
        ['Warning']
        """
        found = Finding(severity, self.file, path, reason, self.record)
        if found not in self.findings:
            self.findings.append(found)

    def text(self, value: object, path: str) -> str | None:
        """Return a text without spaces at its ends; numbers are taken as they are printed.

        >>> Fields("f").text(" SSD ", "name"), Fields("f").text(3851, "name")
        ('SSD', '3851')
        """
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str):
            self._refuse(value, path, "text")
            return None
        try:
            value.encode()
        except UnicodeEncodeError:
            self._refuse(value, path, "text of whole Unicode characters")
            return None
        return value.strip()

    def whole(self, value: object, path: str) -> int | None:
        """Return a whole number that fits in 64 bits and is not negative.

        >>> fields = Fields("f")
        >>> fields.whole(7, "size"), fields.whole(True, "size"), fields.findings[0].reason
        (7, None, 'True stands where a whole number is due')
        """
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
            self._refuse(value, path, "a whole number")
            return None
        return value

    def truth(self, value: object, path: str) -> bool | None:
        """Return a truth value."""
        if value is None or isinstance(value, bool):
            return value
        self._refuse(value, path, "true or false")
        return None

    def web(self, value: object, path: str) -> str | None:
        """Return an absolute http(s) or ftp IRI, spaces in it encoded.

        >>> Fields("f").web("https://example.org/a b", "url")
        'https://example.org/a%20b'
        >>> Fields("f").web("see the paper", "url") is None
        True
        """
        text = self.text(value, path)
        if text is None:
            return None
        location = text.replace(" ", "%20")
        if not location.startswith(("http://", "https://", "ftp://")) or iri_problem(location):
            self._refuse(value, path, "a web address")
            return None
        return location

    def mapping(self, value: object, path: str) -> dict[str, Any]:
        """Return a mapping; an empty one where there is none.

        >>> Fields("f").mapping(["a"], "config")
        {}
        """
        if value is None or isinstance(value, dict):
            return value or {}
        self._refuse(value, path, "a mapping")
        return {}

    def sequence(self, value: object, path: str) -> list[Any]:
        """Return a list; a single value that is no mapping counts as a list of one, with a finding.

        >>> Fields("f").sequence("a", "tags")
        ['a']
        """
        if value is None or isinstance(value, list):
            return value or []
        self._refuse(value, path, "a list")
        return [] if isinstance(value, dict) else [value]

    def mappings(self, value: object, path: str) -> list[tuple[str, dict[str, Any]]]:
        """Return (path, mapping) of each mapping in a list; an empty one is a fault.

        >>> Fields("f").mappings([{"a": 1}, 2], "files")
        [('files[0]', {'a': 1})]
        """
        items = [(f"{path}[{i}]", item) for i, item in enumerate(self.sequence(value, path))]
        return [
            (place, self.mapping(item, place)) for place, item in items if self._is_map(item, place)
        ]

    def texts(self, value: object, path: str) -> list[str]:
        """Return the texts in a list, in their order, without repetitions.

        >>> Fields("f").texts(["b", "a", "b", None], "tags")
        ['b', 'a']
        """
        items = (self.text(v, f"{path}[{i}]") for i, v in enumerate(self.sequence(value, path)))
        return list(dict.fromkeys(item for item in items if item is not None))

    def _is_map(self, value: object, path: str) -> bool:
        found = self.mapping(value, path)
        if not found and (value is None or isinstance(value, dict)):
            self.note(path, "is empty")
        return bool(found)

    def _refuse(self, value: object, path: str, due: str) -> None:
        self.note(path, f"{_short(value)} stands where {due} is due")


def _short(value: object) -> str:
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def without_none(node: dict[str, Any]) -> dict[str, Any]:
    """Return the node without keys that have no value; a list of one stays a list.

    >>> without_none({"id": "urn:a", "name": None, "tags": []})
    {'id': 'urn:a'}
    """
    return {key: value for key, value in node.items() if value is not None and value != []}


def mended(value: Any) -> Any:
    r"""Return JSON-like data with each half of a surrogate pair replaced by U+FFFD.

    >>> mended({"a": ["\ud800"]}) == {"a": ["\ufffd"]}
    True
    """
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [mended(item) for item in value]
    if isinstance(value, dict):
        return {mended(key): mended(item) for key, item in value.items()}
    return value
