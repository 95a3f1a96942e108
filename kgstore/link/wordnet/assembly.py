"""Puts a lexicon together from synsets, relations and senses that come in any order.

WN-LMF and RDF files name things before they describe them, and may state a relation from either
end; the lexicon has every relation once, from the narrower or the part upwards. Adjectives and
adverbs are read only to know that a relation's target is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kgstore.link.lexicon import PARTS_OF_SPEECH, Lexicon, Ranked, Synset
from kgstore.link.morphology import normalised
from kgstore.link.wordnet.faults import RELATED, broken

UPWARD = {
    "hypernym": "hypernyms",
    "instance_hypernym": "instance_hypernyms",
    "holo_part": "part_holonyms",
    "part_holonym": "part_holonyms",
    "holo_member": "member_holonyms",
    "member_holonym": "member_holonyms",
    "holo_substance": "substance_holonyms",
    "substance_holonym": "substance_holonyms",
}
DOWNWARD = {
    "hyponym": "hypernyms",
    "instance_hyponym": "instance_hypernyms",
    "mero_part": "part_holonyms",
    "part_meronym": "part_holonyms",
    "mero_member": "member_holonyms",
    "member_meronym": "member_holonyms",
    "mero_substance": "substance_holonyms",
    "substance_meronym": "substance_holonyms",
}
RELATIONS = UPWARD.keys() | DOWNWARD.keys()
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A synset as a file describes it; `line` is 0 where the format has none."""

    iri: str
    pos: str
    domain: str
    matches: tuple[str, ...]
    line: int


@dataclass(slots=True)
class Assembly:
    """What was read of one file so far, under the identifiers that the file uses."""

    file: Path
    synsets: dict[str, Found] = field(default_factory=dict)
    relations: list[tuple[str, str, str, int]] = field(default_factory=list)
    senses: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    """Lemma, part of speech, synset, place (0: by order), frequency."""
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forms: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, identifier: str, found: Found) -> None:
        """Take a synset in.

        Raises:
            ImportFailed: there is one of that identifier already.
        """
        if identifier in self.synsets:
            raise broken(self.file, found.line, f"the synset {identifier} is there twice")
        self.synsets[identifier] = found

    def form(self, pos: str, form: str, lemma: str) -> None:
        """Note an inflected form that the file lists."""
        known = self.forms.setdefault(pos, {})
        key = normalised(form)
        known[key] = tuple(dict.fromkeys((*known.get(key, ()), normalised(lemma))))

    def lexicon(self, name: str, licence: str, version: str, title: str, scheme: str) -> Lexicon:
        """Return the lexicon.

        Raises:
            ImportFailed: a relation or sense leads nowhere, or no synset has an IRI.
        """
        kept = {i: s for i, s in self.synsets.items() if s.pos in PARTS_OF_SPEECH and s.iri}
        if not kept:
            what = "it holds no noun or verb that its publisher or the ILI gave an IRI"
            raise broken(self.file, 0, what, "Load a wordnet that is linked to the ILI.")
        ranked, lemmas = self._ranked(kept)
        related = self._related(kept)
        synsets = {
            found.iri: Synset(
                found.iri,
                found.pos,
                self._lemmas(i, lemmas),
                domain=found.domain,
                matches=tuple(m for m in found.matches if m != found.iri),
                **{relation: tuple(related.get((i, relation), ())) for relation in RELATED},
            )
            for i, found in kept.items()
        }
        nameless = [i for i, s in self.synsets.items() if s.pos in PARTS_OF_SPEECH and not s.iri]
        notes = [f"{len(nameless):,} synsets without an ILI were left out"] if nameless else []
        forms = {pos: self.forms.get(pos, {}) for pos in PARTS_OF_SPEECH}
        return Lexicon(name, licence, synsets, ranked, forms, version, title, scheme, tuple(notes))

    def _lemmas(self, identifier: str, lemmas: dict[str, list[str]]) -> tuple[str, ...]:
        ordered = self.members.get(identifier, ())
        there = dict.fromkeys(lemmas.get(identifier, ()))
        return tuple(dict.fromkeys([*(m for m in ordered if m in there), *there]))

    def _ranked(
        self, kept: dict[str, Found]
    ) -> tuple[dict[str, list[Ranked]], dict[str, list[str]]]:
        lost = [f"{s[0]!r} has {s[2]}" for s in self.senses if s[2] not in self.synsets]
        if lost:
            raise self._lost("senses have synsets", lost)
        lemmas: dict[str, list[str]] = {}
        by_word: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for lemma, _pos, identifier, place, frequency in self.senses:
            if identifier in kept:
                lemmas.setdefault(identifier, []).append(lemma)
                key = (normalised(lemma), kept[identifier].pos)
                by_word.setdefault(key, []).append((place, frequency, kept[identifier].iri))
        ranked: dict[str, list[Ranked]] = {}
        for (lemma, _pos), senses in by_word.items():
            best: dict[str, int] = {}
            for _place, frequency, iri in sorted(senses, key=lambda sense: sense[0]):
                best[iri] = max(best.get(iri, 0), frequency)
            rows = [(iri, rank, best[iri]) for rank, iri in enumerate(best, 1)]
            ranked.setdefault(lemma, []).extend(rows)
        return ranked, lemmas

    def _related(self, kept: dict[str, Found]) -> dict[tuple[str, str], dict[str, None]]:
        lost = [f"{a} has the {k} {b}" for a, k, b, _ in self.relations if b not in self.synsets]
        if lost:
            raise self._lost("relations lead to synsets", lost)
        related: dict[tuple[str, str], dict[str, None]] = {}
        for narrow, relation, broad in self._upward():
            if narrow in kept and broad in kept:
                related.setdefault((narrow, relation), {})[kept[broad].iri] = None
        return related

    def _upward(self) -> Iterator[tuple[str, str, str]]:
        for source, kind, target, _line in self.relations:
            if kind in UPWARD:
                yield source, UPWARD[kind], target
            else:
                yield target, DOWNWARD[kind], source

    def _lost(self, what: str, lost: list[str]) -> Exception:
        more = f", and {len(lost) - _SHOWN:,} more" if len(lost) > _SHOWN else ""
        text = f"{what} that are missing: {'; '.join(lost[:_SHOWN])}{more}"
        return broken(self.file, 0, text)
