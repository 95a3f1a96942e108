"""Runs a query over a view: a named one with its parameters bound, or a user's own text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.query.federation import refuse_federation
from kgstore.query.prologue import with_prefixes
from kgstore.sparql.header import Query, Value
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import Results, View

_POSITION = re.compile(r"error at (\d+):(\d+): ")


def run(view: View, query: Query, given: Mapping[str, Value] | None = None) -> Results:
    """Return the results of `query` over `view`, with `given` values for its parameters.

    Raises:
        ParameterError: a parameter that it does not have, or a value of the wrong kind.
        QuerySyntaxError: its text is not SPARQL.
        QueryError: it would call another host, or fails while it runs.
    """
    return run_text(view, bind(query, given))


def run_text(view: View, text: str) -> Results:
    """Return the results of a SPARQL text; the store's own prefixes need no declaration.

    >>> from pyoxigraph import Store
    >>> bool(run_text(Store(), "ASK { ?model a mz:MLModel }"))
    False

    Raises:
        QuerySyntaxError: the text is not SPARQL; the message says where.
        QueryError: it would call another host, or fails while it runs.
    """
    refuse_federation(text)
    complete = with_prefixes(text)
    try:
        return view.query(complete)
    except SyntaxError as error:
        added = complete.count("\n") - text.count("\n")
        raise QuerySyntaxError(_explained(str(error), text, added), subject="query") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", subject="query") from error


def _explained(message: str, text: str, added_lines: int) -> str:
    """Oxigraph lists the tokens that it would have taken; the place and the text there say more."""
    match = _POSITION.match(message)
    if match is None:
        return " ".join(message.split())
    line, column = int(match.group(1)) - added_lines, int(match.group(2))
    lines = text.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip()[:40] if 0 < line <= len(lines) else ""
    where = f"line {line}, column {column}"
    if "Prefix not found" in message:
        return f"{where}: a prefix is not declared"
    return f"{where}: this is not SPARQL here: {rest or 'the query ends too early'}"
