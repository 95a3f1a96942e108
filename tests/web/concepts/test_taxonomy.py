"""The tree: how much of it is shown, counts along two ways up, circles, chains."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.commit.view import View
from kgstore.sparql.library import Library
from kgstore.web.concepts import taxonomy
from kgstore.web.concepts.counts import Count, Counts, read
from tests.queries.fixture import imply

Counted = Callable[..., Counts]
FACTS = """
@prefix : <urn:> .
@prefix iso: <http://purl.org/iso25964/skos-thes#> .
@prefix mz: <https://w3id.org/modelzoo#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:dog iso:broaderGeneric :pet , :beast . :beast iso:broaderGeneric :thing .
:pet iso:broaderGeneric :thing .
:cat iso:broaderGeneric :pet . :rock iso:broaderGeneric :thing .
:c1 skos:exactMatch :dog ; skos:inScheme :animals . :c2 skos:broadMatch :cat ; skos:inScheme :cats .
:c3 skos:closeMatch :rock ; skos:inScheme :stones .
:c4 skos:exactMatch :thing ; skos:inScheme :things .
:m1 mz:output :o1 . :o1 mz:labelSchema :animals .
:m2 mz:output :o2 . :o2 mz:labelSchema :alias . :alias mz:canonical :animals .
:m3 mz:output :o3 , :o4 . :o3 mz:labelSchema :animals . :o4 mz:labelSchema :cats .
:m4 mz:output :o5 . :o5 mz:labelSchema :stones . :m3 mz:downloadCount 5 .
:d a mz:Dataset ; mz:labelSchema :cats . :split mz:labelSchema :cats .
"""


@pytest.fixture
def counted(tmp_path: Path) -> Counted:
    """Call `counted(more)` for the counts of the facts and more."""

    def make(more: str = "") -> Counts:
        view = View(tmp_path / "view", write=True)
        facts = ox.Store()
        facts.load((FACTS + more).encode(), format=ox.RdfFormat.TURTLE)
        imply(facts)
        view.load(facts.dump(format=ox.RdfFormat.N_QUADS) or b"")
        return read(view, Library.packaged())

    return make


def test_each_thing_counts_once_however_many_ways_lead_up(counted: Counted) -> None:
    counts = counted()
    assert counts.of("urn:dog") == Count(3, 0)
    assert counts.of("urn:cat") == Count(1, 1)
    assert counts.of("urn:pet") == counts.of("urn:thing") == Count(3, 1)
    assert counts.of("urn:rock") == counts.of("urn:unheard") == Count()
    assert (counts.breadth["urn:pet"], counts.breadth["urn:thing"]) == (2, 3)
    assert counts.detecting("urn:cat") == [("urn:m3", 5.0)]
    assert [iri for iri, _ in counts.detecting("urn:dog")] == ["urn:m3", "urn:m1", "urn:m2"]
    assert counts.having("urn:thing") == ["urn:d"]


def test_a_circle_ends(counted: Counted) -> None:
    counts = counted(":thing iso:broaderGeneric :dog .")
    assert counts.of("urn:thing") == counts.of("urn:dog") == Count(3, 1)
    assert taxonomy.roots(counts) == []
    assert taxonomy.branch(counts, "urn:thing", 3).narrower


@pytest.mark.parametrize(("most", "shown", "more"), [(1, 1, 1), (5, 2, 0)])
def test_a_branch_shows_the_first_and_says_how_many_more(
    counted: Counted, most: int, shown: int, more: int
) -> None:
    found = taxonomy.branch(counted(), "urn:pet", 1, most)
    assert (len(found.narrower), found.more) == (shown, more)
    assert found.narrower[0].iri == "urn:dog", "what most models detect comes first"


def test_chains_lead_from_the_roots() -> None:
    up = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
    assert taxonomy.chains(lambda one: up[one], "a") == [("d", "b"), ("d", "c")]
    assert taxonomy.chains(lambda one: [one, "a"], "a") == []
    wide = taxonomy.chains(lambda one: [one + "x", one + "y"] if len(one) < 40 else [], "a")
    assert wide == [], "what branches without end is given up"
