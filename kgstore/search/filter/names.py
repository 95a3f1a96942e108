"""What the words of a filter name in a store: terms of vocabularies, else things by their labels.

A word that a vocabulary knows is its term, whatever else is called so. Things that only sources
name are found by label: first as written, then in any case. Their table is read only when the
label is not there as written, or to say what is near.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import pyoxigraph as ox

from kgstore.errors import ParameterError
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, VOCABULARY
from kgstore.records.vocabulary import normal_form
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind, read_iri
from kgstore.sparql.view import View

CLASSES: Final = {
    "task": "TaskType",
    "metric": "Metric",
    "dataset": "Dataset",
    "licence": "Licence",
    "hardware": "Hardware",
    "architecture": "ModelArchitecture",
    "algorithm": "Algorithm",
    "framework": "Framework",
    "modality": "Modality",
    "source": "Source",
    "agent": "Agent",
    "model": "MLModel",
    "concept": "SemanticConcept",
    "registry-stage": "RegistryStage",
}
"""The class of the things that only sources name, by the scheme of the field."""
_LABELS = [PREFIXES["rdfs"] + "label"] + [PREFIXES["skos"] + p for p in ("prefLabel", "altLabel")]
_KINDS = ", ".join(str(ox.NamedNode(p)) for p in (RDF_TYPE, PREFIXES["skos"] + "inScheme"))
_NEAR: Final = 3
_LIKE: Final = 6


class Named(Protocol):
    """Whatever knows what words name."""

    def iris(self, scheme: str, text: str) -> tuple[str, ...]:
        """Return the IRIs of what `text` names; none, if it names nothing."""

    def near(self, scheme: str, text: str) -> tuple[str, ...]:
        """Return names of the scheme that are like `text`."""

    def starting(self, scheme: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield name and IRI of what has a name that starts with `text`."""


@dataclass(slots=True)
class Table:
    """Names in their normal form; `shown` has the spelling that each is shown in."""

    iris: dict[str, list[str]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)

    def add(self, name: str, iri: str) -> None:
        """Add a name of something."""
        key = normal_form(name)
        found = self.iris.setdefault(key, [])
        if iri not in found:
            found.append(iri)
        self.shown.setdefault(key, name)
        self.terms.add(iri)


class Names:
    """The names in a store; `forget` those that a commit has touched."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._library = Library.packaged()
        self._vocabularies: dict[str, Table] = {}
        self._things: dict[str, Table] = {}
        self._preferred: dict[str, str] = {}

    def forget(self, subjects: Collection[str]) -> set[str]:
        """Read anew, when next asked, what the change of these subjects can touch; return schemes.

        Those are the schemes of which something is, or was when its names were read.
        """
        touched: set[str] = set()
        for subject in subjects:
            self._preferred.pop(subject, None)
            touched |= self._schemes(subject)
        for tables in (self._vocabularies, self._things):
            touched |= {s for s, table in tables.items() if not table.terms.isdisjoint(subjects)}
        for scheme in touched:
            self._vocabularies.pop(scheme, None)
            self._things.pop(scheme, None)
        return touched

    def _schemes(self, subject: str) -> set[str]:
        """Return the schemes that something belongs to now, as a term or by its class."""
        about = f"{ox.NamedNode(subject)} ?p ?o"
        found = [row[0] for row in self._query(f"SELECT ?o {{ {about} FILTER(?p IN ({_KINDS})) }}")]
        terms = {o.removeprefix(VOCABULARY) for o in found if o.startswith(VOCABULARY)}
        return terms | {scheme for scheme, name in CLASSES.items() if MZ + name in found}

    def iris(self, scheme: str, text: str) -> tuple[str, ...]:
        """Return the IRIs of what `text` names: by vocabulary, label or the IRI itself."""
        if iri := _iri(text):
            return (iri,)
        key = normal_form(text)
        if found := self.vocabulary(scheme).iris.get(key):
            return tuple(found)
        return self._labelled(scheme, text) or tuple(self.things(scheme).iris.get(key, ()))

    def near(self, scheme: str, text: str) -> tuple[str, ...]:
        """Return names of the scheme that are like `text`, those of the vocabulary first."""
        for table in (self.vocabulary(scheme), self.things(scheme)):
            found: dict[str, str] = {}
            for key in like(text, table.iris):
                found.setdefault(table.iris[key][0], table.shown[key])
            if found:
                return tuple(found.values())[:_NEAR]
        return ()

    def starting(self, scheme: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield name and IRI of what has a name that starts with `text`, the shortest first."""
        key = normal_form(text)
        for table in (self.vocabulary(scheme), self.things(scheme)):
            for name in sorted((n for n in table.iris if n.startswith(key)), key=len):
                for iri in table.iris[name]:
                    yield table.shown[name], iri

    def label(self, iri: str) -> str:
        """Return the preferred name of a term or thing, or ""."""
        if iri not in self._preferred and is_iri(iri):
            labels = sorted(
                row[0]
                for label in _LABELS[:2]
                for row in self._query(
                    f"SELECT ?l {{ {ox.NamedNode(iri)} {ox.NamedNode(label)} ?l }}"
                )
            )
            self._preferred[iri] = labels[0] if labels else ""
        return self._preferred.get(iri, "")

    def vocabulary(self, scheme: str) -> Table:
        """Return the names of the terms of a vocabulary."""
        if scheme not in self._vocabularies:
            table = self._vocabularies[scheme] = Table()
            for term, name, label in self._rows("names_of_terms", scheme=VOCABULARY + scheme):
                self._preferred[term] = name
                table.add(label, term)
        return self._vocabularies[scheme]

    def things(self, scheme: str) -> Table:
        """Return the names of the things of a scheme's class; those of the vocabulary are apart."""
        if scheme not in self._things:
            table = self._things[scheme] = Table()
            if scheme in CLASSES:
                for term, label in self._rows("names_of_things", **{"class": MZ + CLASSES[scheme]}):
                    table.add(label, term)
                    if scheme == "source":  # a source is known by its short name as well
                        table.add(term.rsplit("/", 1)[-1], term)
        return self._things[scheme]

    def _labelled(self, scheme: str, text: str) -> tuple[str, ...]:
        """Return the things of the scheme's class that have the label as it is written."""
        wanted = MZ + CLASSES[scheme] if scheme in CLASSES else ""
        subjects: dict[str, None] = {}
        for spelling in dict.fromkeys((text, text.lower(), text.replace("-", " ").lower())):
            for literal in (ox.Literal(spelling), ox.Literal(spelling, language="en")):
                for label in _LABELS:
                    query = f"SELECT ?s {{ ?s {ox.NamedNode(label)} {literal} }}"
                    subjects |= dict.fromkeys(row[0] for row in self._query(query))
        return tuple(iri for iri in subjects if self._is_a(iri, wanted))

    def _is_a(self, iri: str, wanted: str) -> bool:
        if not wanted or not is_iri(iri):
            return False
        triple = f"{ox.NamedNode(iri)} {ox.NamedNode(RDF_TYPE)} {ox.NamedNode(wanted)}"
        return bool(self._view.query(f"ASK {{ {triple} }}"))

    def _rows(self, query: str, **parameters: str) -> Iterator[tuple[str, ...]]:
        return self._query(bind(self._library.query(query), parameters))

    def _query(self, text: str) -> Iterator[tuple[str, ...]]:
        found = self._view.query(text)
        if isinstance(found, ox.QuerySolutions):
            for row in found:
                yield tuple(_value(cell) for cell in row)


def like(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names (in normal form) that are like a text, the likest first.

    >>> like("licens", ["license", "size"])
    ('license',)
    """
    key, table = normal_form(text), list(names)
    near = difflib.get_close_matches(key, table, n=_LIKE, cutoff=0.6)
    parts = sorted((name for name in table if len(key) > 2 and key in name), key=len)
    return tuple(dict.fromkeys([*near, *parts]))[: 2 * _LIKE]


def is_iri(text: str) -> bool:
    """Return whether a text is an IRI as stores have them.

    >>> is_iri("urn:a"), is_iri("a b")
    (True, False)
    """
    return text.startswith(("http://", "https://", "urn:"))


def _iri(text: str) -> str:
    """Return the IRI that is written out or as a prefixed name, or ""."""
    prefix, colon, rest = text.partition(":")
    if not colon or not (prefix in PREFIXES or rest.startswith("//") or prefix == "urn"):
        return ""
    try:
        return read_iri(text).value
    except (ParameterError, ValueError):
        return ""


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else ""
