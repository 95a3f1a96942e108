"""data/dataset_definitions.yml: the zoo's names of datasets, canonical or its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.open_model_zoo.labels import schemas
from kgstore.importers.open_model_zoo.metrics import table
from kgstore.importers.terms import Term, Terms
from kgstore.namespaces import MZ
from kgstore.records.labels import LabelList

_FILES = ("annotation_file", "imageset_file", "annotations_dir", "images_dir", "data_dir")


@dataclass(frozen=True, slots=True)
class Datasets:
    """Looks datasets up by the Accuracy Checker's names."""

    terms: Terms
    definitions: Mapping[str, dict[str, Any]]
    lists: Mapping[str, LabelList]

    def term(self, name: str) -> Term:
        """Return the dataset of that name, canonical or the zoo's own."""
        return self.terms.term("dataset", name)

    def stated(self, name: str, model: str) -> Term:
        """Return the dataset that a README names; an internal one belongs to its model alone."""
        if "internal" in name.casefold():
            return self.terms.own("dataset", f"{model}/{name}", f"{name} of {model}")
        short = re.search(r"\((\w+)\)(.*)", name)
        return self.terms.term("dataset", name, *([f"{short[1]}{short[2]}"] if short else []))

    def definition(self, name: str) -> dict[str, Any]:
        """Return the definition of a dataset, on which a configuration builds; often empty."""
        return self.definitions.get(name, {})

    def labels_of(self, name: str) -> LabelList | None:
        """Return the list whose indices the annotation of a dataset uses, where that is certain."""
        rule = table()["labels"].get(name)
        found = self.lists.get(rule["list"]) if rule else None
        if rule and found and rule.get("background"):
            return LabelList(f"{found.name} after background", ("background", *found.labels))
        return found


def read_definitions(data: Any, fields: Fields) -> dict[str, dict[str, Any]]:
    """Return the definitions by name; those without a name are findings.

    >>> fields = Fields("dataset_definitions.yml")
    >>> read_definitions({"datasets": [{"name": "wider"}, {"reader": "x"}]}, fields)
    {'wider': {'name': 'wider'}}
    >>> fields.findings[0].path
    'datasets[1]'
    """
    found: dict[str, dict[str, Any]] = {}
    top = fields.mapping(data, "")
    for path, definition in fields.mappings(top.get("datasets"), "datasets"):
        name = fields.text(definition.get("name"), f"{path}.name")
        if name is None:
            fields.note(path, "the definition has no name")
        elif name in found:
            fields.note(path, f"{name} is defined twice; the first definition counts")
        else:
            found[name] = definition
    return found


def dataset_document(
    name: str, definition: Mapping[str, Any], datasets: Datasets, fields: Fields
) -> dict[str, Any]:
    """Return the record's document of one definition."""
    terms = datasets.terms
    iri = terms.minter.record("dataset", terms.source, name)
    canonical = terms.known("dataset", name)
    labels = datasets.labels_of(name)
    return without_none(
        {
            "id": iri,
            "type": "Dataset",
            "name": name,
            "source": terms.minter.source(terms.source),
            "nativeId": name,
            "canonical": canonical,
            "resolutionStatus": None if canonical else MZ + "Unresolved",
            "labelSchema": schemas(terms).stub(labels) if labels else None,
            "artifact": list(_artifacts(iri, definition, terms, fields)),
        }
    )


def _artifacts(
    iri: str, definition: Mapping[str, Any], terms: Terms, fields: Fields
) -> Iterator[dict[str, Any]]:
    conversion = fields.mapping(definition.get("annotation_conversion"), "annotation_conversion")
    paths = {f"annotation_conversion.{key}": conversion.get(key) for key in _FILES}
    paths["data_source"] = definition.get("data_source")
    for key, value in paths.items():
        path = fields.text(value, key)
        if path:
            yield {
                "id": terms.minter.part(iri, f"artifact/{key}"),
                "type": "Artifact",
                "name": key.rpartition(".")[2],
                "artifactKind": MZ + "OtherArtifact",
                "path": path,
            }
