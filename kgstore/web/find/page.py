"""The search page, `/find`: its address is the whole state, and every click is another address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kgstore.search.fields import fields
from kgstore.search.filter.resolve import Resolved
from kgstore.search.find import Finder
from kgstore.search.place import METRIC, NAME, RELEVANCE
from kgstore.web import jsonld, pages_about, signposting
from kgstore.web.documents import HTML, DocumentRoute, Site, answer, chosen_form, site
from kgstore.web.find import adding, chips, concepts, help, orders, ranges, rows, tabs
from kgstore.web.find.adding import Added
from kgstore.web.find.facets import Facets
from kgstore.web.find.layout import layout
from kgstore.web.find.reading import Reading, read
from kgstore.web.find.search import PAGE, Searched, counted, search
from kgstore.web.find.state import State, data_address
from kgstore.web.finding import finding
from kgstore.web.signposting import Link

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_COLUMNS: Final = ("parameters", "size", "objects")
_FILES: Final = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}


@router.api_route("/find", methods=["GET", "HEAD"])
def find(request: Request) -> Response:
    """Answer with what is found; 400 where the filter or an added condition cannot be read."""
    here, finder = site(request), finding(request).finder
    chosen_form(request, "", {"html": HTML})
    state = State.read(request.query_params)
    reading = read(state, finder)
    added = adding.added(request.query_params, reading, finder)
    if added is not None and not added.reason and reading.wrong is None:
        changed = reading.settled(state).with_(filter=added.filter)
        return RedirectResponse(changed.address(here.root), 303)
    shown = {"state": state, "reading": reading, "added": added or Added(), "layout": layout()}
    if reading.resolved is None:
        return _unread(request, here, shown)
    found = search(here, finder, state, reading, reading.resolved.meaning)
    wrong = bool(found.trouble or (added and added.reason))

    def make() -> tuple[bytes, Mapping[str, str]]:
        page = _Page(here, finder, state, reading, found, added.field if added else "")
        links = page.links()
        body = here.render("find/page.html", **shown, **page.values(), links=links)
        return body, {"Link": signposting.header(links)}

    etag = here.etag("find", str(found.found.commit), request.url.query)
    return answer(request, etag, HTML, make, 400 if wrong else 200)


def _unread(request: Request, here: Site, shown: Mapping[str, Any]) -> Response:
    """Return the page where the filter cannot be read: the forms, what is wrong, and no result."""
    title, address = "Find models and data sets", f"{here.base}/find"
    values = {
        "title": title,
        "section": "/find",
        "jsonld": jsonld.page("SearchResultsPage", title, address, here.base),
        "settled": shown["state"],
    }
    body = here.render("find/unread.html", **shown, **values)
    etag = here.etag("find", request.url.query)
    return answer(request, etag, HTML, lambda: (body, {}), 400)


class _Page:
    """The values of the template."""

    def __init__(
        self,
        here: Site,
        finder: Finder,
        state: State,
        reading: Reading,
        searched: Searched,
        wrong: str,
    ) -> None:
        self._here, self._finder, self._reading = here, finder, reading
        self._state, self._searched, self._found = state, searched, searched.found
        self._wording, self._wrong = finder.wording(), wrong
        self._facets = Facets(reading.tree, searched.found, self._wording, frozenset(state.open))

    def links(self) -> list[Link]:
        """Return the same result as data."""
        data = self._data("")
        return [Link("alternate", data, "application/json")] + [
            Link("alternate", self._data(form), kind) for form, kind in _FILES.items()
        ]

    def values(self) -> dict[str, Any]:
        """Return what the page shows."""
        found, searched = self._found, self._searched
        kinds = "data sets" if searched.kind == "dataset" else "models"
        return {
            "title": f"Find {kinds}",
            "section": "/find",
            "jsonld": self._said(f"Find {kinds}"),
            "settled": self._reading.settled(self._state),
            "found": found,
            "searched": searched,
            "kinds": kinds,
            "chips": list(chips.chips(self._reading, self._wording)),
            "rows": (shown := rows.made(self._here, found, searched.unit)),
            "value_title": self._value_title() if any(row.sorted for row in shown) else "",
            "ways": adding.WAYS,
            "page_size": PAGE,
            "names": pages_about.Names(self._here.base, {row.iri: row.name for row in shown}),
            "files": [(form, self._data(form)) for form in _FILES],
            "data": self._data(""),
            "notes": self._notes(),
            "help": [] if found.total else help.without(self._reading, self._finder, self._wording),
            **self._choices(),
        }

    def _choices(self) -> dict[str, Any]:
        """Return facets, ranges and orders."""
        kind, facets = self._searched.layout, self._facets
        names = [name for name in counted(kind, self._state) if name in self._found.facets]
        around = self._searched.around
        return {
            "tabs": tabs.tabs(self._found, self._reading.tree, self._searched.kind),
            "facets": {name: facets.facet(name) for name in names},
            "tree": self._tree(around) if concepts.FIELD in kind.facets else None,
            "ranges": self._ranges(),
            "orders": orders.orders(kind, self._state),
            "metrics": self._metrics(),
            "datasets": orders.datasets(self._found),
        }

    def _tree(self, around: concepts.Around) -> concepts.Tree:
        labels = {iri: self._wording.label(iri) for iri in around.all()}
        facets = Facets(self._reading.tree, self._found, self._wording, labels=labels)
        return concepts.shown(around, self._found.counts.get(concepts.FIELD, {}), facets)

    def _metrics(self) -> list[orders.Option]:
        metric = self._searched.metric
        chosen = metric if metric == self._state.sort else ""
        return orders.metrics(self._found, self._wording, chosen, [metric])

    def _ranges(self) -> list[ranges.Spread]:
        metric = self._searched.metric
        wanted = [*([metric] if metric else []), *self._searched.layout.ranges]
        found, tree = self._found.histograms, self._reading.tree
        made = (ranges.spread(n, found.get(n, ()), tree, self._label(n)) for n in wanted)
        return [one for one in made if one.bars or one.low or one.high or one.name == self._wrong]

    def _label(self, name: str) -> str:
        """Return what a metric is called; "" of a field, which the layout names."""
        meant = () if name in fields() else self._wording.meant("metric", name)
        return self._wording.label(meant[0]) if meant else ""

    def _value_title(self) -> str:
        """Return the heading of the value that rows are sorted by; "" if it is there anyway."""
        by = self._found.sort.by
        if by == METRIC:
            return self._label(self._state.sort) or self._state.sort
        return "" if by in (RELEVANCE, NAME, *_COLUMNS) else layout().titles[by]

    def _notes(self) -> list[tuple[str, str]]:
        resolved = self._reading.resolved or Resolved(self._found.meaning, ())
        return [(note.text, note.understood) for note in resolved.notes]

    def _data(self, form: str) -> str:
        state = self._state
        asked = {"filter": self._reading.text, "sort": state.sort, "on_dataset": state.on_dataset}
        asked |= {"ascending": state.ascending if state.up is not None else "", "format": form}
        return data_address(self._here.root, asked)

    def _said(self, title: str) -> Any:
        entries = [
            {"@type": "ListItem", "position": at, "name": row.name[: rows.LONGEST], "url": row.iri}
            for at, row in enumerate(self._found.rows, 1)
        ]
        listed = {"@type": "ItemList", "numberOfItems": self._found.total}
        address = self._here.base + self._state.address("")
        whole = {**listed, "itemListElement": entries}
        return jsonld.page("SearchResultsPage", title, address, self._here.base, mainEntity=whole)
