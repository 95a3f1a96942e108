"""Which mappings become links, whoever made them; and that the decisions last."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.commit.store import Store
from kgstore.link.accept import (
    REVIEW,
    commit_mappings,
    made_set,
    mapping_changes,
    stored_denials,
    stored_sets,
)
from kgstore.link.denials import Denials, links_of
from kgstore.link.mapping import MANUAL, Mapping, Statement
from kgstore.link.rdf import read_records
from kgstore.link.sssom import read_mappings
from kgstore.namespaces import PREFIXES
from kgstore.opening import for_writing, synchronise
from kgstore.resources import folder
from kgstore.settings import Settings
from tests.link.conftest import BASE

SKOS, WN = PREFIXES["skos"], PREFIXES["wn30"]
EXACT, CLOSE, BROAD = SKOS + "exactMatch", SKOS + "closeMatch", SKOS + "broadMatch"
LEXICAL = PREFIXES["semapv"] + "LexicalMatching"
CRANE, BIRD, MACHINE = f"{BASE}/id/labels/x/a#1-crane", WN + "02012849-n", WN + "03126707-n"
PERSON = PREFIXES["mzlab"] + "coco80/person", EXACT, WN + "00007846-n"
TABLE = folder("ontology") / "links" / "coco80.sssom.tsv"


def row(
    statement: Statement,
    confidence: float = 0.9,
    *,
    negated: bool = False,
    name: str = "lexical",
    justification: str = LEXICAL,
) -> Mapping:
    mapping_set = made_set(BASE, name, "A set")
    return Mapping(mapping_set, 0, *statement, negated, justification, confidence)


def decision(statement: Statement, *, negated: bool = False) -> Mapping:
    return row(statement, 1.0, negated=negated, name="review", justification=MANUAL)


def is_linked(store: Store, statement: Statement) -> bool:
    return statement[2] in store.view.values(statement[0], statement[1])


def digest_of(store: Store, name: str) -> list[str]:
    iri = f"{BASE}/graph/links/{name}"
    return store.view.values(iri, PREFIXES["mz"] + "documentDigest", store.meta_graph)


BIRDS: Statement = (CRANE, EXACT, BIRD)


@pytest.mark.parametrize(
    ("denied", "holds", "justification", "stands"),
    [
        (EXACT, EXACT, LEXICAL, False),
        (CLOSE, EXACT, MANUAL, False),
        (EXACT, CLOSE, LEXICAL, False),
        (EXACT, CLOSE, MANUAL, True),
        (EXACT, BROAD, LEXICAL, True),
        (BROAD, EXACT, LEXICAL, True),
    ],
)
def test_what_a_not_denies(denied: str, holds: str, justification: str, stands: bool) -> None:
    denials = Denials(frozenset({(CRANE, denied, BIRD)}))
    found = links_of([row((CRANE, holds, BIRD), justification=justification)], denials)
    assert bool(found) is stands


def test_a_sure_proposal_is_linked_and_an_unsure_one_kept(store: Store, settings: Settings) -> None:
    unsure = (CRANE, EXACT, MACHINE)
    found = [row(BIRDS, 0.8), row(unsure, 0.79)]
    assert commit_mappings(store, settings, "lexical", found, "link")
    assert (is_linked(store, BIRDS), is_linked(store, unsure)) == (True, False)
    assert len(read_records(store.view, f"{BASE}/graph/sssom/made/lexical")) == 2
    assert commit_mappings(store, settings, "lexical", found, "link") is None


def test_records_come_back_as_they_were(store: Store, settings: Settings) -> None:
    cells = {
        "subject_label": "crane",
        "author_id": "https://orcid.org/0000-0000-0000-0000",
        "comment": 'by the "word"',
        "mapping_date": "2026-11-20",
        "runner_up": MACHINE,
        "runner_up_confidence": "0.31",
    }
    mapping_set = made_set(BASE, "lexical", "By words", "https://spdx.org/licenses/CC0-1.0")
    one = Mapping(mapping_set, 0, *BIRDS, True, LEXICAL, 0.55, cells)
    commit_mappings(store, settings, "lexical", [one], "link")
    (found,) = read_records(store.view, f"{BASE}/graph/sssom/made/lexical")
    assert (found, found.iri) == (one, one.iri)


def test_packaged_records_come_back_as_their_table_says(store: Store) -> None:
    found = read_records(store.view, f"{BASE}/graph/sssom/coco80")
    wanted = read_mappings(TABLE)
    assert {(m.iri, m.confidence, m.negated) for m in found} == {
        (m.iri, m.confidence, m.negated) for m in wanted
    }


def test_a_rejection_survives_what_the_linker_proposes_later(
    store: Store, settings: Settings
) -> None:
    commit_mappings(store, settings, "review", [decision(BIRDS, negated=True)], "reject")
    commit_mappings(store, settings, "lexical", [row(BIRDS, 0.99)], "link")
    assert not is_linked(store, BIRDS)
    commit_mappings(store, settings, "other", [row((CRANE, CLOSE, BIRD), 0.99)], "link")
    assert not is_linked(store, (CRANE, CLOSE, BIRD))
    commit_mappings(store, settings, "review", [], "withdraw")
    assert is_linked(store, BIRDS)
    assert is_linked(store, (CRANE, CLOSE, BIRD))


def test_what_is_accepted_is_linked_however_unsure(store: Store, settings: Settings) -> None:
    commit_mappings(store, settings, "lexical", [row(BIRDS, 0.2)], "link")
    commit_mappings(store, settings, "review", [decision(BIRDS)], "accept")
    assert is_linked(store, BIRDS)
    commit_mappings(store, settings, "lexical", [], "forget")
    assert is_linked(store, BIRDS)
    commit_mappings(store, settings, "review", [], "withdraw")
    assert not is_linked(store, BIRDS)


def test_a_not_of_a_packaged_table_denies_a_proposal_unless_it_is_accepted(
    store: Store, settings: Settings
) -> None:
    denied = next(m for m in read_mappings(TABLE) if m.negated).statement
    commit_mappings(store, settings, "lexical", [row(denied, 0.99)], "link")
    assert not is_linked(store, denied)
    commit_mappings(store, settings, "review", [decision(denied)], "accept")
    assert is_linked(store, denied)


def test_a_rejection_holds_against_a_packaged_table_and_lasts(settings: Settings) -> None:
    with for_writing(settings) as store:
        before = store.view.lines(f"{BASE}/graph/links/coco80"), digest_of(store, "coco80")
        others = digest_of(store, "voc20")
        assert is_linked(store, PERSON)
        commit_mappings(store, settings, "review", [decision(PERSON, negated=True)], "reject")
        assert not is_linked(store, PERSON)
        assert digest_of(store, "coco80") != before[1]
        assert digest_of(store, "voc20") == others
        assert not synchronise(store, settings)
    with for_writing(settings) as store:  # which looks at the files again
        assert not is_linked(store, PERSON)
        commit_mappings(store, settings, "review", [], "withdraw")
        after = store.view.lines(f"{BASE}/graph/links/coco80"), digest_of(store, "coco80")
        assert (sorted(after[0]), after[1]) == (sorted(before[0]), before[1])
        assert not synchronise(store, settings)


OVERLAY = """\
#curie_map:
#  mzlab: https://w3id.org/modelzoo/vocabulary/labels/
#  wn30: http://wordnet-rdf.princeton.edu/wn30/
#mapping_set_id: https://example.org/mine
#license: https://spdx.org/licenses/CC0-1.0
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence
mzlab:coco80/person\tskos:exactMatch\tNot\twn30:00007846-n\tsemapv:ManualMappingCuration\t1
"""


def test_a_not_of_an_overlay_table_holds_against_packaged_and_made_ones(
    store: Store, settings: Settings
) -> None:
    commit_mappings(store, settings, "lexical", [row(PERSON)], "link")
    table: Path = store.overlay / "links" / "mine.sssom.tsv"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(OVERLAY, "utf-8")
    assert synchronise(store, settings)
    assert not is_linked(store, PERSON)
    assert not synchronise(store, settings)
    table.unlink()
    assert synchronise(store, settings)
    assert is_linked(store, PERSON)


def test_derived_facts_follow_the_store_and_names_are_found(
    store: Store, settings: Settings
) -> None:
    commit_mappings(store, settings, "a b", [row(BIRDS, negated=True)], "link")
    assert "made/a%20b" in stored_sets(store.view, BASE)
    assert stored_denials(store.view, BASE)["made/a%20b"].statements == {BIRDS}
    assert mapping_changes(store, {REVIEW: []})
