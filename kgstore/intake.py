"""Record documents as people and programs give them: read with care, named, made into records.

A context is neither fetched nor read: `@context` may only be the IRI of our own, which a document
has anyway. What is refused here could not even be reported on.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from kgstore.errors import IriError, ParameterError, RecordError
from kgstore.records.iri import Minter, RecordName
from kgstore.records.record import Document, Raw, Record
from kgstore.sparql.parameters import read_iri

CONTEXT_PATH = "/api/v1/context"
"""Where a server has the context, below the store's base IRI."""
_DEEPEST = 32
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
KINDS = {
    "MLModel": "model",
    "Dataset": "dataset",
    "DatasetSplit": "dataset",
    "LabelSchema": "labels",
    "ModelArchitecture": "architecture",
    "TaskType": "task",
}
"""The kinds of IRIs that are not the class's name in kebab-case."""


def iri_of(text: str, base: str = "") -> str:
    """Return the IRI that a user means: an IRI, a prefixed name, or a record's `kind/source/id`.

    >>> iri_of("mzd:COCO"), iri_of("model/x/tiny", "https://e.org")
    ('https://w3id.org/modelzoo/vocabulary/dataset/COCO', 'https://e.org/id/model/x/tiny')

    Raises:
        ParameterError: it has no scheme, or its prefix is unknown.
        IriError: it is no IRI.
    """
    if base and "://" not in text and text.count("/") >= 2:
        text = f"{base}/id/{text}"
    try:
        return read_iri(text).value
    except ParameterError:
        raise
    except ValueError as error:
        raise IriError(f"{text!r} is no IRI: {error}", subject=text) from error


def refuse_unsound(value: Any) -> None:
    """Return if a JSON value is neither too deep nor holds a NUL or a `file:` IRI.

    >>> refuse_unsound({"name": "tiny"})

    Raises:
        RecordError: it is, or does.
    """
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise RecordError(f"the document is nested more than {_DEEPEST} levels deep")
        if isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list):
            waiting += [(part, depth + 1) for part in item]
        elif isinstance(item, str):
            if "\0" in item:
                raise RecordError("a text holds the character NUL")
            if item[:5].lower() == "file:":
                raise RecordError(f"{item[:80]!r} is an IRI of a file, which means nothing here")


def document(value: Any, minter: Minter) -> Document:
    """Return a record document without `@context`.

    Raises:
        RecordError: it is no object, or names a context that is not our own.
    """
    if not isinstance(value, dict):
        raise RecordError("a record is a JSON object")
    context = value.get("@context", minter.base + CONTEXT_PATH)
    if context != minter.base + CONTEXT_PATH:
        raise RecordError(
            "a record has no @context of its own, and none is fetched",
            subject="@context",
            advice=f"Leave it out, or give {minter.base}{CONTEXT_PATH}; its keys are the terms.",
        )
    return {key: item for key, item in value.items() if key != "@context"}


def named(document: Document, minter: Minter, agent: str) -> Document:
    """Return a document that has an id: its own, or one from its kind, source and name.

    Without a native id, the name is one among those that `agent` gave.

    Raises:
        IriError: its own id is not below this store's base.
        RecordError: it has neither id nor a type and a name to make one from.
    """
    if "id" in document:
        parsed(document["id"], minter)
        return document
    kind, name = document.get("type"), document.get("nativeId") or document.get("name")
    if isinstance(kind, list):
        kind = kind[0] if kind else None
    if not isinstance(kind, str) or not isinstance(name, str) or not name:
        raise RecordError(
            "the record has no id, nor a type and a name that one could be made from",
            advice="Give `type` and `name`, or `id`.",
        )
    source, here = document.get("source", minter.source("user")), minter.source("")
    if not isinstance(source, str) or not _NAME.fullmatch(source.removeprefix(here)):
        advice = f"Give `{here}NAME` with a NAME of letters and digits, or leave it out."
        raise RecordError("the source is none of this store", subject="source", advice=advice)
    native = name if "nativeId" in document else f"{agent}/{name}"
    iri = minter.record(kind_of(kind), source.removeprefix(here), native)
    return {"id": iri, **document, "source": source, "nativeId": native}


def kind_of(class_name: str) -> str:
    """Return the kind in the IRIs of a class's records.

    >>> kind_of("MLModel"), kind_of("SoftwareEnvironment")
    ('model', 'software-environment')

    Raises:
        RecordError: the name is no word.
    """
    local = re.split(r"[#/:]", class_name)[-1]
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", local):
        raise RecordError(f"{class_name!r} is no class of the ontology", subject="type")
    return KINDS.get(local) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local).lower()


def parsed(iri: Any, minter: Minter) -> RecordName:
    """Return what a record's IRI says; it must be written as this store writes it.

    Raises:
        IriError: it is no record's IRI, or another spelling of one.
    """
    if not isinstance(iri, str):
        raise IriError("the id is no text", subject="id")
    name = minter.parse(iri)
    if minter.record(*name) != iri:
        right = minter.record(*name)
        raise IriError(f"{iri} is written {right} here", subject=iri)
    return name


def record_of(document: Document, minter: Minter, raw: bytes | None = None) -> Record:
    """Return the record that a named document is; `raw` is the body as it came."""
    content = orjson.dumps(document) if raw is None else raw
    return Record(*parsed(document["id"], minter), document, Raw(content), "")
