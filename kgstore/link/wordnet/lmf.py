"""Reads WN-LMF, the XML that wordnets are exchanged in (versions 1.0 to 1.4), plain, gzip or xz.

The parser resolves no entity and opens no DTD: a document that declares an entity is refused
before anything is expanded. Open English WordNet, the Open Multilingual Wordnet's English editions
and every wordnet whose synsets are linked to the Collaborative Interlingual Index can be read.
https://globalwordnet.github.io/schemas/
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from kgstore.link.lexicon import Lexicon
from kgstore.link.wordnet.assembly import RELATIONS, Assembly, Found
from kgstore.link.wordnet.compressed import opened
from kgstore.link.wordnet.faults import broken
from kgstore.link.wordnet.publishers import ili_iri, lmf_iri, lmf_scheme

Attributes = dict[str, str]


def read_lmf(file: Path) -> Lexicon:
    """Return the nouns and verbs of a WN-LMF file.

    Raises:
        ImportFailed: it is cut, no XML, declares entities, or is no WN-LMF; says in which line.
    """
    reading = _Reading(file)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.entity
    parser.buffer_text = True
    reading.parser = parser
    with opened(file) as content:
        try:
            parser.ParseFile(content)
        except expat.ExpatError as error:
            raise broken(file, error.lineno, f"it is no XML: {error}") from error
    return reading.lexicon()


class _Reading:
    """The state while a file is read: which entry, sense and synset the parser is in."""

    def __init__(self, file: Path) -> None:
        self.file, self.found = file, Assembly(file)
        self.parser: expat.XMLParserType | None = None
        self._about: Attributes = {}
        self._starts = {
            "Lexicon": self._lexicon,
            "LexiconExtension": self._extension,
            "LexicalEntry": self._entry,
            "Lemma": self._lemma,
            "Form": self._form,
            "Sense": self._sense,
            "Count": self._count,
            "Synset": self._synset,
            "SynsetRelation": self._relation,
        }
        self._root = ""
        self._entry_id = self._word = self._pos = self._synset_id = ""
        self._owners: dict[str, str] = {}  # identifier of an entry or sense -> its lemma
        self._members: dict[str, str] = {}
        self._number: list[str] | None = None

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber if self.parser else 0

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._root:
            self._root = name
            if name != "LexicalResource":
                raise broken(self.file, self.line, f"the root is {name}, not LexicalResource")
        if handler := self._starts.get(name):
            try:
                handler(attributes)
            except KeyError as error:
                what = f"the {name} has no attribute {error.args[0]}"
                raise broken(self.file, self.line, what) from error

    def end(self, name: str) -> None:
        if name == "Count" and self._number is not None:
            text, self._number = "".join(self._number).strip(), None
            if not text.isdigit():
                raise broken(self.file, self.line, f"the count {text!r} is no number")
            lemma, pos, synset, place, counted = self.found.senses[-1]
            self.found.senses[-1] = (lemma, pos, synset, place, counted + int(text))

    def text(self, data: str) -> None:
        if self._number is not None:
            self._number.append(data)

    def entity(self, name: str, *_declaration: object) -> None:
        what = f"it declares the entity {name}; WN-LMF has none, and kgstore expands none"
        raise broken(self.file, self.line, what, "Take the declaration out if you trust the file.")

    def lexicon(self) -> Lexicon:
        if not self._about:
            raise broken(self.file, 0, "it holds no Lexicon")
        self.found.members = {
            synset: tuple(self._owners[m] for m in members.split() if m in self._owners)
            for synset, members in self._members.items()
        }
        about = self._about
        name = f"{about['id']}-{about['version']}".lower()
        title = f"{about['label']} {about['version']}"
        iris = [found.iri for found in self.found.synsets.values() if found.iri]
        scheme = lmf_scheme(iris[0] if iris else "", about.get("url", ""))
        return self.found.lexicon(name, about["license"], about["version"], title, scheme)

    def _lexicon(self, attributes: Attributes) -> None:
        if self._about:
            what = f"it holds {self._about['id']} and {attributes['id']}; one lexicon a file"
            raise broken(self.file, self.line, what, "Load a file with one lexicon.")
        for name in ("id", "label", "license", "version"):
            attributes[name]
        self._about = attributes

    def _extension(self, attributes: Attributes) -> None:
        what = f"{attributes['id']} extends another lexicon, which kgstore cannot load alone"
        raise broken(self.file, self.line, what, "Load the whole lexicon.")

    def _entry(self, attributes: Attributes) -> None:
        self._entry_id = attributes["id"]

    def _lemma(self, attributes: Attributes) -> None:
        self._word, self._pos = attributes["writtenForm"], attributes["partOfSpeech"]
        self._owners[self._entry_id] = self._word

    def _form(self, attributes: Attributes) -> None:
        self.found.form(self._pos, attributes["writtenForm"], self._word)

    def _sense(self, attributes: Attributes) -> None:
        place = attributes.get("n", "0")
        if not place.isdigit():
            raise broken(self.file, self.line, f"the place {place!r} of a sense is no number")
        self._owners[attributes["id"]] = self._word
        self.found.senses.append((self._word, self._pos, attributes["synset"], int(place), 0))

    def _count(self, _attributes: Attributes) -> None:
        self._number = []

    def _synset(self, attributes: Attributes) -> None:
        self._synset_id = identifier = attributes["id"]
        ili = attributes.get("ili", "")
        pos = attributes.get("partOfSpeech", "")
        matches = tuple(filter(None, [ili_iri(ili)]))
        found = Found(
            lmf_iri(identifier, ili), pos, attributes.get("lexfile", ""), matches, self.line
        )
        self.found.add(identifier, found)
        if members := attributes.get("members"):
            self._members[identifier] = members

    def _relation(self, attributes: Attributes) -> None:
        kind, target = attributes["relType"], attributes["target"]
        if kind in RELATIONS:
            self.found.relations.append((self._synset_id, kind, target, self.line))
