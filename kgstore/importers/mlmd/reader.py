"""A database of ML Metadata (SQLite, schema 10 and older) as the entities that it holds.

Main tables are read once in the order of their ids and joined as they come.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from kgstore.importers.mlmd.kinds import kind_of
from kgstore.importers.mlmd.proto import struct_of_any, struct_of_text
from kgstore.importers.sqlite import Note, Row, Tables, has_tables
from kgstore.importers.wire import Malformed
from kgstore.records.iri import digest

_TIMES: Final = "create_time_since_epoch last_update_time_since_epoch"
_VALUES: Final = (
    "name is_custom_property int_value double_value string_value byte_value proto_value bool_value"
)
KNOWN: Final = {
    "Type": "id name version type_kind description input_type output_type external_id",
    "TypeProperty": "type_id name data_type",
    "ParentType": "type_id parent_type_id",
    "Artifact": f"id type_id uri state name external_id {_TIMES}",
    "ArtifactProperty": f"artifact_id {_VALUES}",
    "Execution": f"id type_id last_known_state name external_id {_TIMES}",
    "ExecutionProperty": f"execution_id {_VALUES}",
    "Context": f"id type_id name external_id {_TIMES}",
    "ContextProperty": f"context_id {_VALUES}",
    "ParentContext": "context_id parent_context_id",
    "Event": "id artifact_id execution_id type milliseconds_since_epoch",
    "EventPath": "event_id is_index_step step_index step_key",
    "Association": "id context_id execution_id",
    "Attribution": "id context_id artifact_id",
    "MLMDEnv": "schema_version",
}
"""The columns that are read, by table."""

_COLUMNS: Final = {table: names.split() for table, names in KNOWN.items()}
_INPUT: Final = {2: "DECLARED_INPUT", 3: "INPUT", 5: "INTERNAL_INPUT"}
_OUTPUT: Final = {1: "DECLARED_OUTPUT", 4: "OUTPUT", 6: "INTERNAL_OUTPUT", 7: "PENDING_OUTPUT"}
_NEWEST: Final = 10


class Entity(NamedTuple):
    """One artifact, execution or context: its level, where it stands, and all that is said."""

    level: str
    place: str
    raw: dict[str, Any]


def is_mlmd(path: Path) -> bool:
    """Say whether a file is a database of ML Metadata."""
    return has_tables(path, "Execution", "Artifact")


class Database:
    """The entities of one database."""

    def __init__(self, connection: sqlite3.Connection, label: str, note: Note) -> None:
        self._tables = Tables(connection, _COLUMNS, note)
        self._label = label
        self._note = note
        self._types = {r["id"]: str(r["name"]) for r in self._rows("Type")}
        self._parents = {r["type_id"]: r["parent_type_id"] for r in self._rows("ParentType")}
        self._contexts = {r["id"]: r for r in self._rows("Context", "id")}
        self.scope = self._scope()
        self._labels = self._version_labels()

    def tell_revision(self) -> None:
        """Note what the program does not know of the database's revision."""
        version = next((r["schema_version"] for r in self._rows("MLMDEnv")), None)
        if not isinstance(version, int) or version > _NEWEST:
            self._note("MLMDEnv", f"schema version {version} is not known; known columns are read")
        for table, difference in self._tables.describe():
            if version != _NEWEST or "not known" in difference:
                self._note(table, difference)

    def entities(self) -> Iterator[Entity]:
        """Yield contexts, artifacts and executions, each in the order of the ids."""
        yield from self._of_contexts()
        yield from self._of_artifacts()
        yield from self._of_executions()

    def _scope(self) -> str:
        """Return what tells the store apart: its first context, else execution, else artifact."""
        for table in ("Context", "Execution", "Artifact"):
            for row in self._rows(table, "id"):
                told = f"{table}\n{row['id']}\n{row['name']}\n{row['create_time_since_epoch']}"
                return digest(told, 8)
        return digest("", 8)

    def _version_labels(self) -> dict[Any, str]:
        """Return the names of versions in Kubeflow Hub: its own are `{model's id}:{version}`."""
        found = {}
        for row in self._rows("ParentContext"):
            whole, part = (self._contexts.get(row[c]) for c in ("parent_context_id", "context_id"))
            if whole and part and kind_of("context", self._names(part["type_id"])) == "version":
                number = str(part["name"]).partition(":")[2] or part["name"]
                found[part["id"]] = f"{whole['name']} {number}"
        return found

    def _rows(self, table: str, *order: str) -> Iterator[Row]:
        return self._tables.rows(table, *order)

    def _of_contexts(self) -> Iterator[Entity]:
        properties = self._tables.groups("ContextProperty", "context_id", "name")
        parents = self._tables.groups("ParentContext", "context_id", "parent_context_id")
        artifacts = self._tables.groups("Attribution", "context_id", "artifact_id")
        named = self._artifacts()
        for row in self._rows("Context", "id"):
            raw = self._about("context", row, properties.take(row["id"]))
            raw["label"] = self._labels.get(row["id"])
            raw["parents"] = [
                self._context(r["parent_context_id"]) for r in parents.take(row["id"])
            ]
            held = [
                named[r["artifact_id"]]
                for r in artifacts.take(row["id"])
                if r["artifact_id"] in named
            ]
            if raw["kind"] == "version":
                raw["artifacts"] = held
            yield Entity("context", f"{self._label}!Context/{row['id']}", raw)

    def _of_artifacts(self) -> Iterator[Entity]:
        properties = self._tables.groups("ArtifactProperty", "artifact_id", "name")
        contexts = self._tables.groups("Attribution", "artifact_id", "context_id")
        events = self._tables.groups("Event", "artifact_id", "id")
        for row in self._rows("Artifact", "id"):
            raw = self._about("artifact", row, properties.take(row["id"]))
            raw["contexts"] = [self._context(r["context_id"]) for r in contexts.take(row["id"])]
            raw["made_by"] = [
                {"id": r["execution_id"], "event": _OUTPUT[r["type"]]}
                for r in events.take(row["id"])
                if r["type"] in _OUTPUT
            ]
            yield Entity("artifact", f"{self._label}!Artifact/{row['id']}", raw)

    def _of_executions(self) -> Iterator[Entity]:
        properties = self._tables.groups("ExecutionProperty", "execution_id", "name")
        contexts = self._tables.groups("Association", "execution_id", "context_id")
        events = self._tables.groups("Event", "execution_id", "id")
        named = self._artifacts()
        for row in self._rows("Execution", "id"):
            raw = self._about("execution", row, properties.take(row["id"]))
            raw["contexts"] = [self._context(r["context_id"]) for r in contexts.take(row["id"])]
            taken = [r for r in events.take(row["id"]) if r["artifact_id"] in named]
            for name, kinds in (("inputs", _INPUT), ("outputs", _OUTPUT)):
                raw[name] = [
                    named[r["artifact_id"]] | {"event": kinds[r["type"]], "path": self._path(r)}
                    for r in taken
                    if r["type"] in kinds
                ]
            for made in raw["outputs"]:
                if made["kind"] == "metrics":
                    rows = self._tables.having("ArtifactProperty", "artifact_id", made["id"])
                    made["properties"] = self._properties(rows)
            yield Entity("execution", f"{self._label}!Execution/{row['id']}", raw)

    def _about(self, level: str, row: Row, properties: list[Row]) -> dict[str, Any]:
        names = self._names(row["type_id"])
        return {
            level: row,
            "type": names[0] if names else None,
            "kind": kind_of(level, names),
            "properties": self._properties(properties),
        }

    def _names(self, type_id: Any) -> list[str]:
        """Return the name of a type, then those of its ancestors."""
        found: list[Any] = []
        while type_id in self._types and type_id not in found and len(found) < 20:
            found.append(type_id)
            type_id = self._parents.get(type_id)
        return [self._types[known] for known in found]

    def _artifacts(self) -> dict[Any, dict[str, Any]]:
        found = {}
        for row in self._rows("Artifact"):
            names = self._names(row["type_id"])
            told = {"id": row["id"], "name": row["name"], "type": names[0] if names else None}
            found[row["id"]] = told | {"kind": kind_of("artifact", names)}
        return found

    def _context(self, number: Any) -> dict[str, Any]:
        row = self._contexts.get(number, {})
        names = self._names(row.get("type_id"))
        name = self._labels.get(number, row.get("name"))
        told = {"id": number, "name": name, "type": names[0] if names else None}
        return told | {"kind": kind_of("context", names)}

    def _path(self, event: Row) -> str:
        """Return the name of a slot, and the place in it, that an artifact came through."""
        rows = self._tables.having("EventPath", "event_id", event["id"])
        steps = [r["step_index"] if r["is_index_step"] else r["step_key"] for r in rows]
        return "/".join(str(step) for step in steps)

    def _properties(self, rows: list[Row]) -> dict[str, Any]:
        return {str(row["name"]): self._value(row) for row in rows}

    def _value(self, row: Row) -> Any:
        try:
            if isinstance(row["proto_value"], bytes):
                return struct_of_any(row["proto_value"])
            if isinstance(row["string_value"], str):
                return _data(struct_of_text(row["string_value"]))
        except Malformed as error:
            self._note("ArtifactProperty", f"the value of {row['name']} {error}")
            return None
        if row["bool_value"] is not None:
            return bool(row["bool_value"])
        number = row["int_value"] if row["int_value"] is not None else row["double_value"]
        return str(number) if isinstance(number, float) and not math.isfinite(number) else number


def _data(value: Any) -> Any:
    """Return a text that is a JSON object or list as that, for KFP and Kubeflow write such."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value
