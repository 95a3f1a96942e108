"""Makes the packaged extract of WordNet 3.0 anew: `python -m kgstore.link.wordnet.extract`.

Roles of the synsets in it, each including what comes before:

* `seed`: a class of ImageNet-1k, COCO or LVIS, an object of a packaged mapping table, or an end of
  a part-of pair that was added by hand. With `--labels FOLDER` the gold lists of that folder are
  read; without it the seeds of the present extract stay seeds. No list is copied: what is kept is
  that WordNet's synset is of interest.
* `near`: their hypernyms up to the root; the parts that seeds and hypernyms have, and the parts of
  the seeds' parts; the wholes that seeds are part of, and the wholes of those; and all hypernyms
  of these.
* `sense`: every other noun sense of every word of the above, with its hypernyms. Queries need none
  of them, but a linker that lacked them would have nothing to mistake "crane" for, and would look
  better with the extract than it is. Other verb senses are left out: labels of what is seen in
  pictures are nouns, and for the rest a whole wordnet can be loaded.

Relations between synsets of the extract are kept whole, those that lead out of it are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kgstore.link.lexicon import Lexicon
from kgstore.link.morphology import normalised
from kgstore.link.sssom import read_mappings
from kgstore.link.wordnet.recognise import DEBIAN
from kgstore.link.wordnet.table import SYNSETS, place, roles, write_table
from kgstore.link.wordnet.wndb import notice, read_wndb
from kgstore.namespaces import PREFIXES
from kgstore.resources import folder

_WN30 = PREFIXES["wn30"]


def selection(lexicon: Lexicon, seeds: Iterable[str]) -> dict[str, str]:
    """Return the role of every synset that belongs to the extract around the seeds, by its IRI."""
    seeds = {iri for iri in seeds if iri in lexicon.synsets}
    core = _closed(lexicon, seeds)
    parts = {part for iri in core for part in lexicon.parts(iri)}
    inner = {part for iri in seeds for own in lexicon.parts(iri) for part in lexicon.parts(own)}
    wholes = {whole for iri in seeds for whole in lexicon.synsets[iri].part_holonyms}
    outer = {whole for iri in wholes for whole in lexicon.synsets[iri].part_holonyms}
    near = _closed(lexicon, core | parts | inner | wholes | outer)
    senses = {
        sense.synset.iri
        for iri in near
        for lemma in lexicon.synsets[iri].lemmas
        for sense in lexicon.senses(normalised(lemma), "n")
    }
    role = dict.fromkeys(_closed(lexicon, senses), "sense")
    return role | dict.fromkeys(near, "near") | dict.fromkeys(seeds, "seed")


def _closed(lexicon: Lexicon, iris: set[str]) -> set[str]:
    return iris.union(*(lexicon.ancestors(iri) for iri in iris))


def seeds_of_tables(ontology: Path) -> set[str]:
    """Return the WordNet synsets in the packaged mapping tables and hand-added pairs."""
    found = {
        m.object for file in (ontology / "links").glob("*.sssom.tsv") for m in read_mappings(file)
    }
    found |= set(_pairs(ontology / "links" / "parts.ttl"))
    return {iri for iri in found if iri.startswith(_WN30)}


def _pairs(file: Path) -> Iterable[str]:
    for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE):
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.NamedNode):
                yield term.value


def seeds_of_labels(labels: Path) -> set[str]:
    """Return the synsets of the gold lists: ImageNet's wnids, and the names of COCO and LVIS."""
    wnids = (labels / "imagenet2012_wnids.txt").read_text("utf-8").split()
    offsets = dict(
        line.split("\t")
        for line in (labels / "synset_name_to_wordnet30.tsv").read_text("utf-8").splitlines()[1:]
    )
    lvis = json.loads((labels / "lvis_categories_synsets.json").read_text("utf-8"))
    coco = json.loads((labels / "coco_to_wordnet_synset.json").read_text("utf-8"))
    names = {row["synset"] for row in [*lvis, *coco.values()]}
    return {
        f"{_WN30}{wnid[1:]}-{wnid[0]}"
        for wnid in [*wnids, *(offsets[name] for name in names if offsets.get(name))]
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the extract; say how much is in it."""
    parser = argparse.ArgumentParser(
        prog="python -m kgstore.link.wordnet.extract",
        description="Make ontology/kb/wordnet-3.0 anew from WordNet's database files.",
    )
    parser.add_argument("--wordnet", type=Path, default=DEBIAN, help="folder of WordNet 3.0")
    parser.add_argument("--labels", type=Path, help="folder of gold lists that give the seeds")
    parser.add_argument("--output", type=Path, default=place(), help="folder to write")
    options = parser.parse_args(arguments)
    lexicon = read_wndb(options.wordnet)
    if lexicon.version != "3.0":
        parser.error(f"{options.wordnet} holds WordNet {lexicon.version}, not 3.0")
    seeds = seeds_of_tables(folder("ontology"))
    if (options.output / SYNSETS).is_file():
        kept = roles(options.output).items()
        seeds |= {_WN30 + local for local, role in kept if role == "seed"}
    if options.labels:
        seeds |= seeds_of_labels(options.labels)
    role = selection(lexicon, seeds)
    write_table(options.output, lexicon, role, notice(options.wordnet))
    counts = {name: sum(r == name for r in role.values()) for name in ("seed", "near", "sense")}
    sys.stdout.write(f"{len(role):,} synsets: {counts}\n")


if __name__ == "__main__":
    main()
