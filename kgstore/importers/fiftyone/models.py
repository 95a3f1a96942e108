"""One entry of a model manifest as a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.terms import Terms, term_iri
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_FATES = Fates.load(Path(__file__).with_name("fiftyone.toml"))
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d\d:\d\d:\d\d))?Z?")
_DRIVE = "https://drive.google.com/uc?id="
_WEIGHTS = {
    "pth",
    "pt",
    "pb",
    "tar",
    "ckpt",
    "h5",
    "onnx",
    "safetensors",
    "bin",
    "caffemodel",
    "npz",
}


def model_record(file: str, native: str, content: bytes, terms: Terms) -> Record:
    """Return the record of one model."""
    entry: dict[str, Any] = orjson.loads(content)
    iri = terms.minter.record("model", terms.source, native)
    fields = Fields(file, iri)
    document = _Model(entry, iri, terms, fields).document(native)
    fates = _FATES.count({"model": entry})
    findings = tuple(fields.findings)
    return Record("model", terms.source, native, document, Raw(content), file, "", findings, fates)


class _Model:
    def __init__(self, entry: Mapping[str, Any], iri: str, terms: Terms, fields: Fields) -> None:
        self.entry, self.iri, self.terms, self.fields = entry, iri, terms, fields
        deployment = fields.mapping(entry.get("default_deployment_config_dict"), "deployment")
        outer = fields.mapping(deployment.get("config"), "deployment.config")
        self.config = outer | fields.mapping(outer.get("config"), "deployment.config.config")

    def document(self, native: str) -> dict[str, Any]:
        name = self._text("base_name")
        if name is None:
            self.fields.note("base_name", "is missing")
        minter = self.terms.minter
        author = self._text("author")
        head = {
            "id": self.iri,
            "type": "MLModel",
            "name": name or native,
            "source": minter.source(self.terms.source),
            "nativeId": native,
            "version": self._text("version"),
            "description": self._text("description"),
            "identifier": self.fields.text(self.config.get("name_or_path"), "config.name_or_path"),
            "landingPage": self.fields.web(self.entry.get("source"), "source"),
            "creator": self._agent(author) if author else None,
            "sizeInBytes": self.fields.whole(self.entry.get("size_bytes"), "size_bytes"),
            "issued": self._issued(),
            "keyword": self.fields.texts(self.entry.get("tags"), "tags"),
        }
        parts = {
            "artifact": self._artifacts(),
            "output": self._outputs(),
            "softwareRequirement": self._requirements(),
            "configurations": self._training(),
        }
        return without_none(head | self._licence() | self._tags() | self._devices() | parts)

    def _text(self, key: str) -> str | None:
        return self.fields.text(self.entry.get(key), key)

    def _part(self, fragment: str, kind: str) -> dict[str, Any]:
        return {"id": self.terms.minter.part(self.iri, fragment), "type": kind}

    def _agent(self, name: str) -> dict[str, Any]:
        iri = self.terms.minter.record("agent", self.terms.source, name)
        return {"id": iri, "type": "Agent", "name": name}

    def _issued(self) -> str | None:
        """Return the date added; FiftyOne names no time zone, so it is taken as UTC."""
        text = self._text("date_added")
        found = _DATE.fullmatch(text) if text else None
        if found:
            year, month, day, time = found.groups()
            added = f"{year}-{month:0>2}-{day:0>2}T{time or '00:00:00'}Z"
            with suppress(ValueError):
                datetime.fromisoformat(added)
                return added
        if text:
            self.fields.note("date_added", f"{text[:40]!r} is no date")
        return None

    def _licence(self) -> dict[str, Any]:
        """Return the licences: one that is known as it stands, else each between the commas."""
        text = self._text("license")
        if not text:
            self.fields.note("license", "is missing")
            return {}
        whole = self.terms.known("licence", text)
        node: dict[str, Any] = {}
        parts = [text] if whole else [part.strip() for part in text.split(",") if part.strip()]
        self.terms.put(node, "licence", parts)
        return node | {"rawLicence": text}

    def _tags(self) -> dict[str, Any]:
        """Return what the tags name; all of them stay as keywords, in the source's spelling."""
        tags = self.fields.texts(self.entry.get("tags"), "tags")
        node: dict[str, Any] = {}
        self._known(node, "task", tags)
        self._known(node, "framework", tags)
        names = [self.config.get(key) for key in ("architecture_name", "network_name")]
        named = [text for n in names if (text := self.fields.text(n, "config.architecture_name"))]
        known = [text for text in named if self.terms.known("architecture", text)]
        self._known(node, "architecture", known or tags)
        for scheme in ("algorithm", "modality"):
            found = [iri for tag in tags if (iri := self.terms.known(scheme, tag))]
            if found:
                node[scheme] = list(dict.fromkeys(found))
        return node

    def _known(self, node: dict[str, Any], scheme: str, tags: Iterable[str]) -> None:
        self.terms.put(node, scheme, [tag for tag in tags if self.terms.known(scheme, tag)])

    def _devices(self) -> dict[str, Any]:
        needs = self.fields.mapping(self.entry.get("requirements"), "requirements")
        devices = []
        for device in ("cpu", "gpu"):
            entry = self.fields.mapping(needs.get(device), f"requirements.{device}")
            if self.fields.truth(entry.get("support"), f"requirements.{device}.support"):
                devices.append(device.upper())
        node: dict[str, Any] = {}
        self.terms.put(node, "hardware", devices)
        if devices:
            node["supportedHardware"] = node.pop("hardware")
        return node

    def _requirements(self) -> list[dict[str, Any]]:
        """Return one software environment for all devices, and one a device that differs."""
        needs = self.fields.mapping(self.entry.get("requirements"), "requirements")
        found = []
        for device in ("", "cpu", "gpu"):
            path = f"requirements.{device}" if device else "requirements"
            entry = self.fields.mapping(needs.get(device), path) if device else needs
            packages = self.fields.texts(entry.get("packages"), f"{path}.packages")
            if packages:
                node = self._part(path.replace(".", "/"), "SoftwareEnvironment")
                name = f"on {device.upper()}" if device else "on any device"
                found.append(node | {"name": name, "package": packages})
        return found

    def _artifacts(self) -> list[dict[str, Any]]:
        manager = self.fields.mapping(self.entry.get("manager"), "manager")
        config = self.fields.mapping(manager.get("config"), "manager.config")
        path = self._text("base_filename")
        drive = self.fields.text(config.get("google_drive_id"), "manager.config.google_drive_id")
        url = self.fields.web(config.get("url"), "manager.config.url")
        places = [p for p in (url, _DRIVE + quote(drive, safe="") if drive else None) if p]
        if not path and not places:
            return []
        suffix = (path or places[0]).rpartition(".")[2].casefold()
        kind = "WeightsArtifact" if suffix in _WEIGHTS else "OtherArtifact"
        node = self._part("artifact/weights", "Artifact") | {"artifactKind": MZ + kind}
        size = self.fields.whole(self.entry.get("size_bytes"), "size_bytes")
        more = {"name": path, "path": path, "location": places, "sizeInBytes": size}
        return [without_none(node | more)]

    def _outputs(self) -> list[dict[str, Any]]:
        """Return the output with its classes, if the vocabulary knows the label file."""
        path = self.fields.text(self.config.get("labels_path"), "config.labels_path")
        name = path.rpartition("/")[2] if path else ""
        schema = self.terms.known("labels", name) if name else None
        if not schema:
            return []
        return [self._part("output", "OutputSpecification") | {"labelSchema": schema}]

    def _training(self) -> list[dict[str, Any]]:
        names, terms = [], {}
        rows = self.fields.mappings(self.entry.get("training_data"), "training_data")
        for path, row in rows:
            name = self.fields.text(row.get("name"), f"{path}.name")
            page = self.fields.web(row.get("url"), f"{path}.url")
            if name is None:
                self.fields.note(path, "the training data has no name")
                continue
            term = self.terms.term("dataset", name)
            if isinstance(term, dict) and page:
                term = term | {"landingPage": page}
            names.append(name)
            terms[term_iri(term)] = term
        if not terms:
            return []
        node = self._part("training", "TrainingConfiguration")
        title = f"training of {self._text('base_name') or 'the model'}"
        datasets = {"dataset": list(terms.values()), "rawDataset": list(dict.fromkeys(names))}
        return [node | {"name": title} | datasets]
