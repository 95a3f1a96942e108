"""Terms that look like the ontology's and are none: in RDF a misspelt property says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import pyoxigraph as ox

from kgstore.namespaces import MZ, RDF_TYPE, compact
from kgstore.records.finding import Severity
from kgstore.validate.report import Result
from kgstore.validate.shapes import Shapes
from kgstore.validate.terms import Statement


def misspelt(record: str, content: Iterable[Statement], shapes: Shapes) -> Iterator[Result]:
    """Yield a warning for each property and class in our namespace that the ontology lacks.

    >>> from kgstore.validate.shapes import load_shapes
    >>> from kgstore.validate.terms import statements
    >>> text = f"<urn:m> <{MZ}paramterCount> <urn:x> ."
    >>> [result.message for result in misspelt("urn:r", statements(text), load_shapes())]
    ['mz:paramterCount is no term of the ontology. Did you mean mz:parameterCount?']
    """
    seen = set()
    for statement in content:
        for term in _terms(statement):
            if term.startswith(MZ) and term not in shapes.declared and term not in seen:
                seen.add(term)
                subject = statement.subject
                focus = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
                yield Result(Severity.WARNING, record, focus, term, _message(term, shapes))


def nothing_known(record: str, content: Iterable[Statement], shapes: Shapes) -> Iterator[Result]:
    """Yield a warning if no node of a record has a class that a shape is about.

    >>> from kgstore.validate.shapes import load_shapes
    >>> len(list(nothing_known("urn:r", [], load_shapes())))
    1
    """
    classes = {str(kind) for check in shapes.checks for kind in check.classes}
    if not any(_kind(statement) in classes for statement in content):
        message = (
            "Nothing here is of a class that kgstore knows, so next to nothing was checked. Give "
            "each thing its type, for example mz:MLModel."
        )
        yield Result(Severity.WARNING, record, "", RDF_TYPE, message)


def _terms(statement: Statement) -> Iterator[str]:
    yield statement.predicate.value
    yield _kind(statement)


def _kind(statement: Statement) -> str:
    if statement.predicate.value == RDF_TYPE and isinstance(statement.object, ox.NamedNode):
        return statement.object.value
    return ""


def _message(term: str, shapes: Shapes) -> str:
    near = get_close_matches(term, shapes.declared, n=1, cutoff=0.9)
    advice = f"Did you mean {compact(near[0])}?" if near else "Look its name up in the ontology."
    return f"{compact(term)} is no term of the ontology. {advice}"
