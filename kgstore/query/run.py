"""Runs a query over a view: a named one with its parameters bound, or a user's own text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache

from kgstore.errors import QueryError, QuerySyntaxError
from kgstore.query.complaint import complaint
from kgstore.query.federation import refuse_federation
from kgstore.query.prologue import with_prefixes
from kgstore.sparql.header import Query, Value
from kgstore.sparql.parameters import bind
from kgstore.sparql.view import Results, View


def run(view: View, query: Query, given: Mapping[str, Value] | None = None) -> Results:
    """Return the results of `query` over `view`, with `given` values for its parameters.

    Raises:
        ParameterError: a parameter that it does not have, or a value of the wrong kind.
        QuerySyntaxError: its text is not SPARQL.
        QueryError: it would call another host, or fails while it runs.
    """
    # Values enter as whole terms, so what is checked and declared once holds for all of them: to
    # read a text with hundreds of IRIs took longer than to answer it.
    try:
        return view.query(bind(dataclasses.replace(query, text=_checked(query.text)), given))
    except (SyntaxError, OSError, RuntimeError, ValueError):
        return run_text(view, bind(query, given))  # says what is wrong, and where


@lru_cache(maxsize=512)
def _checked(text: str) -> str:
    """Return the text of a named query with all its prefixes, if it calls no other host."""
    refuse_federation(text)
    return with_prefixes(text)


def run_text(view: View, text: str, hosts: frozenset[str] = frozenset()) -> Results:
    """Return the results of a SPARQL text; the store's own prefixes need no declaration.

    `hosts` are those that SERVICE may call.

    >>> from pyoxigraph import Store
    >>> bool(run_text(Store(), "ASK { ?model a mz:MLModel }"))
    False

    Raises:
        QuerySyntaxError: the text is not SPARQL; the message says where.
        QueryError: it would call another host, or fails while it runs.
    """
    refuse_federation(text, hosts)
    complete = with_prefixes(text)
    try:
        return view.query(complete)
    except SyntaxError as error:
        raise QuerySyntaxError(complaint(text, str(error)), subject="query") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", subject="query") from error
