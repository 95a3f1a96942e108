"""How right the lexical linker is, on labels whose concept is known.

    make bench-linking SOURCES=folder      the folder with class_labels

Whole WordNet is the choice of candidates; curated tables and identifier maps have no part. Weights
and thresholds were chosen on one half of the labels (`--fit` does it again and writes them into the
package); the figures are of the other half. The second table changes the halves, so that every
label is reported once. In the third, each list is new to the weights: they were fitted on the other
lists, and on none of the words that they are tried on. The baseline takes the first sense of the
first name that WordNet has.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.link_fit import PRECISION, fit
from benchmarks.link_gold import FITTED, REPORTED, Gold, gold_sets
from kgstore.link.denials import LINK_THRESHOLD
from kgstore.link.lexicon import Lexicon
from kgstore.link.linker import weights as stored
from kgstore.link.linker.linker import Linker
from kgstore.link.linker.proposal import CLOSE, EXACT
from kgstore.link.linker.weights import Weights, packaged_weights
from kgstore.link.wordnet.recognise import DEBIAN, read_lexicon

HEAD = (
    "| list | labels | first sense | top-1 | exactMatch right | asserted as exactMatch "
    "| closeMatch right | linked as closeMatch | some proposal |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)
SPEED = "ImageNet-1k"


@dataclass(slots=True)
class Score:
    """What became of the labels of one list."""

    labels: int = 0
    baseline: int = 0
    best: int = 0
    exact: int = 0
    exact_right: int = 0
    close: int = 0
    close_right: int = 0
    proposed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench-linking", description=__doc__)
    arguments.add_argument("sources", type=Path)
    arguments.add_argument("--wordnet", type=Path, default=DEBIAN, help="A folder of WNDB files.")
    arguments.add_argument("--fit", action="store_true", help="Write the weights anew.")
    arguments.add_argument("--wrong", action="store_true", help="Show what is wrong, too.")
    given = arguments.parse_args()
    started = time.perf_counter()
    lexicon = read_lexicon(given.wordnet)
    loading = time.perf_counter() - started
    golds = gold_sets(given.sources)
    if given.fit:
        write(lexicon, golds)
    weights = packaged_weights()
    print(table(golds, [score(lexicon, gold, weights, REPORTED) for gold in golds]))
    print("\nWith the halves changed, both together:\n")
    swapped = fit(lexicon, golds, REPORTED)
    both = [
        score(lexicon, gold, weights, REPORTED) + score(lexicon, gold, swapped, FITTED)
        for gold in golds
    ]
    print(table(golds, both))
    print("\nEach list with weights that were fitted on the other lists:\n")
    print(table(golds, [left_out(lexicon, gold, golds) for gold in golds]))
    print(f"\n{speed(lexicon, golds, loading)}")
    if given.wrong:
        print("\n".join(wrong(lexicon, golds, weights)))


def write(lexicon: Lexicon, golds: Sequence[Gold]) -> None:
    """Fit the weights on their half and put them into the package."""
    origin = {
        "made by": "python -m benchmarks.linking SOURCES --fit",
        "fitted on": "; ".join(f"{g.name}: {len(g.half(FITTED))} labels" for g in golds),
        "half": "labels whose first name's SHA-256 begins with an even byte",
        "lexicon": lexicon.name,
        "exact": f"the least confidence at which {PRECISION:.1%} of the assertions are right",
    }
    file = Path(stored.__file__).with_name("weights.json")
    file.write_text(replace(fit(lexicon, golds, FITTED), origin=origin).text(), "utf-8")
    print(f"written: {file.name}", file=sys.stderr)


def score(lexicon: Lexicon, gold: Gold, weights: Weights, which: int) -> Score:
    """Return what becomes of one half of a list."""
    linker = Linker(lexicon, weights)
    rankings, _ = linker.ranked(gold.schema)
    proposals = {p.label.iri: p for p in linker.link(gold.schema)}
    ranked = {ranking.label.iri: ranking for ranking in rankings}
    found = Score()
    for place in gold.half(which):
        label, concept = gold.schema.labels[place], gold.concepts[place]
        ranking, proposal = ranked.get(label.iri), proposals.get(label.iri)
        found.labels += 1
        if ranking and ranking.candidates:
            found.baseline += ranking.candidates[0].iri == concept
            found.best += ranking.candidates[ranking.order()[0]].iri == concept
        if proposal:
            found.proposed += 1
            right = proposal.object == concept
            if proposal.predicate == EXACT:
                found.exact += 1
                found.exact_right += right
            elif proposal.predicate == CLOSE and proposal.confidence >= LINK_THRESHOLD:
                found.close += 1
                found.close_right += right
    return found


def left_out(lexicon: Lexicon, gold: Gold, golds: Sequence[Gold]) -> Score:
    """Return what becomes of a list, each half by weights of the other half of the other lists."""
    others = [other for other in golds if other.concepts != gold.concepts]
    return score(lexicon, gold, fit(lexicon, others, FITTED), REPORTED) + score(
        lexicon, gold, fit(lexicon, others, REPORTED), FITTED
    )


def table(golds: Sequence[Gold], scores: Sequence[Score]) -> str:
    """Return the scores as a table in Markdown."""
    rows = [
        f"| {gold.name} | {s.labels} | {s.baseline / s.labels:.1%} | {s.best / s.labels:.1%} "
        f"| {s.exact_right / s.exact if s.exact else 1:.1%} ({s.exact_right} of {s.exact}) "
        f"| {s.exact / s.labels:.1%} | {s.close_right / max(1, s.close):.1%} "
        f"| {s.close / s.labels:.1%} | {s.proposed / s.labels:.1%} |"
        for gold, s in zip(golds, scores, strict=True)
    ]
    return "\n".join([HEAD, *rows])


def speed(lexicon: Lexicon, golds: Sequence[Gold], loading: float) -> str:
    """Return what linking costs, in words: the first schema pays for the hierarchy too."""
    gold = next(gold for gold in golds if gold.name == SPEED)
    started = time.perf_counter()
    linker = Linker(lexicon)
    prepared = time.perf_counter()
    found = linker.link(gold.schema)
    linked = time.perf_counter()
    linker.link(gold.schema)
    again = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"Loading {lexicon.name} ({len(lexicon.synsets):,} synsets): {loading:.1f} s. "
        f"Making a linker of it: {prepared - started:.2f} s. Linking the {SPEED} schema "
        f"({len(found)} proposals): {linked - prepared:.2f} s, once more {again - linked:.2f} s. "
        f"Peak memory, fitting included: {memory:.0f} MB."
    )


def wrong(lexicon: Lexicon, golds: Sequence[Gold], weights: Weights) -> Iterator[str]:
    """Yield what is proposed wrongly in the half that is reported."""
    for gold in golds:
        places = {gold.schema.labels[n].iri: n for n in gold.half(REPORTED)}
        for p in Linker(lexicon, weights).link(gold.schema):
            n = places.get(p.label.iri)
            if n is not None and p.object != gold.concepts[n]:
                right = lexicon.synsets.get(gold.concepts[n])
                words = ", ".join(right.lemmas[:3]) if right else "no synset"
                kind = p.predicate.rpartition("#")[2]
                yield f"{gold.name}: {p.label.text} {kind} {p.confidence} {p.reason}; gold: {words}"


if __name__ == "__main__":
    main()
