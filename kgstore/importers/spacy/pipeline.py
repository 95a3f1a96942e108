"""A pipeline of spaCy as the document of a model: what it does, what it learnt from, its scores.

The scores are of spaCy's own held-out data, which the meta file does not name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields, without_none
from kgstore.importers.terms import Term, term_iri
from kgstore.namespaces import MZ
from kgstore.records.labels import Schemas, label_list
from kgstore.records.loss import Fates

_TABLE = Path(__file__).with_name("spacy.toml")
_RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
FATES = Fates.load(_TABLE)
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(kB|KB|MB|GB)")
_BYTES = {"kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}


def label_lists(meta: Mapping[str, Any], fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return the lists of classes that a pipeline predicts, by component."""
    stated = fields.mapping(meta.get("labels"), "labels")
    return {
        component: tuple(fields.texts(stated[component], f"labels.{component}"))
        for component in _RULES["classes"]["components"]
        if stated.get(component)
    }


class Pipeline:
    """One pipeline: `draft` is of its record."""

    def __init__(self, draft: Draft, meta: Mapping[str, Any]) -> None:
        self.draft, self.meta = draft, meta
        self.lists = label_lists(meta, draft.fields)
        self.schemas = Schemas(draft.terms.minter, draft.terms.vocabulary)
        self.classes = {part: self._classes(labels) for part, labels in self.lists.items()}

    def document(self) -> Node:
        """Return the document of the model."""
        draft, fields = self.draft, self.draft.fields
        parts = fields.texts(self.meta.get("pipeline"), "pipeline")
        name = draft.native_id.rpartition("-")[0] or draft.native_id
        self._training()
        self._scores()
        document = draft.head(
            "MLModel",
            name,
            version=self._text("version"),
            language=self._text("lang"),
            description=self._text("description"),
            creator=draft.agent(self._text("author")),
            landingPage=fields.web(self.meta.get("url"), "url"),
            frameworkVersion=self._text("spacy_version"),
            sizeInBytes=self._size(),
            limitation=self._text("notes"),
            artifact=self._artifacts(),
            output=self._outputs(),
            softwareRequirement=self._requirements(),
        )
        document |= draft.resolved("framework", "spaCy")
        document |= draft.resolved("licence", self._text("license"))
        tasks = [_RULES["task"][part] for part in parts if part in _RULES["task"]]
        return document | draft.resolved("task", *tasks) | ({"rawTask": parts} if tasks else {})

    def _text(self, key: str) -> str | None:
        return self.draft.fields.text(self.meta.get(key), key)

    def _size(self) -> int | None:
        text = self._text("size")
        found = _SIZE.fullmatch(text) if text else None
        if text and not found:
            self.draft.fields.note("size", f"{text[:40]!r} is no size")
        return int(float(found[1]) * _BYTES[found[2]]) if found else None

    def _artifacts(self) -> list[Node]:
        """Return the two packages that a checksum is stated of."""
        found = []
        for key, ending in (("checksum", "tar.gz"), ("checksum_whl", "whl")):
            digest = self._text(key)
            if digest:
                kind = "sha256" if len(digest) == 64 else "md5"
                path = f"{self.draft.native_id}.{ending}"
                about = {"path": path, "name": path, "digest": f"{kind}:{digest}"}
                kinds = {"artifactKind": MZ + "WeightsArtifact"}
                found.append(self.draft.part(f"artifact/{ending}", "Artifact", **about, **kinds))
        return found

    def _outputs(self) -> list[Node]:
        return [
            self.draft.part(
                f"output/{component}",
                "OutputSpecification",
                name=component,
                labelSchema=self.schemas.stub(label_list(labels)),
                **self.draft.resolved("task", _RULES["task"].get(component)),
            )
            for component, labels in self.lists.items()
        ]

    def _requirements(self) -> list[Node]:
        packages = self.draft.fields.texts(self.meta.get("requirements"), "requirements")
        name = "packages beside spaCy"
        part = self.draft.part("software", "SoftwareEnvironment", name=name, package=packages)
        return [part] if packages else []

    def _training(self) -> None:
        """Add what the pipeline learnt from: corpora, vectors and models, as its sources say."""
        fields = self.draft.fields
        rows = fields.sequence(self.meta.get("sources"), "sources")
        found: dict[str, Term] = {}
        names = []
        for number, row in enumerate(rows):
            path = f"sources[{number}]"
            about = {"name": row} if isinstance(row, str) else fields.mapping(row, path)
            name = fields.text(about.get("name"), f"{path}.name")
            if name:
                names.append(name)
                term = self._source(name, about, path)
                found[term_iri(term)] = term
        if found:
            node = self.draft.configuration("training", "TrainingConfiguration")
            title = f"training of {self.draft.native_id}"
            node |= {"name": title, "dataset": list(found.values()), "rawDataset": names}

    def _source(self, name: str, about: Mapping[str, Any], path: str) -> Term:
        term = self.draft.terms.term("dataset", name)
        if isinstance(term, str):
            return term
        fields = self.draft.fields
        licence = self.draft.resolved("licence", fields.text(about.get("license"), path))
        url = fields.text(about.get("url"), f"{path}.url")
        page = fields.web(url, f"{path}.url") if url and url.startswith("http") else None
        cited = fields.text(about.get("citation"), f"{path}.citation")
        return term | without_none({"landingPage": page, "citation": cited}) | licence

    def _scores(self) -> None:
        for group in ("accuracy", "performance"):
            scores = self.draft.fields.mapping(self.meta.get(group), group)
            if scores:
                name = f"{group} of {self.draft.native_id}"
                node = self.draft.configuration(f"test/{group}", "TestingConfiguration", name=name)
                percent = group == "accuracy" or "tok" in scores
                for metric, score in scores.items():
                    self._score(node, metric, score, f"{group}.{metric}", percent)
        speed = self.draft.fields.mapping(self.meta.get("speed"), "speed")
        for device in ("cpu", "gpu"):
            if speed.get(device) is not None:
                node = self.draft.configuration(f"speed/{device}", "TestingConfiguration")
                self.draft.on(node, device.upper())
                self.draft.measure(node, "speed", speed[device], f"speed.{device}")

    def _score(self, node: Node, metric: str, score: Any, path: str, percent: bool) -> None:
        unit = "" if metric == "speed" else "%" if percent else "fraction"
        if metric not in _RULES["per_label"]:
            self.draft.measure(node, metric, score, path, unit=unit)
            return
        component = _RULES["per_label"][metric]
        for label, triple in self.draft.fields.mapping(score, path).items():
            cls = self._class(component, label)
            for kind, raw in self.draft.fields.mapping(triple, f"{path}.{label}").items():
                how = {"for_class": cls["id"]}
                word = f"{metric}.{kind}"
                self.draft.measure(
                    node, word, raw, f"{path}.{label}.{kind}", unit=unit, key=how, forClass=cls
                )

    def _classes(self, labels: tuple[str, ...]) -> dict[str, Node]:
        found = label_list(labels)
        nodes = self.schemas.classes(self.schemas.iri(found), found)
        return {
            node["prefLabel"]: {k: node[k] for k in ("id", "type", "prefLabel")} for node in nodes
        }

    def _class(self, component: str, label: str) -> Node:
        """Return the class of the component's schema, or one of the evaluation alone."""
        return self.classes.get(component, {}).get(label) or self.draft.class_of(label)
