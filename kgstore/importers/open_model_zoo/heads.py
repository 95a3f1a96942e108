"""What a model puts out: output specifications with label schemas, each as the source states it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.markdown import Section
from kgstore.importers.open_model_zoo.datasets import Datasets
from kgstore.importers.open_model_zoo.evaluations import Reference
from kgstore.importers.open_model_zoo.labels import schemas
from kgstore.importers.open_model_zoo.tensors import Tensor, as_list, label_lists, outputs
from kgstore.importers.terms import Terms
from kgstore.records.labels import LabelList, label_list

_INDEXED = {"classification", "detection", "instance_segmentation", "semantic_segmentation"}
"""Tasks whose evaluation compares indices of classes, so that the dataset fixes their order."""


@dataclass(slots=True)
class Heads:
    """Builds the output specifications of the model `iri`."""

    terms: Terms
    fields: Fields
    datasets: Datasets
    iri: str
    task: str

    def nodes(
        self, sections: Sequence[Section], data: Mapping[str, Any], references: Sequence[Reference]
    ) -> list[dict[str, Any]]:
        """Return the outputs of the README, with the classes that README, model.yml or data fix."""
        found = [self._output(number, tensor) for number, tensor in enumerate(outputs(sections))]
        own = self._own_labels(data)
        if own:
            found.append(
                self._extra("model-info", schemas(self.terms).node(own), "model_info.labels")
            )
        if not any("labelSchema" in node for node in found):
            named = [n for n in label_lists(sections) if self._list(n)]
            if len(named) == 1:
                self._attach(found, self._list(named[0]), named[0])
            elif self.task in _INDEXED:
                self._by_dataset(found, references)
        return found

    def _output(self, number: int, tensor: Tensor) -> dict[str, Any]:
        node: dict[str, Any] = {
            "id": self.terms.minter.part(self.iri, f"output-{number}"),
            "type": "OutputSpecification",
            "tensorName": tensor.name or None,
            "shape": tensor.shape or None,
            "layout": tensor.layout or None,
            "position": number,
        }
        lists = [found for name in tensor.lists if (found := self._list(name))]
        if tensor.classes:
            node["labelSchema"] = self._listed(number, tensor)
        elif len(lists) == 1:
            node["labelSchema"] = schemas(self.terms).stub(lists[0])
        return without_none(node)

    def _listed(self, number: int, tensor: Tensor) -> Any:
        """Return the schema of classes that the README lists; from 0 it is content-addressed."""
        found = as_list(tensor)
        if tensor.first == 0:
            return schemas(self.terms).node(found)
        iri = self.terms.minter.part(self.iri, f"output-{number}/classes")
        kinds = [
            node
            | {"id": self.terms.minter.part(self.iri, f"output-{number}/class/{node['notation']}")}
            for node in schemas(self.terms).classes(iri, found, tensor.first)
        ]
        return {"id": iri, "type": "LabelSchema", "name": found.title, "classes": kinds}

    def _list(self, name: str) -> LabelList | None:
        found = self.datasets.lists.get(name)
        if not found:
            self.fields.note("readme.outputs", f"the label file {name} is not among the files read")
        return found

    def _own_labels(self, data: Mapping[str, Any]) -> LabelList | None:
        info = self.fields.mapping(data.get("model_info"), "model.model_info")
        given = self.fields.sequence(info.get("labels"), "model.model_info.labels")
        labels = [self.fields.text(v, f"model.model_info.labels[{i}]") for i, v in enumerate(given)]
        whole = tuple(label for label in labels if label)
        if len(whole) != len(labels):
            self.fields.note(
                "model.model_info.labels", "a label is missing, so no index is certain"
            )
            return None
        return label_list(whole) if whole else None

    def _by_dataset(self, found: list[dict[str, Any]], references: Sequence[Reference]) -> None:
        names = dict.fromkeys(r.raw_dataset for r in references)
        lists = {name: fixed for name in names if (fixed := self.datasets.labels_of(name))}
        if len({fixed.digest for fixed in lists.values()}) == 1:
            name, fixed = next(iter(lists.items()))
            self._attach(found, fixed, f"the evaluation on {name}")

    def _attach(self, found: list[dict[str, Any]], labels: LabelList | None, by: str) -> None:
        if labels is None:
            return
        known = labels.name in self.datasets.lists
        made = schemas(self.terms)
        term = made.stub(labels) if known else made.node(labels)
        if len(found) == 1:
            found[0] |= self._grounds(found[0]["id"], term, by)
        else:
            found.append(self._extra("classes", term, by))

    def _extra(self, fragment: str, term: Any, by: str) -> dict[str, Any]:
        iri = self.terms.minter.part(self.iri, f"output-{fragment}")
        return {"id": iri, "type": "OutputSpecification"} | self._grounds(iri, term, by)

    def _grounds(self, iri: str, term: Any, by: str) -> dict[str, Any]:
        fragment = iri.partition("#")[2]
        note = self.terms.minter.part(self.iri, f"{fragment}/note")
        text = f"The classes and their order follow from {by}."
        return {"labelSchema": term, "note": {"id": note, "type": "Note", "noteText": text}}
