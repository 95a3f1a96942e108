"""The one function that puts values into a query, and the reading of values by kind.

`bind` replaces each `$name` token by a serialised RDF term. It works on tokens, so a `$name` in a
string, an IRI or a comment is left alone, and a value can never become anything but one term: it
is serialised by pyoxigraph, never pasted.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kgstore.errors import ParameterError
from kgstore.namespaces import PREFIXES, expand
from kgstore.sparql.header import Kind, Parameter, Query, Value
from kgstore.sparql.lexer import TokenKind, place, tokens

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_SCHEMES = frozenset({"http", "https", "urn", "tag", "doi", "did", "file", "info", "mailto", "ni"})


def bind(query: Query, given: Mapping[str, Value] | None = None) -> str:
    """Return the text of `query` with `given` (and else the defaults) in place of its `$name`s.

    Raises:
        ParameterError: a name that the query does not have, or a value of the wrong kind.
    """
    given = given or {}
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise _unknown(name, query)
    terms = {
        name: serialise(parameter, given.get(name, parameter.default))
        for name, parameter in known.items()
    }
    return substitute(query.text, terms)


def substitute(text: str, terms: Mapping[str, str]) -> str:
    """Return `text` with the serialised `terms` in place of the `$name` tokens of those names.

    >>> substitute("ASK { ?s ?p $x } # $x", {"x": '"a"'})
    'ASK { ?s ?p  "a"  } # $x'

    Raises:
        ParameterError: `<` stands right before a variable, so that it reads as an IRI.
    """
    parts = []
    for token in tokens(text):
        if token.kind is TokenKind.VARIABLE and token.text[0] == "$" and token.text[1:] in terms:
            # Spaces, because "<" before an IRI would read as "<<".
            parts.append(f" {terms[token.text[1:]]} ")
            continue
        if token.kind is TokenKind.IRI and token.text[1] in "?$=":
            raise ParameterError(
                f"{place(text, token.start)}: write a space after the less-than sign",
                subject=token.text,
            )
        parts.append(token.text)
    return "".join(parts)


def serialise(parameter: Parameter, value: Value) -> str:
    """Return `value` as SPARQL, read by the parameter's kind.

    >>> p = Parameter("task", Kind.IRI, "mzt:object-detection", "")
    >>> serialise(p, "mzt:x")
    '<https://w3id.org/modelzoo/vocabulary/task/x>'
    >>> serialise(Parameter("n", Kind.INTEGER, 1, ""), "50")
    '"50"^^<http://www.w3.org/2001/XMLSchema#integer>'

    Raises:
        ParameterError: the value is not of the parameter's kind.
    """
    try:
        return " ".join(str(term) for term in _terms(parameter.kind, value))
    except (ValueError, UnicodeEncodeError) as error:
        reason = error.args[0] if isinstance(error, ParameterError) else f"{value!r}"
        raise ParameterError(
            f"the parameter {parameter.name} takes {_KIND_TEXT[parameter.kind]}: {reason}",
            subject=parameter.name,
            advice=parameter.description,
        ) from error


_KIND_TEXT = {
    Kind.IRI: "an IRI (prefixed name, <IRI> or IRI)",
    Kind.IRIS: "IRIs, separated by spaces",
    Kind.STRING: "text",
    Kind.INTEGER: "a whole number",
    Kind.DOUBLE: "a number",
    Kind.BOOLEAN: "true or false",
}


def _terms(kind: Kind, value: Value) -> Iterable[ox.NamedNode | ox.Literal]:
    if kind is Kind.IRIS:
        items = value.replace(",", " ").split() if isinstance(value, str) else value
        if isinstance(items, str | int | float):
            raise ParameterError("a list is needed")
        return [read_iri(item) for item in items]
    if not isinstance(value, str | int | float):
        raise ParameterError("one value is needed, not a list")
    if kind is Kind.IRI:
        return [read_iri(str(value))]
    if kind is Kind.STRING:
        return [ox.Literal(str(value))]
    return [_read_literal(kind, str(value).strip())]


def _read_literal(kind: Kind, text: str) -> ox.Literal:
    if kind is Kind.BOOLEAN:
        if text.lower() not in {"true", "false"}:
            raise ParameterError(f"{text!r} is neither")
        return ox.Literal(text.lower() == "true")
    if kind is Kind.INTEGER:
        if not _INTEGER.fullmatch(text):
            raise ParameterError(f"{text!r} is none, or has more than 18 digits")
        return ox.Literal(int(text))
    number = float(text)
    if not math.isfinite(number):
        raise ParameterError(f"{text!r} is not finite")
    return ox.Literal(number)


def read_iri(text: str) -> ox.NamedNode:
    """Return the IRI that a prefixed name, `<IRI>` or IRI stands for.

    >>> read_iri("mzm:AP_50").value == read_iri(
    ...     "<https://w3id.org/modelzoo/vocabulary/metric/AP_50>").value
    True

    Raises:
        ParameterError: it is no IRI, or its prefix is unknown.
    """
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        return ox.NamedNode(text[1:-1])
    prefix, colon, _ = text.partition(":")
    if not colon:
        raise ParameterError(f"{text!r} has no prefix and no scheme")
    if prefix not in PREFIXES and prefix.lower() not in _SCHEMES:
        near = difflib.get_close_matches(prefix, PREFIXES, n=3, cutoff=0.5)
        hint = f"; near it: {', '.join(near)}" if near else "; write <...> around a full IRI"
        raise ParameterError(f"the prefix {prefix!r} is unknown{hint}")
    return ox.NamedNode(expand(text))


def _unknown(name: str, query: Query) -> ParameterError:
    names = [parameter.name for parameter in query.parameters]
    return ParameterError(
        f"the query {query.name} has no parameter {name}",
        subject=name,
        advice=f"It has: {', '.join(names)}." if names else "It has no parameters.",
    )
