"""What a lexical knowledge base says, whatever file or store it was read from.

A lexicon is made of synsets (one meaning with its words) and of senses (one word with one of its
meanings). Synsets are named by the IRI of their publisher or of the Collaborative Interlingual
Index, never by one of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from kgstore.link.morphology import Exceptions, base_forms, normalised

Ranked = tuple[str, int, int]
"""A sense as the readers give it: IRI of the synset, rank from 1, tag count."""

PARTS_OF_SPEECH = ("n", "v")


@dataclass(frozen=True, slots=True)
class Synset:
    """One meaning: its words in the source's order, and the meanings it is related to, as IRIs.

    `domain` is the lexicographer's file ("noun.artifact"), "" if unknown; `matches` are IRIs of the
    same meaning elsewhere. The holonyms are the wholes: a wheel's `part_holonyms` hold the car.
    """

    iri: str
    pos: str
    lemmas: tuple[str, ...]
    hypernyms: tuple[str, ...] = ()
    instance_hypernyms: tuple[str, ...] = ()
    part_holonyms: tuple[str, ...] = ()
    member_holonyms: tuple[str, ...] = ()
    substance_holonyms: tuple[str, ...] = ()
    domain: str = ""
    matches: tuple[str, ...] = ()

    @property
    def broader(self) -> tuple[str, ...]:
        """The meanings it is a kind or an instance of."""
        return self.hypernyms + self.instance_hypernyms


@dataclass(frozen=True, slots=True)
class Sense:
    """A word's meaning: `rank` 1 is the commonest of that word and part of speech.

    `frequency` is how often tagged text has the word in this meaning.
    """

    synset: Synset
    rank: int
    frequency: int


@dataclass(frozen=True)
class Lexicon:
    """A knowledge base in memory; `ranked` holds the senses of every normalised lemma.

    `scheme` is the IRI that its publisher gave to the whole. `notes` is what the reader has to say
    to whoever loads it.

    >>> dog = Synset("urn:dog", "n", ("dog", "domestic dog"), ("urn:canine",))
    >>> canine = Synset("urn:canine", "n", ("canine",))
    >>> lexicon = lexicon_of("animals", "urn:licence", [dog, canine])
    >>> [sense.synset.iri for sense in lexicon.senses("Domestic_Dog")]
    ['urn:dog']
    >>> lexicon.ancestors("urn:dog")
    frozenset({'urn:canine'})
    >>> lexicon.lemmas_of("dogs")
    ('dog',)
    """

    name: str
    licence: str
    synsets: Mapping[str, Synset]
    ranked: Mapping[str, Sequence[Ranked]]
    exceptions: Exceptions = field(default_factory=lambda: MappingProxyType({}))
    version: str = ""
    title: str = ""
    scheme: str = ""
    notes: tuple[str, ...] = ()
    _chains: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def senses(self, lemma: str, pos: str = "") -> Sequence[Sense]:
        """Return the senses of a lemma, by rank, nouns before verbs; in lower or upper case alike.

        Synsets that an extract does not hold are left out, so a first sense may have rank 2.
        """
        found = [
            Sense(self.synsets[iri], rank, frequency)
            for iri, rank, frequency in self.ranked.get(normalised(lemma), ())
            if iri in self.synsets and pos in ("", self.synsets[iri].pos)
        ]
        return sorted(found, key=lambda sense: (sense.rank, sense.synset.pos))

    def lemmas_of(self, word: str, pos: str = "") -> tuple[str, ...]:
        """Return the lemmas here that a word form can be a form of; the form itself comes first."""
        found: dict[str, None] = {}
        for part in (pos,) if pos else PARTS_OF_SPEECH:
            for form in base_forms(word, part, self.exceptions.get(part, {})):
                if any(self.synsets[r[0]].pos == part for r in self._held(form)):
                    found[form] = None
        return tuple(found)

    def _held(self, lemma: str) -> Iterator[Ranked]:
        return (row for row in self.ranked.get(lemma, ()) if row[0] in self.synsets)

    def ancestors(self, iri: str) -> frozenset[str]:
        """Return all that a synset is a kind or an instance of, itself left out."""
        known = self._chains.get(iri)
        if known is None:
            known = self._chains[iri] = frozenset(self._climb(iri))
        return known

    def _climb(self, iri: str) -> set[str]:
        above: set[str] = set()
        below = [iri]
        while below:
            synset = self.synsets.get(below.pop())
            fresh = set(synset.broader) - above if synset else set()
            above |= fresh
            below += fresh
        return above - {iri}

    def chain(self, iri: str) -> list[Synset]:
        """Return the way up from a synset by first hypernyms, itself first."""
        way: dict[str, Synset] = {}
        while iri in self.synsets and iri not in way:
            way[iri] = self.synsets[iri]
            iri = next(iter(way[iri].broader), "")
        return list(way.values())

    def parts(self, iri: str) -> tuple[str, ...]:
        """Return the parts that a synset has of its own; what it inherits is its ancestors'."""
        return self._parts.get(iri, ())

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Return the kinds and instances directly below a synset."""
        return self._narrower.get(iri, ())

    @cached_property
    def _parts(self) -> Mapping[str, tuple[str, ...]]:
        return _turned((s.iri, s.part_holonyms) for s in self.synsets.values())

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        return _turned((s.iri, s.broader) for s in self.synsets.values())


def lexicon_of(
    name: str, licence: str, synsets: Iterable[Synset], frequencies: Mapping[str, int] | None = None
) -> Lexicon:
    """Return a lexicon of synsets whose order is the order of senses; for tests and small lists."""
    held = {synset.iri: synset for synset in synsets}
    ranked: dict[str, list[Ranked]] = {}
    ranks: dict[tuple[str, str], int] = {}
    for synset in held.values():
        for lemma in dict.fromkeys(normalised(word) for word in synset.lemmas):
            rank = ranks[lemma, synset.pos] = ranks.get((lemma, synset.pos), 0) + 1
            frequency = (frequencies or {}).get(synset.iri, 0)
            ranked.setdefault(lemma, []).append((synset.iri, rank, frequency))
    return Lexicon(name, licence, held, ranked)


def _turned(pairs: Iterable[tuple[str, Collection[str]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for iri, others in pairs:
        for other in others:
            found.setdefault(other, []).append(iri)
    return {iri: tuple(others) for iri, others in found.items()}
