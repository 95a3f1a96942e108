"""Columns, splits and labels of a dataset as record sets.

mlcroissant takes a field only with a source or a value. The sources that we import say which files
a dataset is made from, not how each column is read from them; so a field names the file, or the set
of all files, and no way of extraction, which is reported as missing. Where no file is known, the
columns cannot be written at all. Splits and labels are records themselves and need no file.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any
from urllib.parse import quote, unquote

from kgstore.namespaces import MZ
from kgstore.publish.profiles.base import Missing
from kgstore.publish.profiles.croissant.distribution import TABLE
from kgstore.publish.profiles.croissant.facts import Dataset, Part
from kgstore.publish.profiles.rows import Row

_TYPES: dict[str, str] = TABLE["types"]
_ROLES: dict[str, str] = {MZ + name: iri for name, iri in TABLE["roles"].items()}
_Columns = dict[str, tuple[str, list[Any]]]
"""The data type and the values of each column of a record set that holds its own records."""
_LIST = "sequence of "
_LABEL = "class label"
_TRANSLATION = re.compile(r"translation \((.*)\)")
_NO_WAY = "the source does not say how its columns are read from its files"
_NO_FILE = "no file is known that the columns could be read from"


def record_sets(
    dataset: Dataset, source: dict[str, Any], missing: list[Missing]
) -> list[dict[str, Any]]:
    """Return the record sets of a dataset whose fields come from `source` ({} where none does)."""
    schemas = {
        schema: f"labels-{number}"
        for number, schema in enumerate(
            sorted({schema for part in dataset.parts.values() for schema in part.schemas})
        )
    }
    found: list[dict[str, Any]] = []
    labels: dict[str, dict[int, str]] = {}
    for iri, name in _names(dataset).items():
        part = dataset.parts[iri]
        labels |= part.schemas
        if part.splits:
            found.append(_splits(f"splits-of-{name}", part))
        if part.columns and source:
            found.append(_columns(name, part, schemas, source, missing))
        elif part.columns:
            missing.append(Missing(iri, "recordSet", _NO_FILE))
    if source and any(part.columns for part in dataset.parts.values()):
        missing.append(Missing(dataset.iri, "recordSet.field.source.extract", _NO_WAY))
    found += [
        _labels(schemas[schema], dataset.schema_names[schema], labels[schema]) for schema in schemas
    ]
    return [record_set for record_set in found if record_set.get("field")]


def _names(dataset: Dataset) -> dict[str, str]:
    """Return the local id of each part: a configuration's own name, escaped, and each id once."""
    found: dict[str, str] = {}
    for iri in sorted(dataset.parts, key=lambda iri: (iri != dataset.iri, iri)):
        _, mark, own = iri.rpartition("#config/")
        name = own if mark else iri.rpartition("#")[2].rpartition("/")[2]
        # Our IRIs escape a slash in a name twice: as a name within a path, and as a path.
        name = "default" if iri == dataset.iri else f"config-{quote(unquote(name), safe='%')}"
        candidates = (f"{name}-{number}" if number > 1 else name for number in count(1))
        found[iri] = next(fresh for fresh in candidates if fresh not in found.values())
    return found


def _columns(
    name: str,
    part: Part,
    schemas: dict[str, str],
    source: dict[str, Any],
    missing: list[Missing],
) -> dict[str, Any]:
    labelled = [iri for iri, row in part.columns.items() if _LABEL in row.get("type", "")]
    fields = []
    for iri, row in part.columns.items():
        found = _field(f"{name}/{quote(row['name'], safe='')}", row, source)
        if found is None:
            why = f"Croissant has no data type for {row.get('type') or 'an unknown one'!r}"
            missing.append(Missing(iri, "dataType", why))
            continue
        if labelled == [iri] and len(part.schemas) == 1:  # else it is not known which labels
            index = f"{schemas[next(iter(part.schemas))]}/index"
            found["references"] = {"field": {"@id": index}}
        fields.append(found)
    record_set = {"@type": "cr:RecordSet", "@id": name, "name": part.name or name}
    return record_set | {"field": fields}


def _field(identifier: str, row: Row, source: dict[str, Any]) -> dict[str, Any] | None:
    holds = row.get("type", "")
    depth = 0
    while holds.startswith(_LIST):
        holds, depth = holds.removeprefix(_LIST), depth + 1
    found: dict[str, Any] = {"@type": "cr:Field", "@id": identifier, "name": row["name"]}
    if "description" in row:
        found["description"] = row["description"]
    if depth:
        found |= {"isArray": True, "arrayShape": ",".join(["-1"] * depth)}
    if pair := _TRANSLATION.fullmatch(holds):
        return found | {"subField": _texts(identifier, pair[1].split(", "), source)}
    if holds not in _TYPES:
        return None
    return found | {"dataType": _TYPES[holds], "source": source}


def _texts(identifier: str, names: list[str], source: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a field of text for each language of a translation."""
    return [
        {
            "@type": "cr:Field",
            "@id": f"{identifier}/{quote(name, safe='')}",
            "name": name,
            "dataType": "sc:Text",
            "source": source,
        }
        for name in dict.fromkeys(names)
    ]


def _splits(identifier: str, part: Part) -> dict[str, Any]:
    """Return the splits as records: name, and Croissant's role and the size where all have them."""
    rows = [part.splits[iri] for iri in sorted(part.splits)]
    columns: _Columns = {"name": ("sc:Text", [row["name"] for row in rows])}
    if all(row.get("role") in _ROLES for row in rows):
        columns["url"] = ("sc:URL", [_ROLES[row["role"]] for row in rows])
    if all("count" in row for row in rows):
        columns["records"] = ("cr:Int64", [int(row["count"]) for row in rows])
    return _inline(identifier, f"splits of {part.name}".strip(), "cr:Split", columns)


def _labels(identifier: str, name: str, labels: dict[int, str]) -> dict[str, Any]:
    """Return class labels as an enumeration, by index."""
    indexes = sorted(labels)
    names = [labels[index] for index in indexes]
    columns: _Columns = {"index": ("cr:Int64", indexes), "name": ("sc:Text", names)}
    return _inline(identifier, name or identifier, "sc:Enumeration", columns)


def _inline(identifier: str, name: str, kind: str, columns: _Columns) -> dict[str, Any]:
    """Return a record set that holds its records itself; the first column is its key."""
    heads = [f"{identifier}/{column}" for column in columns]
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{identifier}/{column}",
            "name": column,
            "dataType": data_type,
        }
        for column, (data_type, _) in columns.items()
    ]
    values = zip(*(cells for _, cells in columns.values()), strict=True)
    return {
        "@type": "cr:RecordSet",
        "@id": identifier,
        "name": name,
        "dataType": kind,
        "key": {"@id": heads[0]},
        "field": fields,
        "data": [dict(zip(heads, record, strict=True)) for record in values],
    }
