"""One model of the zoo as a document: model.yml or composite-model.yml, README and evaluations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.markdown import Section
from kgstore.importers.open_model_zoo.catalogue import Catalogue
from kgstore.importers.open_model_zoo.checker import Checker
from kgstore.importers.open_model_zoo.datasets import Datasets
from kgstore.importers.open_model_zoo.evaluations import Evaluations, Reference
from kgstore.importers.open_model_zoo.facts import Facts, specification
from kgstore.importers.open_model_zoo.files import artifacts, precisions
from kgstore.importers.open_model_zoo.heads import Heads
from kgstore.importers.open_model_zoo.readme import Readme
from kgstore.importers.open_model_zoo.tensors import colour_order
from kgstore.importers.terms import Terms

HOMEPAGE = "https://github.com/openvinotoolkit/open_model_zoo"
_GROUPS = {"public", "intel"}
_PAPER = re.compile(
    r"https?://(?:arxiv\.org/(?:abs|pdf)|doi\.org|dx\.doi\.org|aclanthology\.org)/[^\s<>()]+"
)


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one model, parsed: `checks` by file stem, the README by sections.

    `group` is the folder above (`public` or `intel`), `readme` the README's path in the zoo.
    """

    name: str
    group: str
    data: Mapping[str, Any]
    composite: bool
    checks: Mapping[str, Any]
    sections: Sequence[Section]
    readme: str


@dataclass(slots=True)
class Model:
    """Builds the document of one model."""

    source: Source
    terms: Terms
    catalogue: Catalogue
    fields: Fields
    iri: str = ""
    facts: Facts = field(default_factory=Facts)

    def document(self) -> dict[str, Any]:
        """Return the model's document."""
        minter, name = self.terms.minter, self.source.name
        self.iri = minter.record("model", self.terms.source, name)
        datasets = Datasets(self.terms, self.catalogue.definitions, self.catalogue.lists)
        evaluations = Evaluations(self.terms, self.iri)
        references = self._checks(datasets, evaluations)
        page = f"{HOMEPAGE}/blob/master/{self.source.readme}" if self.source.readme else ""
        readme = Readme(self.terms, self.fields, datasets, evaluations, name, page)
        self.facts = readme.read(self.source.sections, references)
        node = self._head(page) | self._terms() | self._lineage() | dict(specification(self.facts))
        files = artifacts(self.source.data, self.iri, minter, self.fields)
        task = self.fields.text(self.source.data.get("task_type"), "model.task_type") or ""
        heads = Heads(self.terms, self.fields, datasets, self.iri, task)
        node |= {
            "input": self._inputs(),
            "output": heads.nodes(self.source.sections, self.source.data, references),
            "artifact": files,
            "numericPrecision": self._precisions(files),
            "composition": self._composition() if self.source.composite else None,
            "configurations": evaluations.nodes(),
        }
        return without_none(node)

    def _head(self, page: str) -> dict[str, Any]:
        description = self.source.data.get("description")
        return {
            "id": self.iri,
            "type": "MLModel",
            "name": self.source.name,
            "source": self.terms.minter.source(self.terms.source),
            "nativeId": self.source.name,
            "description": self.fields.text(description, "model.description"),
            "keyword": self.source.group or None,
            "landingPage": page or None,
        }

    def _checks(self, datasets: Datasets, evaluations: Evaluations) -> list[Reference]:
        checker = Checker(self.terms, self.fields, datasets, evaluations, self.source.name)
        folder = self.source.readme.rpartition("/")[0]
        found: list[Reference] = []
        for stem, data in self.source.checks.items():
            page = f"{HOMEPAGE}/blob/master/{folder}/{stem}.yml" if folder else ""
            found += checker.read(data, _path_of(stem), stem, page)
        return found

    def _terms(self) -> dict[str, Any]:
        node: dict[str, Any] = {}
        data, name = self.source.data, self.source.name
        schemes = {"task": "task_type", "licence": "license"}
        for scheme, key in schemes.items():
            text = self.fields.text(data.get(key), f"model.{key}")
            if text is None and data:
                self.fields.note(f"model.{key}", "is missing")
            self.terms.put(node, scheme, [text] if text else [])
        framework = self.fields.text(data.get("framework"), "model.framework")
        self.terms.put(
            node, "framework", [*([framework] if framework else []), *self.facts.frameworks]
        )
        architecture = architecture_of(name)
        if architecture:
            matched, label = architecture
            node["architecture"] = self.terms.term("architecture", label)
            node["rawArchitecture"] = matched
        devices = self.catalogue.devices.get(name, ())
        self.terms.put(node, "hardware", devices)
        if "hardware" in node:
            node["supportedHardware"] = node.pop("hardware")
        return node

    def _lineage(self) -> dict[str, Any]:
        """Return papers, and the model that this one was quantised from, if model.yml says so."""
        node: dict[str, Any] = {}
        text = str(self.source.data.get("description") or "")
        papers = list(dict.fromkeys(found.rstrip(".,;") for found in _PAPER.findall(text)))
        if papers:
            node["references"] = papers
        base = re.sub(r"-int8\b", "", self.source.name)
        if self.source.data.get("quantized") and base in self.catalogue.names - {self.source.name}:
            iri = self.terms.minter.record("model", self.terms.source, base)
            node["quantizedFrom"] = {"id": iri, "type": "MLModel", "name": base}
        return node

    def _precisions(self, files: list[dict[str, Any]]) -> list[str]:
        quantised = self.source.data.get("quantized")
        plain = None if isinstance(quantised, bool) else quantised
        stated = self.fields.text(plain, "model.quantized")
        return list(dict.fromkeys([*([stated] if stated else []), *precisions(files)]))

    def _inputs(self) -> list[dict[str, Any]]:
        colour = colour_order(self.source.sections)
        entries = self.fields.mappings(self.source.data.get("input_info"), "model.input_info")
        found = []
        for number, (path, entry) in enumerate(entries):
            layout = self.fields.text(entry.get("layout"), f"{path}.layout")
            node = {
                "id": self.terms.minter.part(self.iri, f"input-{number}"),
                "type": "InputSpecification",
                "tensorName": self.fields.text(entry.get("name"), f"{path}.name"),
                "shape": self._shape(entry.get("shape"), f"{path}.shape"),
                "layout": layout,
                "position": number,
            }
            if colour and len(entries) == 1 and layout and "C" in layout:
                node["colourOrder"] = colour
            found.append(without_none(node))
        return found

    def _shape(self, value: object, path: str) -> str | None:
        numbers = self.fields.sequence(value, path)
        if all(isinstance(n, int) and not isinstance(n, bool) and n < 2**63 for n in numbers):
            return ",".join(str(n) for n in numbers) or None
        self.fields.note(path, f"{str(value)[:80]} is no list of whole numbers")
        return None

    def _composition(self) -> dict[str, Any]:
        stages = self.fields.texts(self.source.data.get("stages_order"), "model.stages_order")
        minter = self.terms.minter
        steps = []
        for number, stage in enumerate(stages):
            part = {
                "id": minter.record("model", self.terms.source, stage),
                "type": "MLModel",
                "name": stage,
            }
            step = {
                "id": minter.part(self.iri, f"composition/step-{number}"),
                "type": "CompositionStep",
            }
            steps.append(step | {"position": number, "stepModel": part})
            if stage not in self.catalogue.names:
                self.fields.note(
                    f"model.stages_order[{number}]", f"the part {stage} has no model.yml"
                )
        if not steps:
            self.fields.note("model.stages_order", "a composite model without stages")
        composition: dict[str, Any] = {"id": minter.part(self.iri, "composition")}
        return (
            composition
            | {"type": "ModelComposition"}
            | ({"compositionStep": steps} if steps else {})
        )


def _path_of(stem: str) -> str:
    return "accuracy_check" if stem == "accuracy-check" else stem.replace("-", "_")


@cache
def _architectures() -> list[tuple[re.Pattern[str], str]]:
    rows = tomllib.loads((Path(__file__).parent / "architectures.toml").read_text("utf-8"))["name"]
    return [(re.compile(row["pattern"]), row["label"]) for row in rows]


def architecture_of(name: str) -> tuple[str, str] | None:
    """Return the text in a model's name that names its architecture, and the architecture's label.

    >>> architecture_of("yolo-v3-tiny-onnx")
    ('yolo-v3-tiny', 'YOLOv3-tiny')
    >>> architecture_of("text-detection-0004") is None
    True
    """
    for pattern, label in _architectures():
        found = pattern.match(name)
        if found:
            return found[0], label
    return None
