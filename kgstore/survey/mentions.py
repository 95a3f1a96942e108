"""What a record's document says in terms: each mention of a task, metric, dataset, licence ...

A mention is one use of a term in one place: a task of a model, the metric of one value, the dataset
of one evaluation. A part of a dataset (one language, one split) counts as what it is a part of.
A mention is `canonical` where the term is one of the vocabularies, `unresolved` where
the importer marked it so, and `own` where the source itself describes the thing (a dataset of a
tracker, with its digest): that is a record of its own, and no free text that could resolve.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from kgstore.importers.terms import UNRESOLVED
from kgstore.namespaces import VOCABULARY
from kgstore.records.record import Record

EVALUATED: Final = "dataset in an evaluation"
TRACKED: Final = "metric value of a run"
MEASURES: Final = {
    "task": "task",
    "metric": "metric value",
    "licence": "licence",
    "hardware": "hardware",
    "supportedHardware": "hardware",
    "architecture": "architecture",
    "framework": "framework",
    "hyperparameter": "hyperparameter",
}
"""What is measured, by the key of the documents."""


PART_OF: Final = ("splitOf", "subsetOf", "versionOf")


class Mention(NamedTuple):
    """One use of a term; `raw` is the source's spelling, `state` canonical, own or unresolved."""

    measure: str
    source: str
    raw: str
    term: str
    state: str
    node: str
    """The IRI of what uses the term."""
    record: str


def mentions(record: Record) -> Iterator[Mention]:
    """Yield every mention of a term in a record.

    >>> from kgstore.records.record import Raw
    >>> node = {"id": "urn:m", "task": [VOCABULARY + "task/fill-mask"], "rawTask": ["fill_mask"]}
    >>> found = list(mentions(Record("model", "zoo", "m", node, Raw(b""), "f")))
    >>> [(mention.measure, mention.raw, mention.state) for mention in found]
    [('task', 'fill_mask', 'canonical')]
    """
    of_run = "experiment" in record.document  # whose users name their metrics as they please
    for node in _nodes(record.document):
        for key in node:
            for raw, term in _pairs(node, key):
                measure = _measure(node, key, of_run)
                if measure:
                    term = _whole(term)
                    iri = term if isinstance(term, str) else str(term.get("id", ""))
                    place = (str(node["id"]), record.iri)
                    yield Mention(measure, record.source, raw, iri, _state(term), *place)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _measure(node: dict[str, Any], key: str, of_run: bool) -> str:
    if key == "dataset":
        kind = node.get("type")
        if kind == "TestingConfiguration":
            return EVALUATED
        return "dataset elsewhere"
    if key == "metric" and of_run:
        return TRACKED
    return MEASURES.get(key, "language" if key in ("language", "rawLanguage") else "")


def _pairs(node: dict[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Yield the terms under a key, each with its spelling: its own, or all of them together."""
    if key == "rawLanguage":  # a language that did not resolve is only there as it was spelt
        missing = len(_listed(node[key])) - len(_listed(node.get("language")))
        spelt = " | ".join(map(str, _listed(node[key])))
        yield from ((spelt, {"resolutionStatus": UNRESOLVED}) for _ in range(max(missing, 0)))
        return
    if key not in MEASURES and key not in ("dataset", "language"):
        return
    terms = _listed(node[key])
    raws = [str(raw) for raw in _listed(node.get(f"raw{key[0].upper()}{key[1:]}"))]
    if len(raws) != len(terms):
        raws = [" | ".join(raws)] * len(terms)
    yield from zip_longest(raws, terms)


def _whole(term: Any) -> Any:
    """Return what a part of a dataset is a part of, as far as it is said."""
    while isinstance(term, dict) and term.get("resolutionStatus") != UNRESOLVED:
        above = next((_listed(term[key])[0] for key in PART_OF if term.get(key)), None)
        if above is None:
            break
        term = above
    return term


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _state(term: Any) -> str:
    if isinstance(term, str):
        return "canonical" if "://" not in term or term.startswith(VOCABULARY) else "own"
    return "unresolved" if term.get("resolutionStatus") == UNRESOLVED else "own"
