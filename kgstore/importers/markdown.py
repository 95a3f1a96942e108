"""Sections and tables of Markdown pages: just enough of GFM to find what stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines below it, up to the next heading of any level.

    `titles` are the headings from the outermost to this one.
    """

    titles: tuple[str, ...]
    lines: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The section's own heading."""
        return self.titles[-1] if self.titles else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's header and rows, cells as plain text; every row is as wide as the header."""

    header: list[str]
    rows: list[list[str]]


def sections(text: str) -> list[Section]:
    r"""Return the sections of a document in their order; headings in code blocks do not count.

    >>> [s.titles for s in sections("# a\n## b\ntext\n## c")]
    [('a',), ('a', 'b'), ('a', 'c')]
    """
    found: list[Section] = []
    open_titles: list[tuple[int, str]] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            level = len(heading[1])
            open_titles = [t for t in open_titles if t[0] < level] + [(level, plain(heading[2]))]
            found.append(Section(tuple(title for _, title in open_titles)))
        elif found:
            found[-1].lines.append(line)
    return found


def tables(section: Section) -> Iterator[Table]:
    r"""Yield the tables of a section; one whose delimiter row is missing counts as well.

    A row with an empty first cell continues the row before it.

    >>> text = "# Accuracy\n| Metric | Value |\n|---|---|\n| `AP` | 7\\* |\n| | of 9 |"
    >>> [(t.header, t.rows) for t in tables(sections(text)[0])]
    [(['Metric', 'Value'], [['AP', '7 of 9']])]
    """
    block: list[list[str]] = []
    for line in [*section.lines, ""]:
        if line.strip().startswith("|"):
            if not _DELIMITER.fullmatch(line):
                block.append(_cells(line))
        elif block:
            yield _table(block)
            block = []


def _table(block: list[list[str]]) -> Table:
    header, rows = block[0], list[list[str]]()
    for cells in block[1:]:
        row = (cells + [""] * len(header))[: len(header)]
        if rows and not row[0]:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return Table(header, rows)


def _cells(line: str) -> list[str]:
    parts = _CELL_END.split(line.strip())
    inner = parts[1:-1] if len(parts) > 2 and not parts[-1].strip() else parts[1:]
    return [plain(part) for part in inner]


def plain(text: str) -> str:
    r"""Return the text without links, emphasis, code marks, tags, escapes and footnote asterisks.

    >>> plain("AP ([WIDER](http://example.org/w)) \\*"), plain("**0.844**"), plain("[mAP (0.5)]")
    ('AP (WIDER)', '0.844', 'mAP (0.5)')
    """
    text = _TAG.sub(" ", _LINK.sub(r"\1", text)).replace("`", "")
    text = _ESCAPE.sub(r"\1", text).replace("*", "")
    text = " ".join(text.split())
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text
