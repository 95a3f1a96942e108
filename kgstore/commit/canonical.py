"""N-Triples in the one spelling that the store gives back.

Oxigraph keeps numbers, booleans, dates and durations as values, not as text: `"4.3E-1"` under
`xsd:double` comes back as `"0.43"`, `"007"` as `"7"`, `xsd:long` as `xsd:integer`. The ledger is
written in that spelling too; otherwise the row that deletes a triple would not cancel the row that
added it. Lines are taken in the form of Oxigraph's own serialiser: one space between terms.

Most literals are in that spelling already, and one regular expression steps over them; the rest
are asked of a tiny store in memory (4 microseconds each), and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

import pyoxigraph as ox

from kgstore.errors import RecordError
from kgstore.namespaces import XSD

_NUMBERS = (
    "integer|decimal|double|float|long|int|short|byte|unsignedLong|unsignedInt|unsignedShort|"
    "unsignedByte|nonNegativeInteger|positiveInteger|nonPositiveInteger|negativeInteger"
)
_TIMES = (
    "dateTime|dateTimeStamp|date|time|gYear|gYearMonth|gMonth|gMonthDay|gDay|duration|"
    "dayTimeDuration|yearMonthDuration"
)
_XSD = re.escape(XSD)
# Spelt as the store spells it: whole numbers, short decimals without a zero at the end, booleans,
# times in UTC on the second. Fifteen significant digits survive a double unchanged.
_SETTLED = (
    rf'(?:-?[1-9]\d{{0,14}}|0)"\^\^<{_XSD}(?:integer|decimal|double)>'
    rf'|-?(?:0|[1-9]\d{{0,5}})\.\d{{0,8}}[1-9]"\^\^<{_XSD}(?:decimal|double)>'
    rf'|(?:true|false)"\^\^<{_XSD}boolean>'
    rf'|\d{{4}}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ"\^\^<{_XSD}dateTime>'
)
# A literal begins after "> " and ends its line, and holds no bare quote: text that looks like a
# literal inside another literal is never touched.
_TYPED = re.compile(
    rf'> "(?!(?:{_SETTLED}) \.$)((?:[^"\\\n]|\\.)*)"'
    rf"\^\^<{_XSD}({_NUMBERS}|{_TIMES}|boolean|string)>(?= \.$)",
    re.MULTILINE,
)
_FRACTION = re.compile(r"-?(?:0|[1-9]\d*)\.\d*[1-9]")
_TAG = re.compile(r'"@([A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*)(?= \.$)', re.MULTILINE)


def canonical(lexical: str, datatype: str) -> tuple[str, str]:
    """Return the lexical form and datatype IRI under which the store gives a literal back.

    >>> canonical("4.3E-1", XSD + "double")
    ('0.43', 'http://www.w3.org/2001/XMLSchema#double')
    >>> canonical("007", XSD + "long")
    ('7', 'http://www.w3.org/2001/XMLSchema#integer')
    """
    found = _PROBE.ask(ox.Literal(lexical, datatype=ox.NamedNode(datatype)))
    return found.value, found.datatype.value


class _Probe:
    """A store in memory that is asked how it spells a literal.

    It keeps what was removed from it, and then has to step over that: so it is not asked for long.
    """

    def __init__(self) -> None:
        self._store, self._asked, self._lock = ox.Store(), 0, Lock()

    def ask(self, literal: ox.Literal) -> ox.Literal:
        with self._lock:
            if self._asked == _QUESTIONS:
                self._store, self._asked = ox.Store(), 0
            self._asked += 1
            subject = ox.NamedNode(f"urn:{self._asked}")
            self._store.add(ox.Quad(subject, _PREDICATE, literal))
            found = next(self._store.quads_for_pattern(subject, None, None, None)).object
        if not isinstance(found, ox.Literal):
            raise TypeError(f"{literal} came back as {found}")
        return found


_QUESTIONS = 1000
_PREDICATE = ox.NamedNode("urn:p")
_PROBE = _Probe()


@lru_cache(maxsize=65536)
def _respelt(lexical: str, name: str) -> str:
    return str(_PROBE.ask(ox.Literal(lexical, datatype=ox.NamedNode(XSD + name))))


def canonical_ntriples(text: str) -> str:
    r"""Return N-Triples `text`, as a serialiser wrote it, with every literal in the store's form.

    >>> canonical_ntriples('<urn:a> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#int> .\n')
    '<urn:a> <urn:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    """
    text = _TYPED.sub(_replacement, text)
    return _TAG.sub(lambda match: '"@' + match[1].lower(), text)


def _replacement(match: re.Match[str]) -> str:
    lexical, name = match[1], match[2]
    if name == "string":
        return f'> "{lexical}"'
    if "\\" in lexical:  # no number or time holds an escape: ill-typed, kept as it is
        return match[0]
    if name == "double" and _FRACTION.fullmatch(lexical) and repr(float(lexical)) == lexical:
        return match[0]  # both spell a double by the fewest digits that tell it from its neighbours
    return "> " + _respelt(lexical, name)


def canonical_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return N-Triples lines (without line ends) in the store's form, sorted, none twice.

    >>> canonical_lines(['<urn:a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .'])
    ('<urn:a> <urn:p> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .',)
    """
    text = "\n".join(lines)
    return tuple(sorted(set(canonical_ntriples(text).split("\n")))) if text else ()


def normalised(text: str, graph: str) -> tuple[str, ...]:
    r"""Return any N-Triples as `canonical_lines` does; parsed first, so it is known to be sound.

    >>> normalised('<urn:a>   <urn:p> "x"@EN .  # a comment', "urn:g")
    ('<urn:a> <urn:p> "x"@en .',)

    Raises:
        RecordError: it is no N-Triples, or holds a blank node or a quoted triple; says which line.
    """
    try:
        triples = list(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
    except (SyntaxError, UnicodeEncodeError) as error:
        raise RecordError(
            f"the content of {graph} is no N-Triples: {error}", subject=graph
        ) from error
    for triple in triples:
        for term in (triple.subject, triple.object):
            if not isinstance(term, ox.NamedNode | ox.Literal):
                raise RecordError(
                    f"{graph} holds the {_kind(term)} {term}; the store takes none",
                    subject=graph,
                    advice="Give every node an IRI, for example a fragment of its document's.",
                )
    written = ox.serialize(
        (t.triple if isinstance(t, ox.Quad) else t for t in triples), format=ox.RdfFormat.N_TRIPLES
    )
    return canonical_lines((written or b"").decode().split("\n")[:-1])


def _kind(term: object) -> str:
    return "blank node" if isinstance(term, ox.BlankNode) else "quoted triple"
