"""Oxigraph's terms as rdflib's, each made once, because making them is half of the conversion.

pySHACL reads rdflib graphs only. Literals keep the spelling of the source: rdflib would otherwise
write `0.43` for `4.3E-1`, and a finding would show a value that nobody wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

Term = URIRef | BNode | Literal
Statement = ox.Triple | ox.Quad
Statements = str | bytes | Iterable[Statement]
"""The content of one graph: N-Triples text, or statements."""

_CACHED = 100_000

# An ill-typed literal is a finding of ours; rdflib would print a traceback for it as well.
logging.getLogger("rdflib.term").addFilter(
    lambda entry: not str(entry.msg).startswith("Failed to convert")
)


@dataclass(slots=True)
class Terms:
    """A cache of rdflib terms; it forgets all when it has grown too large."""

    _names: dict[str, URIRef] = field(default_factory=dict)
    _literals: dict[tuple[str, str, str | None], Literal] = field(default_factory=dict)

    def name(self, iri: str) -> URIRef:
        """Return the rdflib name of an IRI.

        >>> Terms().name("urn:a")
        rdflib.term.URIRef('urn:a')
        """
        known = self._names.get(iri)
        if known is None:
            if len(self._names) >= _CACHED:
                self._names.clear()
            known = self._names[iri] = URIRef(iri)
        return known

    def literal(self, literal: ox.Literal) -> Literal:
        """Return the rdflib form of a literal, in the source's spelling.

        >>> whole = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
        >>> Terms().literal(ox.Literal("007", datatype=whole)).n3()
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'
        """
        key = (literal.value, literal.datatype.value, literal.language)
        known = self._literals.get(key)
        if known is None:
            if len(self._literals) >= _CACHED:
                self._literals.clear()
            known = self._literals[key] = self._make(*key)
        return known

    def term(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
        """Return the rdflib form of any term; pySHACL knows no triple terms, they become blank.

        >>> Terms().term(ox.BlankNode("b"))
        rdflib.term.BNode('b')
        """
        if isinstance(term, ox.NamedNode):
            return self.name(term.value)
        if isinstance(term, ox.Literal):
            return self.literal(term)
        return BNode(term.value) if isinstance(term, ox.BlankNode) else BNode()

    def _make(self, value: str, datatype: str, language: str | None) -> Literal:
        if language is not None:
            return Literal(value, lang=language)
        return Literal(value, datatype=self.name(datatype), normalize=False)


def statements(content: Statements) -> Iterable[Statement]:
    """Return the statements of a graph's content.

    >>> [triple.object.value for triple in statements('<urn:a> <urn:b> "c" .')]
    ['c']

    Raises:
        SyntaxError: the text is no N-Triples.
    """
    if isinstance(content, str | bytes):
        return ox.parse(content, format=ox.RdfFormat.N_TRIPLES)
    return content
