"""The fields of a record set as columns, those inside others under the path of their names."""

from __future__ import annotations

from typing import Any

from kgstore.importers.croissant.check import id_of, parts
from kgstore.importers.croissant.names import TABLE, Context, Node, word
from kgstore.importers.croissant.values import first, fragment
from kgstore.importers.draft import Draft
from kgstore.importers.xml_text import many
from kgstore.records.check import iri_problem


def attributes(
    draft: Draft, context: Context, fields: list[Node], owner: str, place: str
) -> list[Node]:
    """Return the columns of a record set; `place` is the fragment of the part that it is."""
    found: dict[str, Node] = {}
    for field in fields:
        for path, node in _with_inner(field, owner, ""):
            made = _attribute(draft, context, node, path, place)
            if made["id"] in found:
                told = f"{path[:60]!r} stands twice; the first one counts"
                draft.fields.note("cr:recordSet.cr:field", told)
            found.setdefault(made["id"], made | {"position": len(found)})
    return list(found.values())


def _with_inner(node: Node, owner: str, before: str) -> list[tuple[str, Node]]:
    """Return (path of names, field) of a field and those inside it, without a mere holder."""
    own = _name(node, owner)
    path = f"{before}{own}"
    inner = [
        pair
        for n in parts(node.get("cr:subField"))
        for pair in _with_inner(n, id_of(node), f"{path}/")
    ]
    here = [(path, node)] if node.get("cr:dataType") or not inner else []
    return here + inner


def _name(node: Node, owner: str) -> str:
    told = node.get("name")
    if isinstance(told, dict):
        told = told.get("en") or next((t for t in told.values() if isinstance(t, str)), None)
    name = told if isinstance(told, str) and told else id_of(node)
    return name.removeprefix(f"{owner}/") or "column"


def _attribute(draft: Draft, context: Context, node: Node, path: str, place: str) -> Node:
    where = f"cr:recordSet.cr:field {path[:60]}"
    same = [
        told
        for text in many(node.get("cr:equivalentProperty"))
        if isinstance(text, str) and "://" in (told := context.iri(text)) and not iri_problem(told)
    ]
    return draft.part(
        f"{place}/column/{fragment(path)}" if place else f"column/{fragment(path)}",
        "DatasetAttribute",
        name=draft.fields.text(path, where) or "column",
        description=first(draft, node.get("description"), where),
        dataType=_type(context, node),
        exactMatch=same,
        **_statistics(draft, node, where),
    )


def _type(context: Context, node: Node) -> str | None:
    """Return the type of the values, with the sequences or the array around it."""
    words = [word(context, t) for t in many(node.get("cr:dataType")) if isinstance(t, str)]
    plain = sorted(words, key=lambda w: not w.startswith(("sc:", "cr:")))
    told = plain[0] if plain else ""
    shape = [part.strip() for part in str(node.get("cr:arrayShape") or "-1").split(",") if part]
    if node.get("cr:isArray") is True:
        flat = all(size == "-1" for size in shape)
        told = "sequence of " * len(shape) + told if flat else f"array[{','.join(shape)}] of {told}"
    elif node.get("cr:repeated") is True:
        told = f"sequence of {told}"
    return told.strip() or None


def _statistics(draft: Draft, node: Node, where: str) -> dict[str, Any]:
    """Return the statistics that the annotations of a field state as values."""
    found: dict[str, Any] = {}
    for note in parts(node.get("cr:annotation")):
        for text in (*many(note.get("cr:equivalentProperty")), note.get("name")):
            if not isinstance(text, str):
                continue
            last = text.replace("#", "/").replace(":", "/").rpartition("/")[2]
            key = TABLE["statistics"].get("".join(filter(str.isalnum, last)).casefold())
            value = note.get("cr:value")
            if key is None or isinstance(value, bool) or not isinstance(value, (int, float)):
                continue
            if key.endswith("Count"):
                found.setdefault(key, draft.fields.whole(value, where))
            else:
                found.setdefault(key, float(value))
    return found
