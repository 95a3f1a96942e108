"""Reads a wordnet in RDF as Open English WordNet publishes it: OntoLex with the schema of the GWA.

Turtle or N-Triples, plain, gzip or xz. Synsets keep the IRIs that the file gives them. RDF has no
order: what is the first sense of a word is not said, so ranks are those of the file's lines; the
WN-LMF edition is better where ranks count.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kgstore.link.lexicon import Lexicon
from kgstore.link.wordnet.assembly import RELATIONS, Assembly, Found
from kgstore.link.wordnet.compressed import opened
from kgstore.link.wordnet.faults import broken
from kgstore.link.wordnet.publishers import OEWN, ili_iri
from kgstore.namespaces import PREFIXES, RDF_TYPE

_ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
_LIME = "http://www.w3.org/ns/lemon/lime#"
_VARTRANS = "http://www.w3.org/ns/lemon/vartrans#"
_WN = ("https://globalwordnet.github.io/schemas/wn#", "http://globalwordnet.github.io/schemas/wn#")
_POS = {"noun": "n", "verb": "v"}
_LICENCES = (PREFIXES["dcterms"] + "license", "http://creativecommons.org/ns#license")
_TITLES = (PREFIXES["dcterms"] + "title", PREFIXES["rdfs"] + "label")

_Table = dict[str, str]


def read_rdf(file: Path) -> Lexicon:
    """Return the nouns and verbs of a wordnet in Turtle or N-Triples.

    Raises:
        ImportFailed: it is cut or no such RDF, or a relation leads to a synset that is missing.
    """
    reading = _Reading(file)
    with opened(file) as content:
        try:
            for quad in ox.parse(content, format=ox.RdfFormat.TURTLE):
                reading.take(quad.triple)
        except SyntaxError as error:
            raise broken(file, error.lineno or 0, f"it is no Turtle: {error.msg}") from error
    return reading.lexicon()


class _Reading:
    """The statements that matter, by property."""

    def __init__(self, file: Path) -> None:
        self.file, self.found = file, Assembly(file)
        self._synsets: dict[str, None] = {}
        self._scheme = ""
        self._about: dict[str, _Table] = {}
        self._tables: dict[str, _Table] = {}
        self._entries: list[tuple[str, str]] = []
        self._related: dict[tuple[str, str, str], None] = {}
        self._single = {
            _ONTOLEX + "canonicalForm",
            _ONTOLEX + "writtenRep",
            _ONTOLEX + "isLexicalizedSenseOf",
            _ONTOLEX + "reference",
            _VARTRANS + "source",
            _VARTRANS + "category",
            _VARTRANS + "target",
        }
        self._wn = {ns + name: name for ns in _WN for name in (*RELATIONS, *_SCHEMA)}

    def take(self, triple: ox.Triple) -> None:
        predicate, value = triple.predicate.value, triple.object
        subject = triple.subject.value if not isinstance(triple.subject, ox.Triple) else ""
        if isinstance(value, ox.Triple):
            return
        if name := self._wn.get(predicate):
            self._of_schema(subject, name, value.value)
        elif predicate == _ONTOLEX + "sense":
            self._entries.append((subject, value.value))
        elif predicate in self._single:
            self._tables.setdefault(predicate, {})[subject] = value.value
        elif predicate == RDF_TYPE and value.value == _ONTOLEX + "LexicalConcept":
            self._synsets[subject] = None
        elif predicate == RDF_TYPE and value.value == _LIME + "Lexicon":
            self._scheme = subject
        elif predicate in (*_LICENCES, *_TITLES, PREFIXES["owl"] + "versionInfo"):
            self._about.setdefault(subject, {})[predicate] = value.value

    def _of_schema(self, subject: str, name: str, value: str) -> None:
        if name in RELATIONS:
            self._related[subject, name, value] = None
        else:
            self._tables.setdefault(name, {})[subject] = value

    def lexicon(self) -> Lexicon:
        about = self._about.get(self._scheme, {})
        licence = self._first(about, _LICENCES)
        if not self._synsets or not licence:
            what = "it is no wordnet: it lacks synsets (ontolex:LexicalConcept)"
            what = what if not self._synsets else "its lime:Lexicon does not state its licence"
            raise broken(self.file, 0, what)
        for iri in self._synsets:
            self.found.add(iri, self._synset(iri))
        self._relations()
        self._senses()
        version = about.get(PREFIXES["owl"] + "versionInfo", "")
        title = self._first(about, _TITLES) or self.file.name
        name = "oewn" if next(iter(self._synsets)).startswith(OEWN) else self.file.name
        name = f"{name.partition('.')[0]}-{version or 'rdf'}".lower()
        return self.found.lexicon(name, licence, version, title, self._scheme)

    def _first(self, about: _Table, properties: Iterable[str]) -> str:
        return next((about[p] for p in properties if p in about), "")

    def _synset(self, iri: str) -> Found:
        pos = self._table("partOfSpeech").get(iri, "").rpartition("#")[2]
        ili = ili_iri(self._table("ili").get(iri, "").rpartition("/")[2])
        domain = self._table("lexfile").get(iri, "")
        return Found(iri, _POS.get(pos, ""), domain, (ili,) if ili else (), 0)

    def _table(self, name: str) -> _Table:
        return self._tables.get(name, {})

    def _relations(self) -> None:
        """Take the relations, stated directly or as nodes of their own (vartrans)."""
        target = self._table(_VARTRANS + "target")
        source = self._table(_VARTRANS + "source")
        for node, category in self._table(_VARTRANS + "category").items():
            name = self._wn.get(category, "")
            if name in RELATIONS and source.get(node) in self._synsets and node in target:
                self._related[source[node], name, target[node]] = None
        self.found.relations = [
            (*relation, 0) for relation in self._related if relation[0] in self._synsets
        ]

    def _senses(self) -> None:
        form, written = (self._table(_ONTOLEX + n) for n in ("canonicalForm", "writtenRep"))
        concept = self._table(_ONTOLEX + "isLexicalizedSenseOf") or self._table(
            _ONTOLEX + "reference"
        )
        for entry, sense in dict.fromkeys(self._entries):
            lemma = written.get(form.get(entry, ""))
            if lemma is None:
                raise broken(self.file, 0, f"the entry {entry} has no written form")
            if sense not in concept:
                raise broken(self.file, 0, f"the sense {sense} is of no synset")
            self.found.senses.append((lemma, "", concept[sense], 0, 0))


_SCHEMA = ("partOfSpeech", "ili", "lexfile")
