"""A mapping: what one row of an SSSOM table, or one record in the store, says."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgstore.namespaces import PREFIXES
from kgstore.records.iri import digest

MANUAL = PREFIXES["semapv"] + "ManualMappingCuration"
"""The justification of what a person decided."""
UNSPECIFIED = PREFIXES["sssom"] + "license/unspecified"
"""SSSOM's own IRI for a licence that nobody stated."""

Statement = tuple[str, str, str]
"""Subject, predicate and object, as IRIs."""


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The front matter of a file: the set's IRI, licence and prefixes."""

    iri: str
    licence: str = UNSPECIFIED
    prefixes: dict[str, str] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row: that subject and object stand in the relation, or (`negated`) that they do not.

    `line` is the row's line in its file, or 0. `cells` are the other slots of SSSOM that kgstore
    keeps, by their names: `subject_label`, `object_label`, `author_label`, `author_id` (IRI),
    `mapping_tool`, `mapping_tool_version`, `object_source_version`, `mapping_date` (ISO 8601),
    `comment` (the reason), `runner_up` (IRI of the next best object), `runner_up_confidence`.
    """

    mapping_set: MappingSet
    line: int
    subject: str
    predicate: str
    object: str
    negated: bool
    justification: str
    confidence: float
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The record's IRI, made from what it says: two files cannot share one by accident."""
        key = (self.subject, self.predicate, self.object, str(self.negated), self.justification)
        return f"{self.mapping_set.iri}#{digest(chr(10).join(key))}"

    @property
    def statement(self) -> Statement:
        """What is said or denied."""
        return self.subject, self.predicate, self.object
