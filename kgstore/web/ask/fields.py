"""The form of a named question: a field for each parameter, what was given, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kgstore.errors import ParameterError
from kgstore.namespaces import PREFIXES, VOCABULARY
from kgstore.sparql.header import Kind, Parameter, Query, Value
from kgstore.sparql.parameters import read_iri, serialise

MOST_OPTIONS: Final = 1000
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IRIS: Final = frozenset({Kind.IRI, Kind.IRIS})

Options = Callable[[str], tuple[tuple[str, str], ...]]
"""Gives the terms of the vocabulary with a prefix, each with its name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form shows it.

    `named` are the IRIs that it holds, `error` says what is wrong with it. `options` are the terms
    that fit, each with its name; `vocabulary` is the IRI of the list that has them, "" for none.
    `concept` says that a concept is wanted.
    """

    name: str
    label: str
    kind: Kind
    value: str
    default: str
    description: str
    error: str = ""
    named: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    vocabulary: str = ""
    concept: bool = False


def values(query: Query, given: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """Return the values that an address gives to parameters; a field left empty has its default.

    A text may be empty.
    """
    found: dict[str, Value] = {}
    for parameter in query.parameters:
        sent = given.get(parameter.name, ())
        text = " ".join(sent) if parameter.kind is Kind.IRIS else (sent[-1] if sent else "")
        if text.strip() or (sent and parameter.kind is Kind.STRING):
            found[parameter.name] = text
    return found


def fields(query: Query, found: Mapping[str, Value], options: Options) -> tuple[Field, ...]:
    """Return the fields of a question's form."""
    return tuple(_field(one, found.get(one.name, one.default), options) for one in query.parameters)


def _field(parameter: Parameter, value: Value, options: Options) -> Field:
    default, about_iris = written(parameter.default), parameter.kind in _IRIS
    error, prefix = "", default.partition(":")[0]
    named: tuple[str, ...] = ()
    try:
        serialise(parameter, value)
        named = tuple(_iris(value)) if about_iris else ()
    except ParameterError as wrong:
        error = str(wrong).removeprefix(f"the parameter {parameter.name} ")
    inside = about_iris and PREFIXES.get(prefix, "").startswith(VOCABULARY)
    fitting = options(prefix) if inside and parameter.kind is Kind.IRI else ()
    return Field(
        parameter.name,
        _CAMEL.sub(" ", parameter.name).lower().replace("_", " "),
        parameter.kind,
        written(value),
        default,
        parameter.description,
        error,
        named,
        fitting if len(fitting) <= MOST_OPTIONS else (),
        PREFIXES[prefix].rstrip("/") if inside else "",
        about_iris and prefix == "wn30",
    )


def _iris(value: Value) -> list[str]:
    items = value.replace(",", " ").split() if isinstance(value, str) else value
    return (
        [read_iri(str(item)).value for item in items] if not isinstance(items, int | float) else []
    )


def written(value: Value) -> str:
    """Return a value as one types it.

    >>> written(["mzm:AP", "mzm:AP_50"]), written(False), written(50)
    ('mzm:AP mzm:AP_50', 'false', '50')
    """
    if isinstance(value, list | tuple):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
