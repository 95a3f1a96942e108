"""Two people at one record: what each changed is put together, and said where both did."""

from __future__ import annotations

from dataclasses import dataclass

from kgstore.web.curate.fields import Group
from kgstore.web.curate.filled import Filled


@dataclass(frozen=True, slots=True)
class Clash:
    """A field or group that both changed: what the record says now, and what it said before."""

    place: str
    label: str
    now: tuple[str, ...]
    before: tuple[str, ...]


def merged(mine: Filled, was: Filled, now: Filled, form: Group) -> tuple[Filled, list[Clash]]:
    """Return what is to be shown, and the clashes.

    What only I changed stays as I have it, what only others changed is taken from `now`; what both
    changed stays as I have it and is a clash. Groups are taken whole.

    >>> from kgstore.web.curate.fields import form
    >>> was = Filled({"name": ["a"], "version": ["1"]})
    >>> now = Filled({"name": ["b"], "version": ["1"]})
    >>> mine = Filled({"name": ["c"], "version": ["2"]})
    >>> found, clashes = merged(mine, was, now, form("model"))
    >>> found.first("name"), found.first("version"), [clash.now for clash in clashes]
    ('c', '2', [('b',)])
    """
    found, clashes = Filled({}, {}, now.id, dict(now.more)), []
    for one in form.fields:
        mine_, was_, now_ = mine.texts(one.key), was.texts(one.key), now.texts(one.key)
        found.values[one.key] = list(now_ if mine_ == was_ else mine_)
        if len({tuple(mine_), tuple(was_), tuple(now_)}) == 3:
            clashes.append(Clash(one.key, one.label, tuple(now_), tuple(was_)))
    for inner in form.groups:
        theirs = mine.same_parts(was, inner)
        found.parts[inner.key] = (now if theirs else mine).parts.get(inner.key, [])
        if not (theirs or now.same_parts(was, inner) or mine.same_parts(now, inner)):
            told = (tuple(lines(one, inner)) for one in (now, was))
            clashes.append(Clash(inner.key, inner.heading, *told))
    return found, clashes


def lines(filled: Filled, inner: Group) -> list[str]:
    """Return the parts of a group as lines for people.

    >>> from kgstore.web.curate.fields import form
    >>> split = Filled({"splitName": ["train"], "numberOfDataObjects": ["7"]})
    >>> lines(Filled({}, {"split": [split]}), form("dataset").group("split"))
    ['name of the split: train; number of data objects: 7']
    """
    return [line for part in filled.said(inner.key) if (line := _line(part, inner))]


def _line(part: Filled, inner: Group) -> str:
    told = [f"{f.label}: {', '.join(part.texts(f.key))}" for f in inner.fields if part.texts(f.key)]
    for deeper in inner.groups:
        told += [f"({line})" for line in lines(part, deeper)]
    return "; ".join(told)


def changes(mine: Filled, was: Filled, form: Group) -> list[str]:
    """Return what was changed as lines for people, as a note would say it."""
    told = []
    for one in form.fields:
        if mine.texts(one.key) != was.texts(one.key):
            new, old = (", ".join(filled.texts(one.key)) for filled in (mine, was))
            told.append(f"{one.label}: {new or 'nothing'} (here: {old or 'nothing'})")
    for inner in form.groups:
        if not mine.same_parts(was, inner):
            told += [f"{inner.heading}: {line}" for line in lines(mine, inner)]
    return told
