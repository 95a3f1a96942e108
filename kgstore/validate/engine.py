"""Validation of a batch of records by pySHACL, result by result in the record that is at fault.

Two things differ from SHACL's closed world, on purpose:

* A reference to a thing of which nothing is known is legal, so `sh:class` is judged only where the
  value's type is known, from the record or its neighbourhood.
* A record that mentions another thing (a base model, an author) is judged by what it says of it,
  not by what it leaves out: that is for the thing's own record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pyshacl.pytypes import SHACLExecutor
from rdflib import Literal, URIRef
from rdflib.namespace import SH

from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.validate.batch import TYPE, Batch, BatchBuilder, Types
from kgstore.validate.checks import Check
from kgstore.validate.report import Report, Result, build_report
from kgstore.validate.shapes import Shapes, load_shapes
from kgstore.validate.terms import Statements, Term

# rdflib makes a namespace's terms anew each time that they are asked for.
_FOCUS, _VALUE, _PATH, _MESSAGE = SH.focusNode, SH.value, SH.resultPath, SH.resultMessage
_COMPONENT, _SHAPE, _SEVERITY = SH.sourceConstraintComponent, SH.sourceShape, SH.resultSeverity
_CLASS = "ClassConstraintComponent"
_OF_ABSENCE = frozenset(
    f"{name}ConstraintComponent"
    for name in ("MinCount", "HasValue", "QualifiedMinCount", "Equals", "Or", "Xone", "And", "Node")
)
"""The components that can be broken by what is not said."""


def validate(
    records: Mapping[str, Statements],
    neighbourhood: Types = MappingProxyType({}),
    *,
    shapes: Shapes | None = None,
    detail: Severity = Severity.INFO,
) -> Report:
    """Return what is wrong with `records`, given by their IRI or that of their graph.

    `neighbourhood` gives the classes of things outside the records, by IRI. The report counts all
    results and lists those at least as bad as `detail`. Some 250 records at once are fastest.

    >>> name, model = "https://e.org/id/model/x/m", "https://w3id.org/modelzoo#MLModel"
    >>> report = validate({name: f"<{name}> <{TYPE}> <{model}> ."})
    >>> report.conforms, report.total.infos > 0
    (True, True)

    Raises:
        SyntaxError: a record's text is no N-Triples.
    """
    shapes = shapes or load_shapes()
    builder = BatchBuilder(shapes.terms, shapes.superclasses, shapes.constants)
    batch = builder.build(records, neighbourhood)
    executor = SHACLExecutor()
    results = (r for check in shapes.checks for r in _results(check, batch, executor))
    return build_report(records, results, detail)


def _results(check: Check, batch: Batch, executor: SHACLExecutor) -> Iterator[Result]:
    focus = None if check.own_targeting else check.focus(batch)
    if focus is not None and not focus:
        return
    _, reports = check.shape.validate(
        executor, batch.graph, focus=None if focus is None else list(focus)
    )
    for _, node, triples in reports:
        parts = {p: o[1] if isinstance(o, tuple) else o for s, p, o in triples if s == node}
        result = _result(check, batch, parts)
        if result is not None:
            yield result


def _result(check: Check, batch: Batch, parts: Mapping[Any, Any]) -> Result | None:
    focus, value = parts[_FOCUS], parts.get(_VALUE)
    component = _local(parts[_COMPONENT])
    record = batch.record_of.get(focus)
    if record is None or (component == _CLASS and not _kind_is_known(value, batch)):
        return None
    severity = Severity(_local(parts[_SEVERITY]))
    says_nothing = component in _OF_ABSENCE and value in (None, focus)
    if says_nothing and not _is_described(focus, severity, batch):
        return None
    shape = parts[_SHAPE]
    is_own = shape == check.shape.node  # else a property shape within it, of an overlay
    return Result(
        severity=severity,
        record=record,
        focus=batch.name(focus),
        path=check.path if is_own else str(parts.get(_PATH, "")),
        message=(check.message if is_own else "") or str(parts[_MESSAGE]),
        value="" if value in (None, focus) else batch.written(value),
        constraint=str(shape) if isinstance(shape, URIRef) else "",
        component=component,
    )


def _local(iri: object) -> str:
    return str(iri).rpartition("#")[2]


def _kind_is_known(value: Any, batch: Batch) -> bool:
    """Tell whether a value has a class of our ontology; others say nothing of what it is not."""
    if isinstance(value, Literal):
        return True
    return any(str(kind).startswith(MZ) for kind in batch.graph.objects(value, TYPE))


def _is_described(focus: Term, severity: Severity, batch: Batch) -> bool:
    """Tell whether the record is there to say what a result finds missing."""
    if focus in batch.own:
        return True
    return severity == Severity.VIOLATION and focus not in batch.stubs
