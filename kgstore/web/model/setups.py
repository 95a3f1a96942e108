"""The configurations of a model, and the metric values measured under each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.model.facts import LABEL, Facts

MOST_ELSEWHERE: Final = 300
"""Configurations that stand in other records and are read."""

_UNIT: Final = PREFIXES["qudt"] + "hasUnit"
_DESCRIPTION: Final = PREFIXES["dcterms"] + "description"
_ATTRIBUTED: Final = PREFIXES["prov"] + "wasAttributedTo"
_KINDS: Final = (
    ("TrainingConfiguration", "training"),
    ("TestingConfiguration", "evaluation"),
    ("InferenceConfiguration", "inference"),
)
_INNER: Final = ("hyperparameterValue", "environment", "preprocessingStep", "note", "sourceCode")


@dataclass(frozen=True, slots=True)
class Value:
    """A metric value as it was stated; what nobody states is "" or None."""

    iri: str
    metric: str
    setup: str
    number: float | None
    unit: str = ""
    raw: str = ""
    label: str = ""
    of_class: str = ""
    slice: tuple[str, str] = ("", "")
    step: str = ""
    fold: str = ""
    uncertainty: str = ""
    support: str = ""
    date: str = ""
    source: str = ""
    evidence: str = ""
    verification: str = ""
    unit_status: str = ""

    @property
    def by(self) -> str:
        """Who or what states it: the evidence, or else the source."""
        return self.evidence or self.source

    @property
    def place(self) -> str:
        """The host and the end of the evidence's address, "" where it is no address."""
        parts = urlsplit(self.evidence)
        tail = parts.path.rstrip("/").rpartition("/")[2]
        return f"{parts.hostname} … {tail}"[:80] if parts.hostname else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a configuration sets: a hyperparameter or another property, and to what."""

    iri: str
    name: str
    value: str


@dataclass(slots=True)
class Setup:
    """A configuration: on which data, with which settings, on what; and what was measured."""

    iri: str
    name: str
    kind: str
    record: str
    datasets: Sequence[str] = ()
    raw_datasets: Sequence[str] = ()
    tasks: Sequence[str] = ()
    hardware: Sequence[str] = ()
    raw_hardware: Sequence[str] = ()
    environments: Sequence[str] = ()
    settings: Sequence[Setting] = ()
    steps: Sequence[str] = ()
    notes: Sequence[str] = ()
    values: list[Value] = field(default_factory=list)
    matrix: str = ""
    additional_data: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than on which data and for which task."""
        more = self.settings or self.steps or self.notes or self.hardware or self.environments
        return not more and not self.raw_hardware


def varying(setups: Iterable[Setup]) -> list[str]:
    """Return the settings that are not the same in all of these configurations."""
    said: dict[str, set[str]] = defaultdict(set)
    kept = list(setups)
    for setup in kept:
        for setting in setup.settings:
            said[setting.iri].add(setting.value)
    stated = {
        iri: sum(any(one.iri == iri for one in setup.settings) for setup in kept) for iri in said
    }
    return [iri for iri, values in said.items() if len(values) > 1 or stated[iri] < len(kept)]


def setups(facts: Facts, view: View, model: str) -> list[Setup]:
    """Return the configurations of a model: of its own record, and of others that name it."""
    found = list(islice(view.subjects_with(MZ + "model", model), MOST_ELSEWHERE * 4))
    own = sorted(iri for iri in found if iri.startswith(model + "#"))
    other = sorted(iri for iri in found if not iri.startswith(model + "#"))[:MOST_ELSEWHERE]
    for iri in (*own, *other):
        _load(facts, iri)
    return [_setup(facts, iri, iri.partition("#")[0]) for iri in (*own, *other)]


def _load(facts: Facts, iri: str) -> None:
    record = iri.partition("#")[0]
    facts.load(iri)
    facts.load(record)
    inner = facts.iris(iri, *(MZ + one for one in _INNER))
    for part in (*inner, *facts.iris(iri, MZ + "hasMetricValue")):
        if part.startswith(record):
            facts.load(part)


def _setup(facts: Facts, iri: str, record: str) -> Setup:
    types = facts.types(iri)
    kind = next((said for name, said in _KINDS if MZ + name in types), "")
    environments = facts.iris(iri, MZ + "environment")
    steps = facts.iris(iri, MZ + "preprocessingStep")
    notes = (facts.texts(note, MZ + "noteText", LABEL) for note in facts.iris(iri, MZ + "note"))
    found = Setup(
        iri,
        facts.text(iri, LABEL),
        kind,
        record,
        facts.iris(iri, MZ + "dataset"),
        facts.texts(iri, MZ + "rawDataset"),
        facts.iris(iri, MZ + "task"),
        facts.iris(iri, MZ + "hardware"),
        facts.texts(iri, MZ + "rawHardware"),
        environments,
        _settings(facts, iri, environments),
        [_step(facts, step) for step in sorted(steps, key=lambda one: _place(facts, one))],
        [text for texts in notes for text in texts],
        matrix=facts.iri(iri, MZ + "confusionMatrix"),
        additional_data=facts.text(iri, MZ + "usesAdditionalData"),
    )
    measured = facts.iris(iri, MZ + "hasMetricValue")
    found.values = [_value(facts, one, found) for one in measured]
    return found


def _settings(facts: Facts, iri: str, environments: Iterable[str]) -> list[Setting]:
    found = []
    for node in facts.iris(iri, MZ + "hyperparameterValue"):
        kind = facts.iri(node, MZ + "hyperparameter")
        value = facts.text(node, MZ + "rawValue", MZ + "stringValue", MZ + "value")
        found.append(Setting(kind or node, facts.text(node, LABEL), value))
    for predicate, words in (("numericPrecision", "precision"), ("batchSize", "batch size")):
        for text in facts.texts(iri, MZ + predicate):
            found.append(Setting(MZ + predicate, words, text))
    for one in environments:
        found.append(Setting(MZ + "environment", "software", software(facts, one)))
    return sorted(found, key=lambda one: (one.name or one.iri, one.value))


def software(facts: Facts, environment: str) -> str:
    """Return an environment in a few words: its name, or else what is stated of it."""
    facts.load(environment)
    stated = facts.texts(environment, MZ + "rawFramework", MZ + "package", MZ + "containerImage")
    return facts.text(environment, LABEL) or ", ".join(stated[:4])


def _step(facts: Facts, step: str) -> str:
    operation = facts.text(step, MZ + "operation", LABEL)
    more = facts.text(step, _DESCRIPTION)
    return f"{operation} ({more})" if more else operation


def _place(facts: Facts, step: str) -> tuple[float, str]:
    return facts.number(step, MZ + "position") or 0.0, step


def _value(facts: Facts, iri: str, setup: Setup) -> Value:
    def text(*names: str) -> str:
        return facts.text(iri, *(MZ + one for one in names))

    return Value(
        iri,
        facts.iri(iri, MZ + "metric"),
        setup.iri,
        facts.number(iri, MZ + "value"),
        facts.iri(iri, _UNIT),
        text("rawValue"),
        facts.text(iri, LABEL),
        facts.iri(iri, MZ + "forClass"),
        (facts.iri(iri, MZ + "sliceAttribute"), text("sliceValue")),
        text("step"),
        text("fold"),
        text("uncertainty"),
        text("support"),
        text("measuredOn"),
        facts.iri(iri, _ATTRIBUTED) or facts.iri(setup.record, MZ + "source"),
        facts.iri(iri, MZ + "evidence"),
        facts.iri(iri, MZ + "verification"),
        facts.iri(iri, MZ + "unitStatus"),
    )
