"""The linker: proposes a concept of a lexicon for every class of a schema, or none when in doubt.

    labels -> names -> candidates -> evidence -> ranking -> confidence -> predicate

An exactMatch is proposed only for a whole name, at a confidence where such proposals have proved
right (weights.json); what is less sure is a closeMatch, and where only the head of a name is known
("sports ball") a broadMatch. The same schema and lexicon always give the same proposals.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.confidence import confidence
from kgstore.link.linker.features import OWN
from kgstore.link.linker.footing import Footing, footing, is_done, is_seen, is_word
from kgstore.link.linker.forms import Way
from kgstore.link.linker.proposal import BROAD, CLOSE, EXACT, Proposal
from kgstore.link.linker.ranking import Ranker, Ranking
from kgstore.link.linker.reasons import reason
from kgstore.link.linker.weights import Weights, packaged_weights
from kgstore.link.schema import Schema

LEAST = 0.5
"""What is less sure than this is not proposed: it would more likely be wrong than right."""

_HINT = OWN.index("hint agrees")


class Linker:
    """Links schemas to one lexicon; what it has looked up once serves all of them.

    >>> from kgstore.link.lexicon import Synset, lexicon_of
    >>> from kgstore.link.schema import Label
    >>> zebra = Synset("urn:zebra", "n", ("zebra",), domain="noun.animal")
    >>> linker = Linker(lexicon_of("animals", "urn:licence", [zebra]))
    >>> task = "https://w3id.org/modelzoo/vocabulary/task/computer-vision"
    >>> schema = Schema("urn:s", "zoo", (Label("urn:s/0", "zebra"),), (task,))
    >>> [(p.object, p.predicate.rpartition("#")[2]) for p in linker.link(schema)]
    [('urn:zebra', 'exactMatch')]
    """

    def __init__(self, lexicon: Lexicon, weights: Weights | None = None) -> None:
        self.lexicon = lexicon
        self.weights = weights or packaged_weights()
        self._ranker = Ranker(lexicon)

    def ranked(self, schema: Schema) -> tuple[list[Ranking], Footing]:
        """Return the ranked candidates of every label that is a word, and the schema's footing.

        If nobody says what a schema is for, but its words are of things to be seen, then for those.
        """
        if is_done(schema):
            return self._ranked(schema, seen=False, done=True)
        rankings, ground = self._ranked(schema, seen=is_seen(schema))
        if not schema.tasks and ground.looks_physical:
            return self._ranked(schema, seen=True)
        return rankings, ground

    def _ranked(
        self, schema: Schema, *, seen: bool, done: bool = False
    ) -> tuple[list[Ranking], Footing]:
        words = [label for label in schema.labels if is_word(label, seen=seen)]
        rankings = self._ranker.rank(words, self.weights, seen=seen, done=done)
        return rankings, footing(schema, rankings, seen=seen, done=done)

    def link(self, schema: Schema) -> list[Proposal]:
        """Return a proposal for each class that has one, in the schema's order."""
        rankings, ground = self.ranked(schema)
        taken = _twins(rankings)
        found = [self._proposal(ranking, ground, taken) for ranking in rankings]
        return [proposal for proposal in found if proposal]

    def _proposal(
        self, ranking: Ranking, ground: Footing, taken: dict[str, str]
    ) -> Proposal | None:
        if not ranking.candidates:
            return None
        order = ranking.order()
        best, second = order[0], order[1] if len(order) > 1 else None
        candidate = ranking.candidates[best]
        sure = confidence(ranking, best, self.weights)
        if taken.get(candidate.iri, ranking.label.iri) != ranking.label.iri:
            sure = min(sure, 1 - sure)  # another class of the same words is the likelier one
        sure = min(sure, ground.ceiling(candidate))
        if sure < LEAST:
            return None
        runner_up = ranking.candidates[second].iri if second is not None else None
        return Proposal(
            ranking.label,
            self._predicate(ranking, best, sure, ground),
            candidate.iri,
            candidate.synset.lemmas[0] if candidate.synset.lemmas else "",
            round(sure, 3),
            reason(ranking, best, second, self.weights),
            runner_up=runner_up,
            runner_up_confidence=round(ranking.beliefs[second], 3) if second is not None else 0.0,
        )

    def _predicate(self, ranking: Ranking, best: int, sure: float, ground: Footing) -> str:
        candidate = ranking.candidates[best]
        if candidate.way == Way.HEAD or candidate.name.narrowed:
            return BROAD
        unclear = candidate.name.united or (candidate.name.hints and not ranking.own[best][_HINT])
        if sure < self.weights.exact or candidate.way > Way.VARIED or unclear or ground.done:
            return CLOSE
        return EXACT


def _twins(rankings: Sequence[Ranking]) -> dict[str, str]:
    """Return for each concept that classes of the same words share the class that has it surest."""
    best: dict[str, tuple[float, str]] = {}
    groups: dict[tuple[str, ...], int] = {}
    for ranking in rankings:
        key = tuple(name.text.lower() for name in ranking.names)
        groups[key] = groups.get(key, 0) + 1
    for ranking in rankings:
        key = tuple(name.text.lower() for name in ranking.names)
        if groups[key] > 1 and ranking.candidates:
            place = ranking.order()[0]
            claim = (ranking.beliefs[place], ranking.label.iri)
            iri = ranking.candidates[place].iri
            best[iri] = max(best.get(iri, claim), claim)
    return {iri: label for iri, (_, label) in best.items()}
