"""Free text of a source, resolved to canonical terms of the vocabularies.

The terms are read from `ontology/vocabulary/*.ttl` and the store's overlay. A term is found by any
of its labels (`skos:prefLabel`, `altLabel`, `hiddenLabel`) and notations, compared in a normal
form; a notation may be bound to one source (`"detection"^^mzs:open_model_zoo`), for words that mean
something only there. What is not found is not guessed: it becomes a source-scoped term with
`mz:resolutionStatus mz:Unresolved`, which `kgstore unresolved` lists. A label that two terms of a
file share, as ImageNet's two cranes do, names neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, VOCABULARY

_LABELS = {PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")}
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_SOURCE = PREFIXES["mzs"]
_SEPARATORS = re.compile(r"[\s_\-/\u2010-\u2015]+")


@lru_cache(maxsize=65536)
def normal_form(text: str) -> str:
    """Return the form in which labels are compared: case, accents' encoding, `-_/` and spaces.

    >>> normal_form(" Object_Detection ") == normal_form("object-detection")
    True
    >>> normal_form("AP@[.5:.95]")
    'ap@[.5:.95]'
    """
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@dataclass(slots=True)
class Vocabulary:
    """The canonical terms, looked up by scheme and label.

    Schemes are named by the last part of their IRI: `task`, `metric`, `architecture`, `algorithm`,
    `licence`, `hardware`, `dataset`, `framework`, `labels`, `modality`.
    """

    _terms: dict[tuple[str, str, str], str] = field(default_factory=dict)
    types: dict[str, frozenset[str]] = field(default_factory=dict)
    """The `rdf:type`s of every term, by its IRI."""
    units: dict[str, str] = field(default_factory=dict)
    """The canonical unit of each metric, by its IRI."""
    minima: dict[str, float] = field(default_factory=dict)
    maxima: dict[str, float] = field(default_factory=dict)
    """The least and the largest value of a metric, by its IRI, where its definition bounds it."""

    @classmethod
    def load(cls, files: Iterable[Path]) -> Vocabulary:
        """Return the vocabulary that the Turtle `files` hold; later files win.

        Raises:
            SyntaxError: a file is no Turtle.
        """
        vocabulary = cls()
        for path in files:
            vocabulary._add(list(ox.parse(path=path, format=ox.RdfFormat.TURTLE)))
        return vocabulary

    def resolve(self, scheme: str, text: str, source: str = "") -> str | None:
        """Return the IRI of the term that `text` names in `scheme`, or None.

        A label bound to `source` wins over a general one.

        >>> from kgstore.resources import folder
        >>> terms = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
        >>> terms.resolve("task", "Object_Detection")
        'https://w3id.org/modelzoo/vocabulary/task/object-detection'
        >>> terms.resolve("task", "no such task") is None
        True
        """
        label = normal_form(text)
        bound = self._terms.get((scheme, source, label)) if source else None
        return bound or self._terms.get((scheme, "", label))

    def labels(self) -> Iterator[tuple[tuple[str, str, str], str]]:
        """Yield (scheme, source or "", label in its normal form) with the IRI of the term."""
        yield from self._terms.items()

    def _add(self, quads: list[ox.Quad]) -> None:
        schemes: dict[str, str] = {}
        types: dict[str, set[str]] = {}
        labels: list[tuple[str, ox.Literal]] = []
        for quad in quads:
            subject, predicate, value = _value(quad.subject), quad.predicate.value, quad.object
            if predicate == RDF_TYPE:
                types.setdefault(subject, set()).add(_value(value))
            elif predicate == _IN_SCHEME:
                schemes[subject] = _value(value).removeprefix(VOCABULARY)
            elif predicate == MZ + "canonicalUnit":
                self.units[subject] = _value(value)
            elif predicate == MZ + "minimum" and isinstance(value, ox.Literal):
                self.minima[subject] = float(value.value)
            elif predicate == MZ + "maximum" and isinstance(value, ox.Literal):
                self.maxima[subject] = float(value.value)
            elif predicate in _LABELS and isinstance(value, ox.Literal):
                labels.append((subject, value))
        found: dict[tuple[str, str, str], set[str]] = {}
        for subject, label in labels:
            if subject in schemes:
                key = schemes[subject], _bound_to(label), normal_form(label.value)
                found.setdefault(key, set()).add(subject)
        self._terms |= {key: named.pop() for key, named in found.items() if len(named) == 1}
        self.types |= {
            iri: self.types.get(iri, frozenset()) | found for iri, found in types.items()
        }


def _value(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else ""


def _bound_to(label: ox.Literal) -> str:
    datatype = label.datatype.value
    return datatype.removeprefix(_SOURCE) if datatype.startswith(_SOURCE) else ""
