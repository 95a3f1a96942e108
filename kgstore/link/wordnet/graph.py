"""A lexicon as the graph of a knowledge base: N-Triples in the store's spelling.

Each synset is a mz:SemanticConcept with its words, iso:broaderGeneric for what it is a kind or an
instance of (the latter also as mz:instanceHypernym) and iso:broaderPartitive for the wholes it is a
part of; members and substances have properties of their own, because queries for parts must not
find them. What a synset says depends on nothing but the synset and its words, so an extract and a
whole wordnet give the same triples for it.

Ranks are stated only where a word has several senses or was counted in text: a word's only sense
is its first. That is a third of all senses, and the rest can be read back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from kgstore.link.lexicon import Lexicon, Synset
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE

_SKOS, _ISO, _DCTERMS = PREFIXES["skos"], PREFIXES["iso"], PREFIXES["dcterms"]
CONCEPT = MZ + "SemanticConcept"
IN_SCHEME, FIRST, OTHER = _SKOS + "inScheme", _SKOS + "prefLabel", _SKOS + "altLabel"
GENERIC, INSTANCE = _ISO + "broaderGeneric", MZ + "instanceHypernym"
PART, MEMBER, SUBSTANCE = (
    _ISO + "broaderPartitive",
    MZ + "memberHolonym",
    MZ + "substanceHolonym",
)
SAME, DOMAIN, POS = _SKOS + "exactMatch", MZ + "lexicographerFile", MZ + "partOfSpeech"
RANKED, IRREGULAR = MZ + "rankedSense", MZ + "irregularForm"
LICENCE, RIGHTS, TITLE = _DCTERMS + "license", _DCTERMS + "rights", _DCTERMS + "title"
VERSION = PREFIXES["dcat"] + "version"
SCHEME_TYPE = _SKOS + "ConceptScheme"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def graph_of(lexicon: Lexicon, ranks: Mapping[str, Iterable[str]] | None = None) -> str:
    r"""Return all that a lexicon says as N-Triples, in the order of its synsets.

    `ranks` is what to state of ranks where the lexicon is an extract: it cannot tell which words
    have senses elsewhere.

    >>> from kgstore.link.lexicon import lexicon_of
    >>> wheel = Synset("urn:wheel", "n", ("wheel",), part_holonyms=("urn:car",))
    >>> lines = graph_of(lexicon_of("toy", "urn:licence", [wheel])).splitlines()
    >>> [line for line in lines if "broaderPartitive" in line]
    ['<urn:wheel> <http://purl.org/iso25964/skos-thes#broaderPartitive> <urn:car> .']
    """
    return "".join(_lines(lexicon, stated_ranks(lexicon) if ranks is None else ranks))


def only(lexicon: Lexicon, iris: Collection[str]) -> Lexicon:
    """Return the synsets of a lexicon that are named, with the relations among them."""

    def held(targets: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(target for target in targets if target in iris)

    synsets = {
        iri: replace(
            synset,
            hypernyms=held(synset.hypernyms),
            instance_hypernyms=held(synset.instance_hypernyms),
            part_holonyms=held(synset.part_holonyms),
            member_holonyms=held(synset.member_holonyms),
            substance_holonyms=held(synset.substance_holonyms),
        )
        for iri, synset in lexicon.synsets.items()
        if iri in iris
    }
    return replace(lexicon, synsets=synsets, _chains={})


def neighbourhood(lexicon: Lexicon, iris: Iterable[str]) -> str:
    """Return the graph around some synsets as N-Triples: what queries about them need.

    That is all they are a kind of, their own parts, the wholes they are part of and the wholes of
    those, and all that these are a kind of. A linker commits it for what it links to and the store
    lacks.
    """
    wanted = {iri for iri in iris if iri in lexicon.synsets}
    wholes: set[str] = set()
    for _hop in range(2):
        wholes.update(*(lexicon.synsets[i].part_holonyms for i in wanted | wholes))
    around = wanted.union(wholes, *(lexicon.parts(iri) for iri in wanted))
    around = {iri for iri in around if iri in lexicon.synsets}
    return graph_of(only(lexicon, around.union(*(lexicon.ancestors(iri) for iri in around))))


def _lines(lexicon: Lexicon, ranks: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield from _scheme(lexicon)
    kind = f"<{RDF_TYPE}> <{CONCEPT}> .\n"
    if lexicon.scheme:
        kind += f"%s <{IN_SCHEME}> <{lexicon.scheme}> .\n"
    for synset in lexicon.synsets.values():
        subject = f"<{synset.iri}>"
        yield f"{subject} {kind.replace('%s', subject)}"
        yield from _of_synset(subject, synset)
        for row in ranks.get(synset.iri, ()):
            yield f'{subject} <{RANKED}> "{_escaped(row)}" .\n'


def _scheme(lexicon: Lexicon) -> Iterator[str]:
    if not lexicon.scheme:
        return
    subject, title = f"<{lexicon.scheme}>", _escaped(lexicon.title)
    yield f"{subject} <{RDF_TYPE}> <{SCHEME_TYPE}> .\n"
    yield f'{subject} <{FIRST}> "{title}"@en .\n{subject} <{TITLE}> "{title}"@en .\n'
    if lexicon.licence.startswith(("http://", "https://")):
        yield f"{subject} <{LICENCE}> <{lexicon.licence}> .\n"
    else:
        yield f'{subject} <{RIGHTS}> "{_escaped(lexicon.licence)}" .\n'
    if lexicon.version:
        yield f'{subject} <{VERSION}> "{_escaped(lexicon.version)}" .\n'
    for pos, forms in lexicon.exceptions.items():
        for form, lemmas in forms.items():
            for lemma in lemmas:
                yield f'{subject} <{IRREGULAR}> "{_escaped(f"{pos}|{form}|{lemma}")}" .\n'


def _of_synset(subject: str, synset: Synset) -> Iterator[str]:
    label = FIRST
    for lemma in synset.lemmas:
        yield f'{subject} <{label}> "{_escaped(lemma)}"@en .\n'
        label = OTHER
    yield from _links(subject, GENERIC, synset.broader)
    yield from _links(subject, INSTANCE, synset.instance_hypernyms)
    yield from _links(subject, PART, synset.part_holonyms)
    yield from _links(subject, MEMBER, synset.member_holonyms)
    yield from _links(subject, SUBSTANCE, synset.substance_holonyms)
    yield from _links(subject, SAME, synset.matches)
    if synset.domain:
        yield f'{subject} <{DOMAIN}> "{_escaped(synset.domain)}" .\n'
    if not synset.domain.startswith(("noun.", "verb.")):
        yield f'{subject} <{POS}> "{synset.pos}" .\n'


def _links(subject: str, predicate: str, targets: Iterable[str]) -> Iterator[str]:
    for target in targets:
        yield f"{subject} <{predicate}> <{target}> .\n"


def stated_ranks(lexicon: Lexicon) -> dict[str, list[str]]:
    """Return what is stated of the ranks of a whole lexicon, by synset: "1 42 dog"."""
    found: dict[str, list[str]] = {}
    for lemma, senses in lexicon.ranked.items():
        alone = len(senses) == 1
        for iri, rank, frequency in senses:
            if not (alone and rank == 1 and frequency == 0):
                found.setdefault(iri, []).append(f"{rank} {frequency} {lemma}")
    return found


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if any(c in text for c in '\\"\n\r') else text
