"""A ledger with a flipped byte or a cut tail: named by `verify`, and the rest is recovered."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.commit.change import Row
from kgstore.commit.ledger import Ledger
from kgstore.commit.segment import Entry
from kgstore.commit.upkeep import log, rebuild, verify
from kgstore.errors import LedgerDamaged
from tests.commit.toy import (
    ToyDeriver,
    assert_sound,
    assert_verified,
    change,
    create,
    graph,
    quads,
    reopen,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of five commits: two small ones, one in bulk, two small ones."""
    path = tmp_path / "store"
    with create(path) as store:
        for name in "ab":
            store.commit([change(name, 1)], agent="a", message=name)
        with store.bulk(agent="a", message="c") as bulk:
            bulk.put(change("c", 1, size=200))
        for name in "de":
            store.commit([change(name, 1)], agent="a", message=name)
    return path


def entries(path: Path) -> list[Entry]:
    return list(Ledger(path / "ledger").entries())


def flip(file: Path, offset: int) -> None:
    data = bytearray(file.read_bytes())
    data[offset] ^= 0x40
    file.write_bytes(data)


def names(path: Path) -> set[str]:
    with reopen(path, write=False) as store:
        assert_sound(store)
        present = quads(store.view)
        return {name for name in "abcdef" if graph(name) in present}


PLACES = {
    "magic": lambda entry: entry.offset + 2,
    "number": lambda entry: entry.offset + 30,
    "length": lambda entry: entry.offset + 130,
    "note": lambda entry: entry.offset + entry.header.size - 40,
    "header's checksum": lambda entry: entry.offset + entry.header.size - 3,
    "payload's start": lambda entry: entry.offset + entry.header.size,
    "payload's end": lambda entry: entry.end - 1,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_flipped_byte_is_named_and_all_else_recovered(
    path: Path, number: int, place: str
) -> None:
    entry = entries(path)[number - 1]
    flip(entry.path, PLACES[place](entry))
    found = verify(path)
    assert [(d.segment, d.offset) for d in found.damages] == [(entry.path.name, entry.offset)]
    recovered = rebuild(path, ToyDeriver())
    assert recovered.commits == 4
    assert len(recovered.damages) == 1
    assert names(path) == set("abcde") - {"abcde"[number - 1]}
    assert not verify(path).sound, "the damage stays, and stays named"
    with reopen(path) as store:  # history is damaged, new commits are not
        assert store.commit([change("f", 1)], agent="a", message="f") is not None
    assert "f" in names(path)


@pytest.mark.parametrize("place", PLACES)
def test_a_flipped_byte_in_the_last_commit_loses_no_other(path: Path, place: str) -> None:
    entry = entries(path)[-1]
    flip(entry.path, PLACES[place](entry))
    [damage] = verify(path).damages
    assert (damage.segment, damage.offset) == (entry.path.name, entry.offset)
    assert rebuild(path, ToyDeriver()).commits == 4
    assert names(path) == set("abcd")
    with reopen(path) as store:
        assert store.commit([change("f", 1)], agent="a", message="f") is not None
    assert names(path) == set("abcdf")


@pytest.mark.parametrize("cut", [1, 60, 10_000])
def test_a_cut_tail_of_an_acknowledged_commit_is_named_and_the_rest_recovered(
    path: Path, cut: int
) -> None:
    last = entries(path)[-1]
    size = last.path.stat().st_size
    with last.path.open("r+b") as file:
        file.truncate(max(size - cut, last.offset + 1))
    found = verify(path)
    assert [(d.segment, d.offset) for d in found.damages] == [(last.path.name, last.offset)]
    for write in (True, False):
        with pytest.raises(LedgerDamaged) as caught:
            reopen(path, write=write)
        assert caught.value.subject == f"{last.path.name}:{last.offset}"
        assert "rebuild" in caught.value.advice
    rebuild(path, ToyDeriver())
    assert names(path) == set("abcd")
    assert list(path.glob("ledger/*.torn"))
    assert_verified(path)


def test_a_missing_last_commit_is_named(path: Path) -> None:
    last = entries(path)[-1]
    with last.path.open("r+b") as file:
        file.truncate(last.offset)
    [damage] = verify(path).damages
    assert (damage.segment, damage.offset) == (last.path.name, last.offset)
    with pytest.raises(LedgerDamaged):
        reopen(path)


def test_a_missing_segment_breaks_the_chain(path: Path) -> None:
    bulk = entries(path)[2]
    bulk.path.unlink()
    [damage] = verify(path).damages
    assert damage.segment == entries(path)[2].path.name
    assert "missing" in damage.reason
    rebuild(path, ToyDeriver())
    assert names(path) == set("abde")


def test_a_bulk_segment_cut_short_is_damage_not_a_crash(path: Path, tmp_path: Path) -> None:
    bulk = entries(path)[2]
    with bulk.path.open("r+b") as file:
        file.truncate(bulk.end - 5)
    assert [(d.segment, d.offset) for d in verify(path).damages] == [(bulk.path.name, bulk.offset)]
    assert rebuild(path, ToyDeriver()).commits == 4


@pytest.mark.parametrize("rest", [b"\x93kgEntry half an entry", b"\0" * 3000, b"x"])
def test_what_a_crash_left_at_the_end_is_dropped(path: Path, rest: bytes) -> None:
    segment = entries(path)[-1].path
    before = segment.read_bytes()
    segment.write_bytes(before + rest)
    found = verify(path)
    assert found.sound
    assert found.notes
    with reopen(path, write=False) as store:  # reading needs no repair
        assert store.head == 5
    with reopen(path) as store:
        assert segment.read_bytes() == before
        store.commit([change("f", 1)], agent="a", message="f")
    assert_verified(path)
    assert len(log(path)) == 6


def test_an_altered_commit_with_right_checksums_breaks_the_chain(path: Path) -> None:
    first, second = entries(path)[:2]
    data = first.path.read_bytes()
    forged = first.header.__class__(
        **{name: getattr(first.header, name) for name in first.header.__slots__}
        | {"note": first.header.note.replace(b'"a"', b'"b"')}
    )
    end = first.offset + first.header.size
    first.path.write_bytes(data[: first.offset] + forged.packed() + data[end:])
    [damage] = verify(path).damages
    assert damage.offset == second.offset
    assert "altered" in damage.reason


def test_a_broken_or_missing_view_is_made_anew(path: Path) -> None:
    (path / "CURRENT").write_text("view-77\n")
    assert not verify(path).sound
    rebuild(path, ToyDeriver())
    assert names(path) == set("abcde")
    assert_verified(path)


def test_a_view_that_says_something_else_is_named(path: Path) -> None:
    with reopen(path) as store:
        view = store.view
        view.apply([Row("", view.lines("")[0])], [Row(graph("a"), "<urn:x> <urn:y> <urn:z> .")])
    problems = " ".join(verify(path).problems)
    assert f"{graph('a')} differs" in problems
    assert "default graph lacks" in problems
    rebuild(path, ToyDeriver())
    assert_verified(path)


def test_a_view_of_another_history_is_not_written_to(path: Path, tmp_path: Path) -> None:
    with create(tmp_path / "other") as store:
        for name in "xyzuvw":
            store.commit([change(name, 1)], agent="a", message=name)
    for segment in (path / "ledger").iterdir():
        segment.unlink()
    for segment in (tmp_path / "other" / "ledger").iterdir():
        segment.rename(path / "ledger" / segment.name)
    with pytest.raises(LedgerDamaged, match="continue"):
        reopen(path)
