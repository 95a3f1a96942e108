"""The README of a folder of models: what it says of them all, and the values of each file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FILE = re.compile(r"\]\(\s*(?:\./)?([\w./+-]+\.onnx)\s*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_TITLE = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_IDENTIFIER = re.compile(r"SPDX-License-Identifier:\s*([\w.+-]+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(slots=True)
class Readme:
    """`rows` are the cells of a table by its headings, by the file of a model that they are of."""

    description: str = ""
    licence: str = ""
    rows: dict[str, dict[str, str]] = field(default_factory=dict)


def read_readme(text: str) -> Readme:
    r"""Return what a README says.

    >>> said = read_readme("<!--- SPDX-License-Identifier: MIT -->\n## Description\nSmall.\n"
    ...     "## Model\n|Model|Download|mAP|\n|--|--|--|\n|A|[1 MB](model/a.onnx)|[0.3](x)|")
    >>> said.licence, said.description, said.rows
    ('MIT', 'Small.', {'model/a.onnx': {'model': 'A', 'download': '1 MB', 'map': '0.3'}})
    """
    found = Readme()
    identifier = _IDENTIFIER.search(text)
    title, header, fenced = "", list[str](), False
    told: dict[str, list[str]] = {}
    for line in _COMMENT.sub("", text).splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _TITLE.fullmatch(line)
        if heading:
            title = heading[1].casefold()
        elif line.strip().startswith("|"):
            header = _row(found, line, header)
        elif line.strip() and not fenced:
            told.setdefault(title, []).append(line.strip())
    found.description = _plain(" ".join(told.get("description", [])))
    stated = _plain(" ".join(told.get("license", [])[:1])).replace("<hr>", "").strip()
    found.licence = identifier[1] if identifier else stated
    return found


def _row(found: Readme, line: str, header: list[str]) -> list[str]:
    """Keep a row that links to a model; return the heading for the rows below it."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    file = _FILE.search(line)
    if file:
        pairs = zip(header, (_plain(cell) for cell in cells), strict=False)
        found.rows.setdefault(file[1], {name: cell for name, cell in pairs if cell})
        return header
    if set("".join(cells)) <= set(":- "):
        return header
    return [_plain(cell).casefold() for cell in cells]


def _plain(text: str) -> str:
    return " ".join(_LINK.sub(r"\1", text).split())
