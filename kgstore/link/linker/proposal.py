"""What a linker proposes for one class."""

from __future__ import annotations

from dataclasses import dataclass

from kgstore.link.schema import Label
from kgstore.namespaces import PREFIXES

EXACT = PREFIXES["skos"] + "exactMatch"
CLOSE = PREFIXES["skos"] + "closeMatch"
BROAD = PREFIXES["skos"] + "broadMatch"
LEXICAL = PREFIXES["semapv"] + "LexicalMatching"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping of a class to a concept, with the next best concept and the reason in words.

    `object_label` is a name of the concept; `runner_up` is None where there was no other candidate.
    """

    label: Label
    predicate: str
    object: str
    object_label: str
    confidence: float
    reason: str
    justification: str = LEXICAL
    runner_up: str | None = None
    runner_up_confidence: float = 0.0
