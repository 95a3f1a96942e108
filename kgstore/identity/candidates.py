"""Pairs of things that may be one, with the evidence for it and a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kgstore.identity.rules import Evidence, Relation, Rules
from kgstore.identity.things import Thing, Values, read_things, read_values
from kgstore.sparql.view import View

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things, the relation that they may be in, how sure that is, and why."""

    subject: Thing
    other: Thing
    relation: Relation
    score: float
    reasons: tuple[str, ...]
    runner_up: str = ""
    """The term that the subject might mean instead."""
    runner_up_score: float = 0.0


def find_candidates(view: View, rules: Rules) -> list[Candidate]:
    """Return the pairs of a kind whose evidence reaches the rules' threshold, by their IRIs."""
    things = read_things(view, rules.things)
    found: dict[Pair, Candidate] = {}
    for relation in rules.relations:
        values = {one: read_values(view, one, things) for one in relation.evidence}
        for pair in sorted(_pairs(values, things, rules.prefer) - found.keys()):
            candidate = _weighed(things[pair[0]], things[pair[1]], relation, values, rules)
            if candidate.score >= rules.threshold:
                found[pair] = candidate
    return sorted(found.values(), key=lambda c: (c.subject.iri, c.other.iri))


def _pairs(
    values: Mapping[Evidence, Values], things: Mapping[str, Thing], prefer: Sequence[str]
) -> set[Pair]:
    found: set[Pair] = set()
    for evidence, known in values.items():
        for group in known.having.values() if evidence.pairs else ():
            if 2 <= len(group) <= evidence.at_most:
                found.update(
                    _directed(things[one], things[other], prefer)
                    for one, other in combinations(group, 2)
                    if _comparable(things[one], things[other], evidence)
                )
    return found


def _directed(one: Thing, other: Thing, prefer: Sequence[str]) -> Pair:
    """Return a pair with the one last that stands for both, else in the order of their IRIs."""

    def rank(thing: Thing) -> tuple[bool, bool, bool, str]:
        preferred = bool(prefer) and thing.source.rpartition("/")[2] in prefer
        return thing.is_term, preferred, preferred and "/" in thing.native_id, thing.iri

    first, second = sorted((one, other), key=rank)
    return first.iri, second.iri


def _comparable(one: Thing, other: Thing, evidence: Evidence) -> bool:
    if one.is_term and other.is_term:
        return False
    terms = [{t.iri} if t.is_term else t.canonical for t in (one, other)]
    if all(terms):  # what their sources say of them settles it
        return False
    if evidence.form == "moved":
        return ("/" in one.native_id) != ("/" in other.native_id)
    return evidence.weight_of(same_source=one.source == other.source) > 0


def _weighed(
    subject: Thing,
    other: Thing,
    relation: Relation,
    values: Mapping[Evidence, Values],
    rules: Rules,
) -> Candidate:
    same_source = subject.source == other.source
    doubt, against, strongest = 1.0, 1.0, 0.0
    reasons = []
    for evidence, known in values.items():
        shared = _telling(evidence, known, subject, other)
        if shared:
            weight = _weight(evidence, subject, other, same_source=same_source)
            doubt, strongest = doubt * (1 - weight), max(strongest, weight)
            if weight:
                reasons.append(evidence.text.format(value=min(shared)))
        elif evidence.differ < 1 and known.differ(subject.iri, other.iri):
            against *= evidence.differ
    score = (1 - doubt) * against
    if same_source and strongest < rules.decisive:
        score = min(score, rules.ceiling)
    return Candidate(subject, other, relation, round(score, 3), tuple(reasons))


def _telling(evidence: Evidence, known: Values, one: Thing, other: Thing) -> list[str]:
    """Return the values that both have and that few enough others have, too."""
    if evidence.pairs and not _comparable(one, other, evidence):
        return []
    most = evidence.at_most if evidence.pairs else len(known.of)
    return [v for v in known.shared(one.iri, other.iri) if len(known.having[v]) <= most]


def _weight(evidence: Evidence, one: Thing, other: Thing, *, same_source: bool) -> float:
    owners = {thing.native_id.rpartition("/")[0] for thing in (one, other)}
    if evidence.owned and owners & evidence.owners:
        return evidence.owned
    return evidence.weight_of(same_source=same_source)
