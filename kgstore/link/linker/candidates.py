"""The concepts that a class may mean, each with what speaks for it in the class's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kgstore.link.lexicon import Sense, Synset
from kgstore.link.linker.forms import Form, Forms, Way
from kgstore.link.linker.names import Name


@dataclass(slots=True)
class Candidate:
    """A synset that names of a class lead to.

    `sense`, `form` and `name` are of the name that leads to it best; `rivals` is the number
    of senses of that lemma and `tagged` how often they were met in tagged text; `supporters` are
    the names of the class that lead to it.
    """

    sense: Sense
    form: Form
    name: Name
    place: int
    rivals: int
    tagged: int
    supporters: set[str] = field(default_factory=set)

    @property
    def way(self) -> Way:
        """How the lemma was reached."""
        return self.form.way

    @property
    def lemma(self) -> str:
        """The lemma that led here."""
        return self.form.lemma

    @property
    def synset(self) -> Synset:
        """The concept itself."""
        return self.sense.synset

    @property
    def iri(self) -> str:
        """The concept's IRI."""
        return self.sense.synset.iri


def candidates(names: list[Name], forms: Forms) -> list[Candidate]:
    """Return the candidates of a class, best led to first.

    Parts of names count only if no name is a lemma as a whole.
    """
    found: dict[str, Candidate] = {}
    for place, name in enumerate(names):
        for form in forms.of(name.text):
            senses = forms.senses(form.lemma)
            tagged = sum(sense.frequency for sense in senses)
            for sense in forms.meant(form):
                fresh = Candidate(sense, form, name, place, len(senses), tagged)
                known = found.setdefault(sense.synset.iri, fresh)
                known.supporters.add(name.text)
                if _order(fresh) < _order(known):
                    fresh.supporters = known.supporters
                    found[fresh.iri] = fresh
    whole = any(c.way <= Way.VARIED for c in found.values())
    kept = [c for c in found.values() if c.way <= Way.VARIED or not whole]
    return sorted(kept, key=lambda c: (*_order(c), c.iri))


def doings(found: Sequence[Candidate]) -> list[Candidate]:
    """Return those candidates of a whole name that are acts, else those that are events."""
    whole = [c for c in found if c.way <= Way.VARIED]
    acts = [c for c in whole if c.synset.domain == "noun.act"]
    return acts or [c for c in whole if c.synset.domain == "noun.event"]


def _order(candidate: Candidate) -> tuple[int, int, int]:
    return candidate.way, candidate.place, candidate.sense.rank
