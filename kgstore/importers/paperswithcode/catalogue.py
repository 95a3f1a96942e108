"""Data sets and tasks, as the dump and the headings of evaluation tables describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import without_none
from kgstore.importers.paperswithcode.rules import RULES
from kgstore.importers.paperswithcode.tables import dataset_name, slug
from kgstore.importers.terms import Term, term_iri


def dataset_document(draft: Draft, data: Mapping[str, Any]) -> Node:
    """Return the document of a data set: what the dump says, then what tables say."""
    entries = list(_entries(data, "dump"))
    tables = list(_entries(data, "tables"))
    name = _name(draft, entries, tables)
    fields = draft.fields
    full = [fields.text(e.get("full_name"), f"{p}.full_name") for p, e in entries]
    papers = [(p, fields.mapping(e.get("paper"), f"{p}.paper")) for p, e in entries]
    found: Node = {
        "otherName": [text for text in dict.fromkeys(full) if text and text != name],
        "description": _first_text(draft, [*entries, *tables], "description"),
        "landingPage": _pages(draft, entries, tables),
        "references": _references(draft, papers, tables),
        "citation": _first_text(draft, papers, "title"),
        "issued": _day(draft, entries),
        "identifier": [u for p, e in entries if (u := fields.text(e.get("url"), f"{p}.url"))],
        "canonical": draft.terms.known("dataset", name, *filter(None, full)),
    }
    document = draft.head("Dataset", name, **without_none(found))
    document |= _tasks(draft, entries, tables) | _modalities(draft, entries)
    return document | _languages(draft, entries)


def task_document(draft: Draft, data: Mapping[str, Any]) -> Node:
    """Return the document of a task that a table has a heading for."""
    tables = list(_entries(data, "tables"))
    fields = draft.fields
    name = _first_text(draft, tables, "task") or draft.native_id
    above = [entry["above"][-1] for _, entry in tables if entry.get("above")]
    sources = [(p, fields.mapping(e.get("source_link"), f"{p}.source_link")) for p, e in tables]
    said = {
        "description": _first_text(draft, tables, "description"),
        "otherName": _texts(draft, tables, "synonyms"),
        "keyword": _texts(draft, tables, "categories"),
        "landingPage": _links(draft, sources),
        "broader": _broader(draft, above),
        "canonical": draft.terms.known("task", name),
    }
    return draft.head("TaskType", name, **without_none(said))


def _entries(data: Mapping[str, Any], part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, entry in enumerate(data.get(part, ())):
        yield f"{part}[{number}]", entry


def _name(
    draft: Draft, entries: list[tuple[str, dict[str, Any]]], tables: list[tuple[str, Any]]
) -> str:
    name = _first_text(draft, entries, "name")
    if name is None and tables:
        place, entry = tables[0]
        own = draft.fields.text(entry.get("dataset") or entry.get("subdataset"), place)
        name = dataset_name([*entry["above"], own or ""])
    return name or draft.native_id


def _first_text(draft: Draft, entries: list[tuple[str, Any]], key: str) -> str | None:
    texts = (draft.fields.text(entry.get(key), f"{place}.{key}") for place, entry in entries)
    return next(filter(None, texts), None)


def _texts(draft: Draft, entries: list[tuple[str, Any]], key: str) -> list[str]:
    found = (draft.fields.texts(entry.get(key), f"{place}.{key}") for place, entry in entries)
    return list(dict.fromkeys(text for texts in found for text in texts))


def _links(draft: Draft, entries: list[tuple[str, Any]]) -> list[str]:
    """Return the addresses that entries with `url` give."""
    found = (draft.fields.web(e.get("url") or None, f"{p}.url") for p, e in entries)
    return list(dict.fromkeys(filter(None, found)))


def _listed(draft: Draft, tables: list[tuple[str, Any]], key: str) -> list[tuple[str, Any]]:
    mappings = (draft.fields.mappings(entry.get(key), f"{p}.{key}") for p, entry in tables)
    return [found for listed in mappings for found in listed]


def _pages(
    draft: Draft, entries: list[tuple[str, Any]], tables: list[tuple[str, Any]]
) -> list[str]:
    homes = [draft.fields.web(e.get("homepage") or None, f"{p}.homepage") for p, e in entries]
    links = _links(draft, _listed(draft, tables, "dataset_links"))
    return list(dict.fromkeys([*filter(None, homes), *links]))


def _references(
    draft: Draft, papers: list[tuple[str, Any]], tables: list[tuple[str, Any]]
) -> list[str]:
    cited = _listed(draft, tables, "dataset_citations")
    return _links(draft, [*((f"{p}.paper", paper) for p, paper in papers), *cited])


def _day(draft: Draft, entries: list[tuple[str, Any]]) -> str | None:
    text = _first_text(draft, entries, "introduced_date")
    if text is None:
        return None
    with suppress(ValueError):
        if len(text) == 10:
            return f"{date.fromisoformat(text).isoformat()}T00:00:00Z"
    draft.fields.note("dump.introduced_date", f"{text[:40]!r} is no date")
    return None


def _term(draft: Draft, text: str) -> Term:
    known = draft.terms.known("task", text)
    return known or draft.terms.own("task", slug(text) or text, text)


def _tasks(draft: Draft, entries: list[tuple[str, Any]], tables: list[tuple[str, Any]]) -> Node:
    listed = _listed(draft, entries, "tasks")
    words = [draft.fields.text(task.get("task"), f"{place}.task") for place, task in listed]
    words += [entry["tasks"][-1] for _, entry in tables if entry.get("tasks")]
    said = [word for word in dict.fromkeys(words) if word and not _no_task(word)]
    terms = {term_iri(term): term for term in (_term(draft, word) for word in said)}
    return {"task": list(terms.values()), "rawTask": said} if said else {}


def _no_task(word: str) -> bool:
    return word in RULES["heading"]["no_task"]


def _broader(draft: Draft, above: list[str]) -> list[Term]:
    named = [word for word in dict.fromkeys(above) if word and not _no_task(word)]
    terms = (_term(draft, word) for word in named if slug(word) != draft.native_id)
    return list({term_iri(term): term for term in terms}.values())


def _modalities(draft: Draft, entries: list[tuple[str, Any]]) -> Node:
    words = _texts(draft, entries, "modalities")
    found = [known for word in words if (known := draft.terms.known("modality", word))]
    rest = [word for word in words if not draft.terms.known("modality", word)]
    return without_none({"modality": list(dict.fromkeys(found)), "keyword": rest})


def _languages(draft: Draft, entries: list[tuple[str, Any]]) -> Node:
    words = _texts(draft, entries, "languages")
    tags = (RULES["language"].get(re.sub(r"\s+", " ", word)) for word in words)
    found = list(dict.fromkeys(filter(None, tags)))
    return without_none({"language": found, "rawLanguage": words})
