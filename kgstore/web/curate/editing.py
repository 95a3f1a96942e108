"""A record under somebody's hands: begun, read from a form, examined, saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from starlette.exceptions import HTTPException

from kgstore import intake
from kgstore.accept import Examined, accept, examine
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ
from kgstore.publish.describe import name
from kgstore.records.finding import Severity
from kgstore.web.api_stored import Stored, find, look
from kgstore.web.curate import complaints
from kgstore.web.curate.complaints import Complaint
from kgstore.web.curate.entering import Entry, entered
from kgstore.web.curate.fields import Group, form
from kgstore.web.curate.filled import Filled, blank, loaded, read, ready
from kgstore.web.curate.merging import Clash, merged
from kgstore.web.curate.nodes import listed
from kgstore.web.curate.shown import iris_in, shown, text_of
from kgstore.web.curate.words import words
from kgstore.web.documents import Site
from kgstore.web.pages_about import names_of, rows

OWN = "user"
"""The source of records that people write here."""


@dataclass(slots=True)
class Sheet:
    """A form for one record: `iri` and `version` are "" for a new one; `was` is what it said."""

    form: Group
    filled: Filled
    was: Filled
    iri: str = ""
    version: str = ""
    complaints: list[Complaint] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    entry: Entry | None = None
    examined: Examined | None = None
    commit: int | None = None

    @property
    def barred(self) -> bool:
        """Whether something is wrong that keeps the record from being taken."""
        return any(one.bars for one in self.complaints)


def begun(here: Site, kind: str, iri: str) -> Sheet:
    """Return an empty form, or that of a record.

    Raises:
        NotFound: there is no such record.
        HTTPException: 410, it was deleted; 400, it is of another kind.
    """
    group = form(kind)
    if not iri:
        return Sheet(group, blank(group), Filled())
    stored = find(here.services.store, iri)
    if group.type not in listed(stored.document.get("type")):
        raise HTTPException(400, f"This form is for records of the class {group.type}.")
    return _of_record(here, group, stored)


def _of_record(here: Site, group: Group, stored: Stored) -> Sheet:
    now, was = _filled(here, group, stored), _filled(here, group, stored)
    return Sheet(group, ready(now, group), was, stored.iri, stored.digest)


def _filled(here: Site, group: Group, stored: Stored) -> Filled:
    known = iris_in(stored.document, group)
    names = names_of(here.view, here.library, here.base, known)
    return shown(stored.document, group, text_of(words(here).vocabulary, names))


def sent(here: Site, kind: str, items: Iterable[tuple[str, str]]) -> Sheet:
    """Return the form that somebody sent, put together with what others changed meanwhile.

    Raises:
        NotFound: the record that it is of is none.
        HTTPException: 410, it was deleted meanwhile.
    """
    given, group = list(items), form(kind)
    told = dict(given)
    mine, iri = read(group, given), told.get("record", "")
    if not iri:
        return Sheet(group, ready(mine, group), Filled())
    sheet = _of_record(here, group, find(here.services.store, iri))
    mine.id, mine.more = sheet.iri, sheet.was.more
    if told.get("seen") == sheet.version:
        sheet.filled = ready(mine, group)
        return sheet
    was = loaded(told.get("before", ""), group)
    found, sheet.clashes = merged(mine, was, sheet.was, group)
    sheet.filled = ready(found, group)
    reason = "Somebody changed this record since you opened it; see what is said beside each field."
    sheet.complaints.append(Complaint("", Severity.VIOLATION, reason))
    return sheet


def tried(here: Site, sheet: Sheet, agent: str) -> Sheet:
    """Return the form with its document made and examined, and all complaints about it."""
    store, group = here.services.store, sheet.form
    stored = find(store, sheet.iri) if sheet.iri else None
    document = stored.document if stored else _new(here, sheet, agent)
    source = store.minter.parse(document["id"]).source
    terms = Terms(store.minter, words(here).vocabulary, source)
    entry = entered(sheet.filled, sheet.was, document, group, terms, partial(_named, here))
    told = complaints.own(entry, group)
    if stored is None and (taken := _taken(here, document["id"])):
        told.append(Complaint("name", Severity.VIOLATION, taken))
    sheet.entry = entry
    sheet.examined = examine(
        store, intake.record_of(entry.document, store.minter), detail=Severity.INFO
    )
    more = complaints.of_report(sheet.examined.report, entry, group)
    sheet.complaints += [*told, *complaints.unsaid(more, told)]
    return sheet


def _new(here: Site, sheet: Sheet, agent: str) -> dict[str, str]:
    minter = here.services.store.minter
    native = f"{agent}/{sheet.filled.first('name') or 'unnamed'}"
    iri = minter.record(sheet.form.key, OWN, native)
    return {
        "id": iri,
        "type": sheet.form.type,
        "source": minter.source(OWN),
        "nativeId": native,
    }


def _taken(here: Site, iri: str) -> str:
    """Return why a new record cannot have an IRI, or ""."""
    try:
        there = look(here.services.store, iri)
    except HTTPException as error:
        return f"You had a record of that name. {error.detail}. Choose another name."
    return (
        "You have a record of that name already. Change it instead, or choose another name."
        if (there is not None)
        else ""
    )


def _named(here: Site, text: str, of: str) -> list[str]:
    given = {"name": text, "class": f"<{MZ}{of}>"}
    return [name(row["thing"]) for row in rows(here.view, here.library, "named-things", **given)]


def saved(here: Site, sheet: Sheet, agent: str) -> Sheet:
    """Return the form after its record was committed, or with the reasons why it was not.

    To be called on the thread that writes.
    """
    sheet = tried(here, sheet, agent)
    if sheet.barred or sheet.examined is None or sheet.entry is None:
        return sheet
    verb = "change" if sheet.iri else "create"
    sheet.iri = sheet.entry.document["id"]
    store = here.services.store
    commit = accept(store, sheet.examined, agent=agent, message=f"{verb} {sheet.iri}")
    sheet.commit = commit.number if commit else 0
    return sheet
