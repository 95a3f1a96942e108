"""CSV tables as rows of text; what is no table, or does not fit its header, is a finding."""

from __future__ import annotations

import csv
from io import StringIO

from kgstore.importers.fields import Fields

Row = dict[str, str]


def read_csv(content: bytes, fields: Fields, *, key: str = "", delimiter: str = ",") -> list[Row]:
    r"""Return the rows of a table by the names of its header, without cells that are empty.

    Rows that have more or fewer cells than the header are left out, and those without a value in
    the column `key`, if one is named.

    >>> read_csv(b"model,top1\r\na,\"1,013.5\"\r\nb,\r\n", Fields("t.csv"))
    [{'model': 'a', 'top1': '1,013.5'}, {'model': 'b'}]
    >>> fields = Fields("t.csv")
    >>> read_csv(b"model,top1\na,1,2\n", fields), fields.findings[0].reason
    ([], 'has 3 cells where the header has 2; the row is left out')
    """
    try:
        lines = _lines(content, delimiter)
    except (UnicodeDecodeError, csv.Error) as error:
        fields.note("", f"cannot be read as a table: {error}")
        return []
    if not lines:
        fields.note("", "is empty")
        return []
    header = [name.strip() for name in lines[0]]
    if len(set(header)) < len(header) or (key and key not in header):
        fields.note("[0]", f"is no header with {key or 'names'}, each once: {header!r:.80}")
        return []
    rows = []
    for number, cells in enumerate(lines[1:], 1):
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        if len(cells) != len(header):
            told = f"has {len(cells)} cells where the header has {len(header)}"
            fields.note(f"[{number}]", f"{told}; the row is left out")
        elif key and not row[key]:
            fields.note(f"[{number}].{key}", "is empty; the row is left out")
        else:
            rows.append({name: cell for name, cell in row.items() if cell and name})
    return rows


def _lines(content: bytes, delimiter: str) -> list[list[str]]:
    text = StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=delimiter))
