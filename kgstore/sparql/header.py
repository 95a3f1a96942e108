"""A query file: valid SPARQL under a YAML header in `#+` comment lines, read into `Query`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.sparql.lexer import TokenKind, tokens

Value = str | int | float | bool | list[str] | tuple[str, ...]
"""A parameter's value as a user or a program gives it."""

_FORMS = frozenset({"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"})
_TEXTS = ("summary", "question", "source", "rests-on", "status", "empty")


class Kind(StrEnum):
    """What a parameter takes."""

    IRI = "iri"
    IRIS = "iris"
    STRING = "string"
    INTEGER = "integer"
    DOUBLE = "double"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A `$name` of a query: what it takes, what it is when nobody says, what it means."""

    name: str
    kind: Kind
    default: Value
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its header.

    `folder` is the folder that the file lies in (`cq`, `derive` ...); `rests_on` says what an
    answer rests on and what no answer means, `status` names the variable with the third value,
    `empty` is what to say when there is no row.
    """

    name: str
    text: str
    form: str
    folder: str = ""
    summary: str = ""
    question: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    rests_on: str = ""
    status: str = ""
    empty: str = ""


def read(path: Path) -> Query:
    """Return the query in a file; its name is the file's.

    Raises:
        QueryError: the file cannot be read, or its header is unsound.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read: {error}", subject=str(path)) from error
    try:
        return parse(text, path.name.removesuffix(".rq"), path.parent.name)
    except QueryError as error:
        raise type(error)(f"{path}: {error}", subject=str(path)) from error


def parse(text: str, name: str = "", folder: str = "") -> Query:
    r"""Return the query that `text` holds; a text without a header is a query without parameters.

    >>> query = parse("#+ summary: All\n#+ tags: [x]\nSELECT * { ?s ?p ?o }", "all")
    >>> query.summary, query.tags, query.form
    ('All', ('x',), 'SELECT')

    Raises:
        QueryError: the header is unsound.
        QuerySyntaxError: the text is no SPARQL query.
    """
    header = _header(text)
    unknown = set(header) - {*_TEXTS, "tags", "parameters"}
    if unknown:
        raise QueryError(f"the header has unknown keys: {', '.join(sorted(unknown))}")
    texts = {key.replace("-", "_"): str(header.get(key) or "") for key in _TEXTS}
    return Query(
        name=name,
        text=text,
        form=_form(text),
        folder=folder,
        tags=tuple(map(str, header.get("tags") or ())),
        parameters=tuple(_parameter(*item) for item in (header.get("parameters") or {}).items()),
        **texts,
    )


def _header(text: str) -> dict[str, Any]:
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise QueryError(f"the #+ header is no YAML: {problem}") from error
    if not isinstance(header, dict) or not isinstance(header.get("parameters") or {}, dict):
        raise QueryError("the #+ header and its parameters must be mappings")
    return header


def _parameter(name: str, entry: Any) -> Parameter:
    if not isinstance(entry, dict) or set(entry) != {"kind", "default", "description"}:
        raise QueryError(f"the parameter {name} needs kind, default and description")
    if entry["kind"] not in set(Kind):
        raise QueryError(f"the parameter {name} has the unknown kind {entry['kind']}")
    default = entry["default"]
    if not isinstance(default, str | int | float | list):
        raise QueryError(f"the parameter {name} needs a default")
    return Parameter(name, Kind(entry["kind"]), default, str(entry["description"]))


def _form(text: str) -> str:
    for token in tokens(text):
        if token.kind is TokenKind.WORD and token.text.upper() in _FORMS:
            return token.text.upper()
    raise QuerySyntaxError("there is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query")
