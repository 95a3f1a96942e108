"""A dataset of the Hub as a record's document: card, configurations, columns, splits, files."""

from __future__ import annotations

from typing import Any

from kgstore.importers.huggingface.columns import Column
from kgstore.importers.huggingface.identity import from_tags, identity, licences, tags_of
from kgstore.importers.huggingface.labels import label_schema
from kgstore.importers.huggingface.language import languages
from kgstore.importers.huggingface.reference import part_of_dataset, split_role
from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.statement import Statement
from kgstore.importers.huggingface.subset import Subset, subsets_of
from kgstore.importers.huggingface.terms import SOURCE, Terms
from kgstore.importers.huggingface.values import Remarks, stated, text, texts, web_address
from kgstore.namespaces import MZ
from kgstore.records.iri import digest

_METHODS: dict[str, str] = TABLE["collection"]
_CARD = "card.front_matter"
_MOST_FILES = 100


def dataset_document(said: Statement, terms: Terms) -> dict[str, Any]:
    """Return the document of a dataset: what its card and its configurations say."""
    card, remarks, native_id = said.meant, said.remarks, said.native_id
    iri = terms.minter.record("dataset", SOURCE, native_id)
    tags = tags_of(said.infos, card, remarks)
    document = identity(iri, "Dataset", native_id, said.infos, terms, remarks)
    document |= {"name": text(card.get("pretty_name")) or native_id}
    if canonical := terms.find("dataset", native_id):
        document["canonical"] = canonical
    document |= _languages(card, remarks)
    document |= licences(card, tags, terms, remarks)
    document |= _tasks_and_tags(card, tags, document, remarks)
    document |= _collections(iri, card, terms, remarks)
    document |= _derivation(card, terms, remarks)
    for key in ("citation", "description"):
        if fact := text(said.infos.get(key)):
            document[key] = fact
    subsets = subsets_of(said)
    _add_common(document, subsets)
    return document | _parts(native_id, document, subsets, terms, remarks)


def _languages(card: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    keys = ("language", "language_bcp47", "language_details")
    said = [item for key in keys for item in texts(card.get(key), f"{_CARD}.{key}", remarks)]
    return languages([item for item in said if " " not in item] or None, remarks)


def _tasks_and_tags(
    card: dict[str, Any], tags: list[str], document: dict[str, Any], remarks: Remarks
) -> dict[str, Any]:
    """Return papers and keywords; the tasks that a dataset is made for are keywords too."""
    tasks = [
        task
        for key in ("task_categories", "task_ids")
        for task in texts(card.get(key), f"{_CARD}.{key}", remarks)
    ]
    found = from_tags(tags, document.get("rawLanguage", ()))
    keywords = list(dict.fromkeys(tasks + found.get("keyword", [])))
    if keywords:
        found["keyword"] = keywords
    if known := text(card.get("paperswithcode_id")):
        found.setdefault("identifier", []).append(f"paperswithcode:{known}")
    return found


def _collections(iri: str, card: dict[str, Any], terms: Terms, remarks: Remarks) -> dict[str, Any]:
    """Return how the data and how the annotations were gathered."""
    found = []
    for key, name in (("language_creators", "data"), ("annotations_creators", "annotations")):
        said = texts(card.get(key), f"{_CARD}.{key}", remarks)
        methods = [MZ + _METHODS[method] for method in said if method in _METHODS]
        for method in said:
            if method not in _METHODS and method != "no-annotation":
                remarks.info(f"{_CARD}.{key}", f"{method!r:.40} is no known way of gathering data")
        if methods:
            part = terms.minter.part(iri, f"collection/{name}")
            node = {"id": part, "type": "DataCollection", "name": f"gathering of the {name}"}
            found.append(node | {"collectionMethod": methods})
    return stated({"collectedBy": found})


def _derivation(card: dict[str, Any], terms: Terms, remarks: Remarks) -> dict[str, Any]:
    """Return the datasets that this one was made from (`extended|squad`)."""
    path = f"{_CARD}.source_datasets"
    found = []
    for said in texts(card.get("source_datasets"), path, remarks):
        name = said.removeprefix("extended").removeprefix("|")
        if name.startswith("other-"):  # it is not on the Hub
            known = terms.find("dataset", name.removeprefix("other-"))
            found.append(known or terms.unresolved("dataset", name))
        elif name not in {"", "original", "other"}:
            found.append(terms.term("dataset", name))
    return stated({"derivedFrom": found})


def _add_common(document: dict[str, Any], subsets: list[Subset]) -> None:
    """Lift what all configurations say alike to the dataset."""
    for key in ("description", "citation", "version"):
        said = {getattr(subset, key) for subset in subsets}
        if len(said) == 1 and (fact := said.pop()):
            document.setdefault(key, fact)
    pages = {page for subset in subsets if (page := web_address(subset.homepage))}
    if pages:
        document["landingPage"] = [document["landingPage"], *sorted(pages)]


def _parts(
    native_id: str, document: dict[str, Any], subsets: list[Subset], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    nodes = []
    for subset in subsets:
        path = ["config", subset.name] if subset.name else []
        node = _subset(native_id, path, subset, terms)
        if subset.name:
            about = {"description": subset.description, "version": subset.version}
            own = {k: v for k, v in about.items() if v and document.get(k) != v}
            name = f"{document['name']} ({subset.name})"
            iri = part_of_dataset(terms.minter, native_id, *path)
            nodes.append({"id": iri, "type": "Dataset", "name": name, **own, **node})
        else:
            found |= node
    if nodes:
        found["subsets"] = nodes
    return found | _files(native_id, subsets, terms, remarks)


def _subset(native_id: str, path: list[str], subset: Subset, terms: Terms) -> dict[str, Any]:
    """Return the columns, label schemas, splits and size of one configuration."""
    counts = [count for _, count, _ in subset.splits if count is not None]
    whole = counts and len(counts) == len(subset.splits)
    return stated(
        {
            "attribute": [_column(native_id, path, column, terms) for column in subset.columns],
            "labelSchema": [label_schema(c.labels, terms) for c in subset.columns if c.labels],
            "sizeInBytes": subset.size,
            "numberOfDataObjects": sum(counts) if whole else None,
            "splits": [
                _split(native_id, path, name, count, size, terms)
                for name, count, size in subset.splits
            ],
        }
    )


def _split(
    native_id: str, path: list[str], name: str, count: int | None, size: int | None, terms: Terms
) -> dict[str, Any]:
    return stated(
        {
            "id": part_of_dataset(terms.minter, native_id, *path, "split", name),
            "type": "DatasetSplit",
            "name": f"{', '.join([native_id, *path[1:]])}, {name}",
            "splitName": name,
            "splitRole": split_role(name),
            "numberOfDataObjects": count,
            "sizeInBytes": size,
        }
    )


def _column(native_id: str, path: list[str], column: Column, terms: Terms) -> dict[str, Any]:
    return {
        "id": part_of_dataset(terms.minter, native_id, *path, "column", column.name),
        "type": "DatasetAttribute",
        "name": column.name or "value",
        "dataType": column.holds,
    }


def _files(native_id: str, subsets: list[Subset], terms: Terms, remarks: Remarks) -> dict[str, Any]:
    """Return the files that a dataset is downloaded as, each once, with size and checksum."""
    files = {file.address: file for subset in subsets for file in subset.files}
    if len(files) > _MOST_FILES:
        reason = f"of {len(files)} files the first {_MOST_FILES} are listed"
        remarks.info("dataset_infos[].download_checksums", reason)
    nodes = [
        stated(
            {
                "id": part_of_dataset(terms.minter, native_id, "file", digest(file.address)),
                "type": "Artifact",
                "artifactKind": MZ + "OtherArtifact",
                "location": web_address(file.address),
                "path": None if web_address(file.address) else file.address,
                "sizeInBytes": file.size,
                "digest": f"sha256:{file.checksum}" if file.checksum else None,
            }
        )
        for file in list(files.values())[:_MOST_FILES]
    ]
    return stated({"distribution": nodes})
