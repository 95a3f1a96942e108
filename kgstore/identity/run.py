"""Looks through a store for things that are one, and commits what it found as mapping records.

Each kind has a mapping set. `made/identity-datasets` leads by `mz:canonical` from a dataset to what
stands for it, a vocabulary's term or the record of another source, so that questions about that see
all its names; `made/identity-models` says `skos:exactMatch`, `mz:sameWeightsAs` or, as no identity
at all, `mz:sameArchitectureAs`. Never `owl:sameAs`. What is sure enough is linked at once and can
be rejected; the rest waits for a curator (kgstore.link.accept). A run replaces what an earlier one
proposed and leaves decisions alone; the same store gives the same records again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from kgstore import __version__
from kgstore.commit.change import Commit
from kgstore.commit.store import Store
from kgstore.identity.candidates import Candidate, find_candidates
from kgstore.identity.rules import KINDS, Rules, rules
from kgstore.identity.settle import settled
from kgstore.identity.things import Thing
from kgstore.link.accept import MADE, commit_mappings, made_set
from kgstore.link.denials import LINK_THRESHOLD
from kgstore.link.mapping import Mapping, MappingSet
from kgstore.link.rdf import read_records
from kgstore.settings import Settings

_DATE = "mapping_date"


@dataclass(slots=True)
class Found:
    """What was found of one kind: pairs by relation, how many are linked, and the commit."""

    kind: str
    candidates: list[Candidate]
    commit: Commit | None = None

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Each relation with the number of its pairs and of those that are linked at once."""
        every = Counter(c.relation.name for c in self.candidates)
        sure = Counter(c.relation.name for c in self.candidates if c.score >= LINK_THRESHOLD)
        return [(name, number, sure[name]) for name, number in every.items()]


@dataclass(slots=True)
class IdentityReport:
    """What a run found, kind by kind."""

    found: list[Found] = field(default_factory=list)


def find_identities(
    store: Store, settings: Settings, kinds: Sequence[str] = KINDS, *, dry_run: bool = False
) -> IdentityReport:
    """Look for things of these kinds that are one, and commit the mapping records.

    A `dry_run` changes nothing.
    """
    report = IdentityReport()
    for kind in kinds:
        known = rules(kind)
        found = Found(kind, settled(find_candidates(store.view, known)))
        report.found.append(found)
        if not dry_run:
            message = f"identity: {len(found.candidates)} pairs of {kind}s"
            mappings = _mappings(store, known, found.candidates)
            found.commit = commit_mappings(store, settings, known.set_name, mappings, message)
    return report


def _mappings(store: Store, known: Rules, candidates: Iterable[Candidate]) -> list[Mapping]:
    standing = read_records(store.view, f"{store.base}/graph/sssom/{MADE}{known.set_name}")
    before = {mapping.iri: mapping for mapping in standing}
    today = datetime.now(UTC).date().isoformat()
    own = made_set(store.base, known.set_name, known.title)
    found = [_mapping(own, candidate, today) for candidate in candidates]
    return [_dated(mapping, before.get(mapping.iri)) for mapping in found]


def _mapping(own: MappingSet, candidate: Candidate, today: str) -> Mapping:
    relation, subject, other = candidate.relation, candidate.subject, candidate.other
    cells = {
        "subject_label": _label(subject),
        "object_label": _label(other),
        "mapping_tool": "kgstore",
        "mapping_tool_version": __version__,
        _DATE: today,
        "comment": "; ".join(candidate.reasons),
    }
    if candidate.runner_up:
        cells["runner_up"] = candidate.runner_up
        cells["runner_up_confidence"] = str(candidate.runner_up_score)
    filled = {name: text for name, text in cells.items() if text}
    ends = (subject.iri, relation.predicate, other.iri)
    return Mapping(own, 0, *ends, False, relation.justification, candidate.score, filled)


def _label(thing: Thing) -> str:
    """Return the name by which a thing is known, with its source's id where that differs."""
    if thing.native_id and thing.native_id != thing.name:
        return f"{thing.name} ({thing.native_id})" if thing.name else thing.native_id
    return thing.name


def _dated(mapping: Mapping, former: Mapping | None) -> Mapping:
    """Return the mapping; with its former date, if it says what it said then."""
    if former is None or _DATE not in former.cells:
        return mapping
    dated = replace(mapping, cells=mapping.cells | {_DATE: former.cells[_DATE]})
    return dated if dated == replace(former, mapping_set=mapping.mapping_set) else mapping
