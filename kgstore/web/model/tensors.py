"""Inputs, outputs, files and deployments of a model, as rows of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.amounts import UNIT, scale_of
from kgstore.web.model.facts import LABEL, Facts

MOST = 100


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output: name, shape and what else is stated of it."""

    iri: str
    way: str
    name: str
    shape: str
    kind: str
    layout: str
    tasks: Sequence[str]
    schemas: Sequence[str]
    about: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a model; `size` as people read it, `place` its address."""

    iri: str
    name: str
    kinds: Sequence[str]
    format: str
    size: str
    digest: str
    place: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a model is in service."""

    iri: str
    endpoint: str
    hardware: Sequence[str]
    since: str


def tensors(facts: Facts, model: str) -> list[Tensor]:
    """Return the inputs, then the outputs, each in its order."""
    found = []
    for way in ("input", "output"):
        there = facts.iris(model, MZ + way)
        for iri in there:
            facts.load(iri)
        ordered = sorted(there, key=lambda one: (facts.number(one, MZ + "position") or 0.0, one))
        found += [_tensor(facts, iri, way) for iri in ordered]
    return found


def _tensor(facts: Facts, iri: str, way: str) -> Tensor:
    layout = facts.texts(iri, MZ + "layout") + facts.texts(iri, MZ + "colourOrder")
    return Tensor(
        iri,
        way,
        facts.text(iri, MZ + "tensorName", LABEL),
        facts.text(iri, MZ + "shape"),
        facts.text(iri, MZ + "elementType"),
        ", ".join(layout),
        facts.iris(iri, MZ + "task", MZ + "modality"),
        facts.iris(iri, MZ + "labelSchema"),
        facts.text(iri, PREFIXES["dcterms"] + "description"),
    )


def files(facts: Facts, model: str) -> list[File]:
    """Return the files of a model, weights first, then by name."""
    found = [_file(facts, iri) for iri in facts.iris(model, MZ + "artifact")]
    return sorted(found, key=lambda one: (MZ + "WeightsArtifact" not in one.kinds, one.name))


def _file(facts: Facts, iri: str) -> File:
    size = facts.number(iri, MZ + "sizeInBytes")
    place = facts.iri(iri, MZ + "location") or facts.text(iri, MZ + "location")
    return File(
        iri,
        facts.text(iri, MZ + "path", LABEL) or place.rpartition("/")[2] or iri.rpartition("#")[2],
        facts.iris(iri, MZ + "artifactKind"),
        facts.text(iri, MZ + "fileFormat", MZ + "mediaType"),
        "" if size is None else scale_of(UNIT + "BYTE", [size]).text(size),
        facts.text(iri, MZ + "digest"),
        place,
    )


def deployments(facts: Facts, model: str) -> list[Deployment]:
    """Return where a model is in service."""
    found = []
    for iri in facts.iris(model, MZ + "deployment"):
        facts.load(iri)
        endpoint = facts.iri(iri, MZ + "endpoint") or facts.text(iri, MZ + "endpoint")
        hardware = facts.iris(iri, MZ + "hardware")
        found.append(Deployment(iri, endpoint, hardware, facts.text(iri, MZ + "deployedSince")))
    return found
