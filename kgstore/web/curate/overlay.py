"""Words that curators map to terms: lines of Turtle in the store's own vocabulary.

They stand in `overlay/vocabulary/curated.ttl`, one a line, as a person would write them (README, "A
term that a source uses"). The file is written whole or not at all, and only if the word then means
what was said; the vocabularies of the store follow in one commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kgstore.commit.format import replace_file
from kgstore.commit.store import Store
from kgstore.errors import Conflict, NotFound, ParameterError
from kgstore.knowledge import vocabulary_files
from kgstore.namespaces import PREFIXES, VOCABULARY, compact
from kgstore.opening import synchronise
from kgstore.records.vocabulary import Vocabulary
from kgstore.settings import Settings

_NAME: Final = "curated.ttl"
_USED: Final = ("mzs", "mzv", "skos")
_ABOUT: Final = "# Words that curators mapped to terms in the pages of kgstore; one a line.\n"
_HEAD: Final = _ABOUT + "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _USED)
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a source uses: of which vocabulary, bound to that source or meant by all."""

    scheme: str
    text: str
    source: str = ""


def line_of(word: Word, term: str, agent: str, day: str) -> str:
    r"""Return the line of Turtle by which a word means a term.

    >>> line_of(Word("task", 'find "it"'), "urn:t", "ann", "2026-01-31")
    '<urn:t> skos:inScheme mzv:task ; skos:altLabel "find \\"it\\"" . # ann, 2026-01-31'
    >>> line_of(Word("task", "boxes", "zoo"), "urn:t", "ann", "2026-01-31")
    '<urn:t> skos:inScheme mzv:task ; skos:notation "boxes"^^mzs:zoo . # ann, 2026-01-31'
    """
    text = str(ox.Literal(word.text))
    said = f"skos:notation {text}^^{_kind(word.source)}" if word.source else f"skos:altLabel {text}"
    who = " ".join(agent.split())
    return f"{ox.NamedNode(term)} skos:inScheme mzv:{word.scheme} ; {said} . # {who}, {day}"


def _kind(source: str) -> str:
    plain = source.isascii() and source.isidentifier()
    return f"mzs:{source}" if plain else str(ox.NamedNode(PREFIXES["mzs"] + source))


def lines(overlay: Path) -> list[str]:
    """Return the lines that curators added."""
    path = _path(overlay)
    if not path.is_file():
        return []
    every = path.read_text("utf-8").splitlines()
    return [line for line in every if line and not line.startswith(("#", "@prefix"))]


def add(store: Store, settings: Settings, word: Word, term: str) -> str:
    """Make a word mean a term, and return the line that says so.

    To be called on the thread that writes.

    Raises:
        ParameterError: the word is too long, or the term is none of its vocabulary.
        Conflict: the word means something already.
    """
    vocabulary = Vocabulary.load(vocabulary_files(store.overlay))
    if not word.text or len(word.text) > _LONGEST:
        raise ParameterError(f"a word has 1 to {_LONGEST} characters", subject="word")
    if not term.startswith(f"{VOCABULARY}{word.scheme}/") or term not in vocabulary.types:
        raise ParameterError(f"{term or 'that'} is no term of the vocabulary {word.scheme}")
    if known := vocabulary.resolve(word.scheme, word.text, word.source):
        advice = "Import its source again, and it is resolved."
        raise Conflict(f"{word.text!r} means {compact(known)} already", advice=advice)
    day = datetime.now(UTC).date().isoformat()
    line = line_of(word, term, settings.agent, day)
    _write(store, settings, [*lines(store.overlay), line], f"vocabulary: {word.text} is {term}")
    return line


def take_back(store: Store, settings: Settings, line: str) -> None:
    """Remove a line again; what was imported with it stays until it is imported again.

    Raises:
        NotFound: there is no such line.
    """
    standing = lines(store.overlay)
    if line not in standing:
        raise NotFound("there is no such line in the overlay's vocabulary", subject="line")
    standing.remove(line)
    _write(store, settings, standing, "vocabulary: a word taken back")


def _write(store: Store, settings: Settings, standing: list[str], message: str) -> None:
    path = _path(store.overlay)
    text = _HEAD + "".join(f"{line}\n" for line in standing)
    list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))  # nothing else may be written
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, text.encode())
    synchronise(store, settings, message=message)


def _path(overlay: Path) -> Path:
    return overlay / "vocabulary" / _NAME
