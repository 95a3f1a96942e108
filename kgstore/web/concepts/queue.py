"""What the review queue shows: records by state, set, label schema and confidence, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from kgstore.errors import ParameterError
from kgstore.link.wordnet.graph import GENERIC
from kgstore.link.wordnet.table import packaged
from kgstore.sparql.parameters import read_iri
from kgstore.web import pages_about
from kgstore.web.concepts.records import Entry, Records, State
from kgstore.web.documents import Site
from kgstore.web.pages_about import Names

PAGE: Final = 25
ALL: Final = "all"
STATES: Final = (*(str(state) for state in State), ALL)
PLACE: Final = "/concepts/review"
_MOST_SCHEMAS: Final = 30
_JUSTIFIED: Final = {
    "LexicalMatching": "by words",
    "ManualMappingCuration": "by hand",
    "UnspecifiedMatching": "by a service",
    "CompositeMatching": "several ways",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A place in the queue: which records, and the page of them. `set_name` is without `made/`."""

    status: str = State.PROPOSED.value
    set: str = ""
    schema: str = ""
    low: float = 0.0
    high: float = 1.0
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Return what the parameters of a request ask for; empty ones say nothing.

        >>> Asked.of({"status": "all", "set": "", "page": "2"}).page
        2

        Raises:
            ParameterError: there is no such status, or a number is none.
        """
        said = {name: given[name].strip() for name in asdict(cls()) if given.get(name, "").strip()}
        found = cls(
            said.get("status", State.PROPOSED.value),
            said.get("set", ""),
            _iri("schema", said),
            _number("low", said, 0.0),
            _number("high", said, 1.0),
            int(_number("page", said, 1.0)),
        )
        if found.status not in STATES:
            advice = f"Take one of {', '.join(STATES)}."
            raise ParameterError(f"there is no status {found.status[:50]!r}", advice=advice)
        return replace(found, page=min(max(found.page, 1), 1_000_000))

    def query(self, **more: object) -> str:
        """Return the query of the address of this place; what is as usual is left out."""
        usual = asdict(Asked())
        said = {name: value for name, value in asdict(self).items() if value != usual[name]}
        return urlencode(said | more)

    def at(self, page: int) -> str:
        """Return the query of another page."""
        return replace(self, page=page).query()

    def fits(self, entry: Entry) -> bool:
        """Return whether a record is asked for, as far as it says so itself."""
        named = self.set in {"", entry.name, entry.name.removeprefix("made/")}
        stands = self.status in {ALL, entry.state}
        return named and stands and self.low <= entry.row.confidence <= self.high


def _iri(name: str, said: Mapping[str, str]) -> str:
    try:
        return read_iri(said[name]).value if name in said else ""
    except ValueError as error:
        raise ParameterError(f"{name} is an IRI, not {said[name][:200]!r}", subject=name) from error


def _number(name: str, said: Mapping[str, str], usual: float) -> float:
    try:
        number = float(said.get(name, usual))
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e9:
        raise ParameterError(f"{name} is a number, not {said[name][:50]!r}", subject=name)
    return number


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue: its rows of `total`, and which sets and schemas can be asked for.

    The schemas are those of the records that fit, with how many each has.
    """

    asked: Asked
    rows: Sequence[Entry]
    total: int
    sets: Sequence[str]
    schemas: Sequence[tuple[str, int]]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(-(-self.total // PAGE), 1)


def queue(records: Records, asked: Asked) -> Queue:
    """Return the page of the queue that is asked for, or the last one if there are fewer."""
    fitting = list(records.about(filter(asked.fits, records.all)))
    schemas = Counter(records.schema(entry.row.subject) or "" for entry in fitting)
    if asked.schema:
        fitting = [e for e in fitting if records.schema(e.row.subject) == asked.schema]
        schemas.setdefault(asked.schema, 0)
    most = max(-(-len(fitting) // PAGE), 1)
    asked = replace(asked, page=min(asked.page, most))
    shown = fitting[(asked.page - 1) * PAGE : asked.page * PAGE]
    top = [pair for pair in schemas.most_common() if pair[0]]
    chosen = [pair for pair in top[_MOST_SCHEMAS:] if pair[0] == asked.schema]
    return Queue(asked, shown, len(fitting), records.sets, [*top[:_MOST_SCHEMAS], *chosen])


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a row shows it; `kind_of` tells which of the concepts with its name is meant."""

    entry: Entry
    schema: str
    label: str
    meaning: str
    kind_of: str
    relation: str
    justified: str
    runner_up: str
    runner_up_meaning: str
    runner_up_confidence: str
    runner_up_kind_of: str


def lines(here: Site, records: Records, entries: Iterable[Entry]) -> tuple[list[Line], Names]:
    """Return records as rows, and the names of what they name."""
    chosen = list(entries)
    above = {}
    for row in (entry.row for entry in chosen):
        for concept in (row.object, row.cells.get("runner_up", "")):
            if concept:
                above[concept] = next(iter(sorted(here.view.values(concept, GENERIC))), "")
    wanted = {term for e in chosen for term in (e.row.subject, e.row.predicate)} | {*above}
    wanted |= {records.schema(entry.row.subject) or "" for entry in chosen} | set(above.values())
    names = pages_about.names_of(here.view, here.library, here.base, wanted)
    return [_line(records, entry, above, names) for entry in chosen], names


def _line(records: Records, entry: Entry, above: Mapping[str, str], names: Names) -> Line:
    row = entry.row
    runner_up = row.cells.get("runner_up", "").partition("|")[0]
    how = row.justification.rpartition("/")[2]
    sure: Any = row.cells.get("runner_up_confidence", "")

    def kind_of(concept: str) -> str:
        upper = above.get(concept, "")
        return names(upper) if upper else ""

    return Line(
        entry,
        records.schema(row.subject) or "",
        row.cells.get("subject_label") or names(row.subject),
        meaning(row.object, names, row.cells.get("object_label", "")),
        kind_of(row.object),
        row.predicate.rpartition("#")[2],
        _JUSTIFIED.get(how, how),
        runner_up,
        meaning(runner_up, names) if runner_up else "",
        sure,
        kind_of(runner_up),
    )


def meaning(concept: str, names: Names, said: str = "") -> str:
    """Return the words of a concept: as the store has them, a record says them, or WordNet does."""
    if concept in names.known or said:
        return names.known.get(concept, said)
    synset = packaged().synsets.get(concept)
    return synset.lemmas[0] if synset else names(concept)
