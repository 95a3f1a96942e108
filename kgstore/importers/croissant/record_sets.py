"""The record sets of a Croissant description: tables with columns, splits, enumerations of labels.

One table is the dataset itself; of several, each is a part of it. Splits and labels stand with the
table whose field refers to them.
"""

from __future__ import annotations

from typing import Any, Final

from kgstore.importers.croissant.check import id_of, origins, parts
from kgstore.importers.croissant.fields import attributes
from kgstore.importers.croissant.names import TABLE, Context, Node, word
from kgstore.importers.croissant.values import first, fragment
from kgstore.importers.draft import Draft
from kgstore.importers.fields import without_none
from kgstore.importers.xml_text import many
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.labels import Schemas, label_list

_SPLIT_TYPES: Final = {
    "cr:Split",
    "https://www.wikidata.org/wiki/Q3985153",
    "http://www.wikidata.org/entity/Q3985153",
    "wd:Q3985153",
}
_MOST_LABELS: Final = 50_000


class RecordSets:
    """The record sets of one description."""

    def __init__(self, draft: Draft, said: Node, context: Context, name: str) -> None:
        self.draft, self.context, self.name = draft, context, name
        self.all = parts(said.get("cr:recordSet"))
        self.splits = [node for node in self.all if self._is_split(node)]
        self.labels = [n for n in self.all if n not in self.splits and self._is_labels(n)]
        rest = [n for n in self.all if n not in self.splits and n not in self.labels]
        self.tables = [node for node in rest if parts(node.get("cr:field"))]
        self.named = [self._names_of(table) for table in self.tables]

    def keys(self) -> Node:
        """Return what the record sets say as keys of the dataset."""
        whole: Node = {}
        nodes = []
        for number, table in enumerate(self.tables):
            own = id_of(table) or str(number)
            only = len(self.tables) == 1 or own == "default"
            place = "" if only else f"records/{fragment(own)}"
            said = self._table(table, number, place)
            if only:
                whole = said
            else:
                nodes.append(self._part(table, own, place) | said)
        left = self._owned(set(), everything=True)
        for key, found in left.items():
            whole[key] = whole.get(key, []) + found
        return without_none(whole | {"subsets": nodes})

    def _part(self, table: Node, own: str, place: str) -> Node:
        name = first(self.draft, table.get("name"), "cr:recordSet.name") or own
        told = first(self.draft, table.get("description"), "cr:recordSet.description")
        title = name if name.startswith(self.name) else f"{self.name} ({name})"
        return self.draft.part(place, "Dataset", name=title, description=told)

    def _table(self, table: Node, number: int, place: str) -> Node:
        fields = parts(table.get("cr:field"))
        rows = table.get("cr:data")
        # What several tables refer to is of the dataset as a whole.
        others = {t for i, names in enumerate(self.named) if i != number for t in names}
        return without_none(
            {
                "attribute": attributes(self.draft, self.context, fields, id_of(table), place),
                "numberOfDataObjects": len(rows) if isinstance(rows, list) else None,
                **self._owned(self.named[number] - others),
            }
        )

    def _names_of(self, table: Node) -> set[str]:
        """Return the ids that the fields of a table refer to, and how our own export calls them."""
        fields = parts(table.get("cr:field"))
        found = {t for f in fields for t in origins(f.get("cr:references"))}
        return found | {f"splits-of-{id_of(table)}/name"}

    def _owned(self, named: set[str], *, everything: bool = False) -> Node:
        """Return splits and schemas that the references in `named` lead to, each once."""
        splits = [n for n in self.splits if everything or self._is_named(n, named)]
        labels = [n for n in self.labels if everything or self._is_named(n, named)]
        self.splits = [n for n in self.splits if n not in splits]
        self.labels = [n for n in self.labels if n not in labels]
        found = [split for node in splits for split in self._splits_of(node)]
        schemas = [schema for node in labels if (schema := self._schema(node))]
        return without_none({"splits": found, "labelSchema": schemas})

    def _is_named(self, node: Node, named: set[str]) -> bool:
        own = id_of(node)
        inner = {id_of(field) for field in parts(node.get("cr:field"))}
        inner |= {f"{own}/{name}" for name in inner} | {own, f"{own}/name"}
        return bool(inner & named)

    def _types(self, node: Node) -> set[str]:
        told = [t for t in many(node.get("cr:dataType")) if isinstance(t, str)]
        return {word(self.context, t) for t in told} | set(told)

    def _is_split(self, node: Node) -> bool:
        own = self._types(node) & _SPLIT_TYPES
        inner = any(self._types(f) & _SPLIT_TYPES for f in parts(node.get("cr:field")))
        return bool(own or inner) and node.get("cr:data") is not None

    def _is_labels(self, node: Node) -> bool:
        return bool(self._types(node) & {"sc:Enumeration"} or node.get("cr:isEnumeration") is True)

    def _rows(self, node: Node) -> list[dict[str, Any]]:
        """Return the records that stand in a description, by the last part of each field's id."""
        rows = [row for row in many(node.get("cr:data")) if isinstance(row, dict)]
        own = id_of(node)
        short = {key: key.removeprefix(f"{own}/").rpartition("/")[2] for row in rows for key in row}
        return [{short[key]: value for key, value in row.items()} for row in rows]

    def _splits_of(self, node: Node) -> list[Node]:
        found: dict[str, Node] = {}
        for row in self._rows(node):
            name = self._first(row, ("name", "split_name", "split"), "cr:recordSet.cr:data")
            if name is None:
                continue
            role = TABLE["role"].get(str(row.get("url", "")).rpartition("/")[2])
            role = role or TABLE["role_by_name"].get(name.casefold())
            count = row.get("records")
            made = self.draft.part(
                f"split/{fragment(id_of(node))}/{fragment(name)}",
                "DatasetSplit",
                name=f"{self.name}, {name}",
                splitName=name,
                splitRole=MZ + role if role else None,
                numberOfDataObjects=self.draft.fields.whole(count, "cr:recordSet.cr:data.records"),
            )
            found.setdefault(made["id"], made)
        return list(found.values())

    def _schema(self, node: Node) -> Any:
        rows = self._rows(node)
        keys = ("name", "value", "label", "class", *(rows[0] if rows else ()))
        labels = [self._first(row, keys, "cr:recordSet.cr:data") for row in rows]
        told = [label for label in labels if label is not None]
        if not told or len(told) > _MOST_LABELS or len(told) != len(labels):
            path = f"cr:recordSet {id_of(node)[:60]}"
            why = "its labels are not in the description, so there is no label schema"
            self.draft.fields.note(path, why, Severity.INFO)
            return None
        if all(isinstance(row.get("index"), int) for row in rows):
            pairs = sorted(zip([row["index"] for row in rows], told, strict=True))
            told = [label for _, label in pairs]
        schemas = Schemas(self.draft.terms.minter, self.draft.terms.vocabulary)
        name = first(self.draft, node.get("name"), "cr:recordSet.name") or ""
        return schemas.node(label_list(told, name))

    def _first(self, row: dict[str, Any], keys: tuple[str, ...], path: str) -> str | None:
        for key in keys:
            if row.get(key) is not None:
                value = row[key]
                return self.draft.fields.text(
                    value if not isinstance(value, bool) else str(value), path
                )
        return None
