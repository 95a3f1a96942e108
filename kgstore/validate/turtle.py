"""A report as `sh:ValidationReport` in Turtle (SHACL section 3.6)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgstore.namespaces import PREFIXES, RDF_TYPE, XSD
from kgstore.validate.report import Counts, Report, Result

_SH = PREFIXES["sh"]
_BOOLEAN = ox.NamedNode(XSD + "boolean")
_TYPE = ox.NamedNode(RDF_TYPE)
_OPERATORS = frozenset(" ^|")
"""What tells a SPARQL path from an IRI."""


def report_as_turtle(report: Report) -> str:
    """Return a report in Turtle; a path that is more than one property is named by its shape.

    >>> "sh:conforms true" in report_as_turtle(Report())
    True
    """
    node = ox.BlankNode("report")
    text = ox.serialize(_triples(node, report), format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    return (text or b"").decode()


def _triples(node: ox.BlankNode, report: Report) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _TYPE, _sh("ValidationReport"))
    # The W3C's word is stricter than ours: a warning or an info does not conform either.
    conforms = "true" if report.total == Counts() else "false"
    yield ox.Triple(node, _sh("conforms"), ox.Literal(conforms, datatype=_BOOLEAN))
    for number, result in enumerate(report.results):
        part = ox.BlankNode(f"result{number}")
        yield ox.Triple(node, _sh("result"), part)
        for name, term in _properties(result):
            yield ox.Triple(part, _TYPE if name == "type" else _sh(name), term)


def _properties(result: Result) -> Iterator[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    yield "type", _sh("ValidationResult")
    yield "resultSeverity", _sh(result.severity)
    yield "resultMessage", ox.Literal(result.message)
    if result.focus:
        blank = result.focus.startswith("_:")
        yield "focusNode", _term(result.focus if blank else f"<{result.focus}>")
    if ":" in result.path and not _OPERATORS & set(result.path):
        yield "resultPath", ox.NamedNode(result.path)
    if result.value:
        yield "value", _term(result.value)
    if result.component:
        yield "sourceConstraintComponent", _sh(result.component)
    if result.constraint.startswith(("http:", "https:", "urn:")):
        yield "sourceShape", ox.NamedNode(result.constraint)


def _term(written: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term that N-Triples writes so."""
    statement = f"<urn:s> <urn:p> {written} ."
    term = next(iter(ox.parse(statement, format=ox.RdfFormat.N_TRIPLES))).object
    return ox.BlankNode() if isinstance(term, ox.Triple) else term


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)
