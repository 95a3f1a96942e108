"""An experiment, and a dataset that runs took in, each as a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.mlflow.naming import Naming, Node, keywords
from kgstore.importers.mlflow.signature import columns
from kgstore.importers.tracked import when
from kgstore.records.finding import Severity
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

FATES: Final = Fates.load(Path(__file__).with_name("mlflow.toml"))


def experiment_record(file: str, content: bytes, naming: Naming) -> Record:
    """Return the record of one experiment."""
    raw: dict[str, Any] = orjson.loads(content)
    row, tags = raw["experiment"], raw["tags"]
    native = naming.scoped(row.get("experiment_id"))
    head = naming.head("experiment", "Experiment", native, str(row.get("name") or native))
    fields = Fields(file, head["id"])
    deleted = row.get("lifecycle_stage") == "deleted"
    document = head | {
        "description": fields.text(tags.get("mlflow.note.content"), "tags.mlflow.note.content"),
        "created": when(row.get("creation_time")),
        "modified": when(row.get("last_update_time")),
        "invalidatedAt": when(row.get("last_update_time")) if deleted else None,
        "keyword": keywords(tags),
    }
    return made("experiment", native, without_none(document), content, file, raw, fields.findings)


def dataset_record(file: str, content: bytes, naming: Naming) -> Record:
    """Return the record of one dataset: rows that runs took in, known by name and digest."""
    raw: dict[str, Any] = orjson.loads(content)
    row = raw["dataset"]
    stub = naming.dataset(row.get("name"), row.get("digest"))
    native = naming.scoped(f"{row.get('name')}@{row.get('digest')}")
    head = naming.head("dataset", "Dataset", native, stub["name"])
    fields = Fields(file, head["id"])
    profile = _parsed(row.get("dataset_profile"), "dataset.dataset_profile", fields)
    known = naming.terms.known("dataset", stub["name"])
    more = {
        "version": stub["version"],
        "subsetOf": known,  # which rows were taken is not said: some, or all
        "numberOfDataObjects": fields.whole(profile.get("num_rows"), "dataset.dataset_profile"),
        "attribute": _attributes(row, naming, head["id"], fields),
    }
    origin = _parsed(row.get("dataset_source"), "dataset.dataset_source", fields)
    document = head | more | _origin(row, origin, naming)
    return made("dataset", native, without_none(document), content, file, raw, fields.findings)


def _origin(row: Node, origin: Node, naming: Naming) -> Node:
    """Return where the rows came from, as far as it has an address."""
    kind, path = row.get("dataset_source_type"), origin.get("path")
    if kind == "hugging_face" and isinstance(path, str):
        iri = naming.terms.minter.record("dataset", "huggingface", path)
        return {"derivedFrom": [{"id": iri, "type": "Dataset", "name": path}]}
    place = origin.get("url") or origin.get("uri")
    if isinstance(place, str) and place.startswith(("http://", "https://")):
        return {"landingPage": quote(place, safe=":/?#[]@!$&'()*+,;=%~")}
    return {}


def _attributes(row: Node, naming: Naming, iri: str, fields: Fields) -> list[Node]:
    path = "dataset.dataset_schema"
    schema = _parsed(row.get("dataset_schema"), path, fields)
    return [
        without_none(
            {
                "id": naming.terms.minter.part(iri, f"attribute/{number}"),
                "type": "DatasetAttribute",
                "name": column.name,
                "dataType": column.kind,
                "position": number,
            }
        )
        for number, column in enumerate(columns(schema.get("mlflow_colspec")))
    ]


def _parsed(text: object, path: str, fields: Fields) -> Node:
    if not isinstance(text, str) or not text.strip():
        return text if isinstance(text, dict) else {}
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        fields.note(path, f"is no JSON: {error}", Severity.WARNING)
        return {}
    return found if isinstance(found, dict) else {}


def made(
    kind: str,
    native: str,
    document: Node,
    content: bytes,
    file: str,
    raw: Node,
    findings: list[Any],
) -> Record:
    """Return a record of this source with the fates of its raw record."""
    fates = FATES.count(raw)
    return Record(kind, "mlflow", native, document, Raw(content), file, "", tuple(findings), fates)
