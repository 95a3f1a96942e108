"""The tree of is-a, as far as a page shows it: chains up to the roots, branches down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgstore.web.concepts.counts import Count, Counts

MOST_CHAINS = 4
MOST_BRANCHES = 40
_LEAST_BREADTH = 15
"""Linked concepts that a kind of thing has at least, to be shown apart on the first page."""
_KINDS = 18


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept with what is narrower; `more` of its kinds are not shown."""

    iri: str
    count: Count
    breadth: int
    narrower: tuple[Branch, ...] = ()
    more: int = 0

    def iris(self) -> Iterator[str]:
        """Yield the concepts of the branch."""
        yield self.iri
        for one in self.narrower:
            yield from one.iris()


def branch(counts: Counts, iri: str, depth: int, most: int = MOST_BRANCHES) -> Branch:
    """Return a concept with `depth` levels of the narrower ones that classes are linked to.

    Of these, `most` are shown, a third as many on each level below; those come first that most
    models detect.
    """
    ranked = sorted(counts.narrower.get(iri, ()), key=lambda one: rank(counts, one))
    shown = ranked[:most] if depth else []
    below = tuple(branch(counts, one, depth - 1, max(most // 3, 5)) for one in shown)
    more = len(ranked) - len(shown)
    return Branch(iri, counts.of(iri), counts.breadth.get(iri, 0), below, more)


def rank(counts: Counts, iri: str) -> tuple[int, int, int, str]:
    """Return the key by which concepts are sorted: what most models detect comes first."""
    count = counts.of(iri)
    return -count.models, -count.datasets, -counts.breadth.get(iri, 0), iri


def roots(counts: Counts) -> list[str]:
    """Return the linked concepts, or what they are kinds of, that nothing is above."""
    found = (iri for iri, above in counts.broader.items() if not above and counts.of(iri))
    return sorted(found, key=lambda one: rank(counts, one))


def kinds(counts: Counts) -> list[str]:
    """Return kinds of things that tell a newcomer what there is: neither "entity" nor each breed.

    From the roots down, the kind with the most linked concepts gives way to its own kinds, until
    there are enough.
    """
    open_, done = roots(counts), list[str]()
    while open_ and len(open_) + len(done) < _KINDS:
        widest = max(open_, key=lambda one: counts.breadth[one])
        open_.remove(widest)
        own = [
            one
            for one in counts.narrower.get(widest, ())
            if counts.breadth[one] >= _LEAST_BREADTH and one not in {*open_, *done}
        ]
        if own:
            open_ += own
        else:
            done.append(widest)
    return sorted([*open_, *done], key=lambda one: -counts.breadth[one])


def kind(counts: Counts, iri: str, most: int) -> Branch:
    """Return a concept with `most` of its kinds; a lone kind is passed over for its own."""
    narrower = branch(counts, iri, 1, most)
    while len(narrower.narrower) == 1 and narrower.narrower[0].iri in counts.narrower:
        narrower = branch(counts, narrower.narrower[0].iri, 1, most)
    own = counts.of(iri), counts.breadth.get(iri, 0)
    return Branch(iri, *own, narrower.narrower, narrower.more)


def most_detected(counts: Counts, most: int) -> list[str]:
    """Return the concepts that classes mean themselves and that most models detect."""
    found = (one for one in counts.linked if counts.of(one).models)
    return sorted(found, key=lambda one: rank(counts, one))[:most]


def chains(above: Callable[[str], Iterable[str]], iri: str) -> list[tuple[str, ...]]:
    """Return the ways from the roots down to what is directly above a concept, the shortest first.

    >>> up = {"c": ["b", "d"], "b": ["a"]}
    >>> chains(lambda one: up.get(one, []), "c")
    [('d',), ('a', 'b')]
    """
    found: list[tuple[str, ...]] = []
    waiting: list[Sequence[str]] = [(iri,)]
    for way in waiting:
        higher = [one for one in sorted(above(way[0])) if one not in way]
        if not higher and len(way) > 1:
            found.append(tuple(way[:-1]))
        waiting += [(one, *way) for one in higher]
        if len(found) == MOST_CHAINS or len(waiting) > 100 * MOST_CHAINS:
            break
    return found
