"""What validation says of a record, beside the fields of a form that cause it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kgstore.records.finding import Severity
from kgstore.validate.report import Report, Result
from kgstore.web.curate.entering import Entry
from kgstore.web.curate.fields import Group, property_of
from kgstore.web.curate.nodes import Node, is_node, listed

_LONGEST = 500
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is wrong: where in the form ("" is nowhere), how grave, and how to mend it.

    `shape` is the IRI of the shape that says so, `value` the offending value.
    """

    place: str
    severity: Severity
    message: str
    shape: str = ""
    value: str = ""

    @property
    def bars(self) -> bool:
        """Whether the record is not taken because of it."""
        return self.severity is Severity.VIOLATION


def own(entry: Entry, form: Group) -> list[Complaint]:
    """Return what is wrong before anything is validated: values that cannot be read or are due."""
    found = [Complaint(place, Severity.VIOLATION, reason) for place, reason in entry.problems]
    for one in form.fields:
        if one.needed and not listed(entry.document.get(one.key)):
            reason = f"Fill in the {one.label}: it is what the record is listed and found by."
            found.append(Complaint(one.key, Severity.VIOLATION, reason))
        elif one.key == "name" and len(str(entry.document["name"])) > _LONGEST:
            reason = f"A name of more than {_LONGEST} characters is a description: shorten it."
            found.append(Complaint("name", Severity.VIOLATION, reason))
    return found


def of_report(report: Report, entry: Entry, form: Group) -> list[Complaint]:
    """Return the results of a report as complaints, worst first."""
    keys = _keys(form)
    results = sorted(report.results, key=lambda r: list(Severity).index(r.severity))
    found = (_complaint(result, entry, form, keys) for result in results)
    return list(dict.fromkeys(found))


def unsaid(found: Iterable[Complaint], told: Iterable[Complaint]) -> list[Complaint]:
    """Return the complaints of `found` about places of which no violation is `told`."""
    places = {one.place for one in told if one.place}
    return [one for one in found if one.place not in places]


def _complaint(result: Result, entry: Entry, form: Group, keys: dict[str, str]) -> Complaint:
    place = _place(result, entry, form, keys)
    message = result.message
    if not result.constraint and not result.path:  # what the check of the document says
        path, _, reason = message.partition(": ")
        place = _place_of_path(path, entry) or place
        message = f"{reason[:1].upper()}{reason[1:]}." if reason else message
    return Complaint(place, result.severity, message, result.constraint, result.value)


def _place(result: Result, entry: Entry, form: Group, keys: dict[str, str]) -> str:
    for inner in form.groups:
        if result.constraint in inner.shapes:
            return inner.key
    key = keys.get(result.path, "")
    if (result.focus, key) in entry.places:
        return entry.places[result.focus, key]
    for place, terms in entry.terms.items():
        if any(is_node(term) and term["id"] == result.focus for term in terms):
            return place
    return entry.nodes.get(result.focus, "")


def _place_of_path(path: str, entry: Entry) -> str:
    """Return the place of a path in a document, as `configurations[0].dataset[1]`."""
    steps = [_STEP.fullmatch(step) for step in path.split(".")]
    node: Node = entry.document
    for step in steps[:-1]:
        items = listed(node.get(step[1])) if step else []
        index = int(step[2] or 0) if step else 0
        if index >= len(items) or not is_node(items[index]):
            break
        node = items[index]
    last = next((step for step in reversed(steps) if step), None)
    return entry.places.get((node["id"], last[1]), "") if last else ""


def _keys(form: Group) -> dict[str, str]:
    found = {property_of(one.key): one.key for one in form.fields}
    for inner in form.groups:
        found |= _keys(inner)
    return found
