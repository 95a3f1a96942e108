"""A document of TensorFlow Hub: type and handle, a description, metadata in comments, a text."""

from __future__ import annotations

import re
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.records.finding import Severity

_FIRST = re.compile(
    r"#\s+(?P<type>Module|Placeholder|Lite|Tfjs|Coral|Collection|Publisher)\s+(?P<handle>\S+)\s*"
)
_COMMENT = re.compile(r"<!--(?P<text>.*?)-->", re.DOTALL)
_STATEMENT = re.compile(r"\s*(?P<key>[a-z][a-z-]*)\s*:\s*(?P<value>.*?)\s*", re.DOTALL)
_LONGEST = 200


def read_page(content: bytes, fields: Fields) -> dict[str, Any] | None:
    r"""Return type, handle, description, metadata (lists of texts) and body; None if it is none.

    >>> page = read_page(b"# Module a/b/1\nA net.\n\n<!-- task: x -->\n\n## Use\n", Fields("1.md"))
    >>> page["handle"], page["description"], page["metadata"], page["body"]
    ('a/b/1', 'A net.', {'task': ['x']}, '## Use')
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        fields.note("", f"is no text in UTF-8: {error.reason}", Severity.VIOLATION)
        return None
    first, _, rest = text.partition("\n")
    found = _FIRST.fullmatch(first)
    if not found or len(found["handle"]) > _LONGEST:
        reason = "does not begin with the type and handle of a document"
        fields.note("", reason, Severity.VIOLATION)
        return None
    metadata: dict[str, list[str]] = {}
    spans = []
    for comment in _COMMENT.finditer(rest):
        stated = _STATEMENT.fullmatch(comment["text"])
        if stated and stated["value"]:
            spans.append(comment.span())
            values = metadata.setdefault(stated["key"], [])
            values += [stated["value"]] if stated["value"] not in values else []
    head, body = _halves(rest, spans)
    page = {"type": found["type"], "handle": found["handle"], "description": head}
    return page | {"metadata": metadata, "body": body}


def _halves(text: str, comments: list[tuple[int, int]]) -> tuple[str, str]:
    """Return the paragraph before the metadata (or the first heading), and the rest."""
    heading = re.search(r"^#", text, re.MULTILINE)
    ends = [
        len(text),
        *(start for start, _ in comments[:1]),
        *([heading.start()] if heading else []),
    ]
    end = min(ends)
    parts, last = [], end
    for start, stop in comments:
        parts.append(text[last:start])
        last = stop
    body = "".join([*parts, text[last:]])
    return " ".join(text[:end].split()), re.sub(r"\n{3,}", "\n\n", body).strip()
