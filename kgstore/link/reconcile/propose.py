"""What a service answered, as mappings: how sure, in which relation, and with what runner-up.

A score means what the service wants it to mean; only its scale is guessed (1, 100, or the highest
score seen). A candidate is exactly the class only if the service says so (`match`) and its
confidence reaches the threshold. What the service does not match is close at most, and is kept for
review: its confidence stays below that at which mappings become links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kgstore.link import mapping
from kgstore.link.mapping import MappingSet
from kgstore.link.reconcile.model import Answer, Candidate, Question, Service
from kgstore.namespaces import PREFIXES

EXACT_AT = 0.9
"""The least confidence at which a match of the service is exact."""
UNSURE = 0.75
"""The most confidence that a candidate gets which the service does not match."""
UNSPECIFIED = PREFIXES["semapv"] + "UnspecifiedMatching"
"""The justification: how a service matches, only the service knows."""
_EXACT, _CLOSE = PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "closeMatch"


@dataclass(frozen=True, slots=True)
class Asked:
    """A class that a service was asked for: its IRI, its schema's, its label, the question."""

    iri: str
    schema: str
    label: str
    question: Question


def words_of(label: str) -> str:
    """Return the words that a service is asked for: the first name, without underscores.

    >>> words_of("traffic_light"), words_of("tench, Tinca tinca")
    ('traffic light', 'tench')
    """
    return " ".join(label.partition(",")[0].replace("_", " ").split())


def scale_of(answers: Iterable[Answer]) -> float:
    """Return the score that means certainty, as far as the answers tell.

    >>> [scale_of([Answer((Candidate("a", "a", score),))]) for score in (0.7, 7.0)]
    [1.0, 100.0]
    """
    highest = max((one.score for a in answers for one in a.candidates), default=0.0)
    return 1.0 if highest <= 1 else max(highest, 100.0)


def proposals(
    asked: Iterable[Asked],
    answers: Mapping[Question, Answer],
    service: Service,
    mapping_set: MappingSet,
    exact_at: float = EXACT_AT,
) -> Iterator[mapping.Mapping]:
    """Yield the mapping of each class to its best candidate; none where there is no candidate."""
    scale = scale_of(answers.values())
    for one in asked:
        answer = answers[one.question]
        if answer.candidates:
            yield _proposal(one, answer, service, mapping_set, scale, exact_at)


def _proposal(
    asked: Asked,
    answer: Answer,
    service: Service,
    mapping_set: MappingSet,
    scale: float,
    exact_at: float,
) -> mapping.Mapping:
    best, rest = answer.candidates[0], answer.candidates[1:]
    confidence = _confidence(best, scale)
    cells = {
        "subject_label": asked.label,
        "object_label": best.name,
        "mapping_tool": service.name,
        "mapping_tool_version": service.software or f"Reconciliation API {service.version}",
        "mapping_date": datetime.now(UTC).date().isoformat(),
        "comment": _reason(asked, answer, scale),
    }
    if rest:
        cells["runner_up"] = service.iri_of(rest[0].id)
        cells["runner_up_confidence"] = str(_confidence(rest[0], scale))
    exact = best.match and confidence >= exact_at
    return mapping.Mapping(
        mapping_set,
        0,
        asked.iri,
        _EXACT if exact else _CLOSE,
        service.iri_of(best.id),
        False,
        UNSPECIFIED,
        confidence,
        {name: text for name, text in cells.items() if text},
    )


def _confidence(candidate: Candidate, scale: float) -> float:
    confidence = min(max(candidate.score / scale, 0.0), 1.0)
    return round(confidence if candidate.match else min(confidence, UNSURE), 4)


def _reason(asked: Asked, answer: Answer, scale: float) -> str:
    """Return what speaks for the candidate, in a sentence."""
    best, question = answer.candidates[0], asked.question
    sure = "matched by the service" if best.match else "not matched by the service"
    found = len(answer.candidates) + answer.left_out
    of_type = f" of type {question.type}" if question.type else ""
    text = f"score {best.score:g} of {scale:g}, {sure}; {found:,} candidates for {question.text!r}"
    left_out = f", {answer.left_out:,} of them not looked at" if answer.left_out else ""
    about = f"; {best.description}" if best.description else ""
    return " ".join((text + of_type + left_out + about).split())
