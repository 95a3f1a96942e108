"""What a model is at a glance: task, architecture, licence, size, and the like; its other texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kgstore.namespaces import MZ, PREFIXES, compact
from kgstore.publish.describe import name
from kgstore.web.amounts import COUNT, UNIT, scale_of
from kgstore.web.compare.read import number
from kgstore.web.model.facts import Facts
from kgstore.web.pages_model import Value, text_value

_DCTERMS, _DCAT, _SKOS = (PREFIXES[one] for one in ("dcterms", "dcat", "skos"))
MOST_VALUES: Final = 25
_ROWS: Final = (
    ("Task", (MZ + "task",), (MZ + "rawTask",)),
    ("Architecture", (MZ + "architecture",), (MZ + "rawArchitecture",)),
    ("Algorithm", (MZ + "algorithm",), ()),
    ("Licence", (_DCTERMS + "license",), (MZ + "rawLicence",)),
    ("Parameters", (MZ + "parameterCount",), ()),
    ("Operations per pass", (MZ + "floatingPointOperations",), ()),
    ("Size", (MZ + "sizeInBytes",), ()),
    ("Context length", (MZ + "contextLength",), ()),
    ("Framework", (MZ + "framework",), (MZ + "rawFramework",)),
    ("Framework version", (MZ + "frameworkVersion",), ()),
    ("Numeric precision", (MZ + "numericPrecision",), ()),
    ("Supported hardware", (MZ + "supportedHardware",), (MZ + "rawHardware",)),
    ("Modality", (MZ + "modality",), ()),
    ("Language", (_DCTERMS + "language",), (MZ + "rawLanguage",)),
    ("Version", (_DCAT + "version",), ()),
    ("Made by", (_DCTERMS + "creator", _DCTERMS + "contributor"), ()),
    ("Published by", (_DCTERMS + "publisher",), ()),
    ("Registry stage", (MZ + "stage",), ()),
    ("Created", (_DCTERMS + "created", _DCTERMS + "issued"), ()),
    ("Changed", (_DCTERMS + "modified",), ()),
    ("Downloads", (MZ + "downloadCount",), ()),
    ("Likes", (MZ + "likeCount",), ()),
    ("Gated", (MZ + "gated",), ()),
    ("Described by", (MZ + "source",), ()),
    ("Page", (_DCAT + "landingPage",), ()),
    ("References", (_DCTERMS + "references",), ()),
    ("Keywords", (_DCAT + "keyword",), ()),
)
"""Heading, properties, and the source's own words, shown where no term was found for them."""

_COUNTS: Final = {
    MZ + "parameterCount": COUNT,
    MZ + "floatingPointOperations": COUNT,
    MZ + "sizeInBytes": UNIT + "BYTE",
    MZ + "downloadCount": "",
    MZ + "likeCount": "",
    MZ + "contextLength": "",
}
_USE: Final = (
    ("Intended use", MZ + "intendedUse"),
    ("Limitations", MZ + "limitation"),
    ("Ethical considerations", MZ + "ethicalConsideration"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A heading with values; `heard` are the source's words, `more` counts what is not shown."""

    heading: str
    values: Sequence[Value]
    heard: Sequence[Value] = ()
    more: int = 0


def glance(facts: Facts, model: str) -> list[Line]:
    """Return the lines of what is stated, in order; what is not stated has none."""
    found = []
    for heading, predicates, raw in _ROWS:
        values = [_value(term, p) for p in predicates for term in facts.terms(model, p)]
        words = [text_value(ox.Literal(text)) for p in raw for text in facts.texts(model, p)]
        values.sort(key=lambda one: (one.iri, one.text))
        if values or words:
            left_out = max(0, len(values) - MOST_VALUES)
            heard = words[:MOST_VALUES]
            found.append(Line(heading, values[:MOST_VALUES], heard, left_out))
    return found


def _value(term: object, predicate: str) -> Value:
    if predicate in _COUNTS and (amount := number(term)) is not None:
        unit = _COUNTS[predicate]
        whole = f"{amount:,.0f}"
        short = scale_of(unit, [amount]).text(amount) if unit else whole
        return Value(text=short if short == whole else f"{short} ({whole})")
    if iri := name(term):
        return Value(iri)
    if isinstance(term, ox.Literal) and compact(term.datatype.value) == "xsd:boolean":
        return Value(text="yes" if term.value == "true" else "no")
    if isinstance(term, ox.Literal) and compact(term.datatype.value) == "xsd:dateTime":
        return Value(text=term.value[:16].replace("T", " "))
    return text_value(term)


def description(facts: Facts, model: str) -> list[Value]:
    """Return the descriptions of a model, cut where they are long."""
    return [text_value(term) for term in facts.terms(model, _DCTERMS + "description")]


def use(facts: Facts, model: str) -> list[Line]:
    """Return intended use, limitations and ethical considerations, as far as stated."""
    found = []
    for heading, predicate in _USE:
        if texts := facts.texts(model, predicate):
            values = [text_value(ox.Literal(text)) for text in texts[:MOST_VALUES]]
            found.append(Line(heading, values, (), max(0, len(texts) - MOST_VALUES)))
    return found
