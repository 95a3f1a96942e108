"""The reader of archives: what could do harm is refused by its name, and the rest goes on."""

from __future__ import annotations

import io
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kgstore.importers.archive import Limits, members, unpacked

Told = list[tuple[str, str]]


def read(path: Path, limits: Limits | None = None) -> tuple[dict[str, bytes], Told]:
    told: Told = []
    found = dict(members(path, lambda name, reason: told.append((name, reason)), limits=limits))
    return found, told


def tar(path: Path, *files: tuple[str, bytes], links: tuple[tuple[str, str], ...] = ()) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, target in links:
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def zipped(path: Path, *files: tuple[str, bytes], links: tuple[tuple[str, str], ...] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, target in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = 0o120777 << 16
            archive.writestr(link, target)
        for name, content in files:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                archive.writestr(name, content)
    return path


MAKERS = [pytest.param(tar, "a.tar.gz", id="tar"), pytest.param(zipped, "a.zip", id="zip")]
Maker = Callable[..., Path]


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_names_that_lead_out_are_refused_and_the_rest_is_read(
    make: Maker, name: str, tmp_path: Path
) -> None:
    outside = ("../up", "/etc/root", "a/../../b", "C:/x", "a\\b")
    path = make(tmp_path / name, *((bad, b"x") for bad in outside), ("good/file", b"fine"))
    found, told = read(path)
    assert found == {"good/file": b"fine"}
    assert len(told) == 5
    assert all("leads out of the archive" in reason for _, reason in told)


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_links_are_refused(make: Maker, name: str, tmp_path: Path) -> None:
    path = make(tmp_path / name, ("good", b"fine"), links=(("link", "/etc/passwd"),))
    found, told = read(path)
    assert found == {"good": b"fine"}
    assert told == [("link", "it is a link or a device; it is not read")]


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_a_bomb_stops_the_reading(make: Maker, name: str, tmp_path: Path) -> None:
    path = make(tmp_path / name, ("good", b"fine"), ("bomb", bytes(20_000_000)), ("after", b"x"))
    found, told = read(path, Limits(free=1_000_000, ratio=100))
    assert found == {"good": b"fine"}
    assert "more than 100 times its size" in told[0][1]


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_size_and_number_are_limited(make: Maker, name: str, tmp_path: Path) -> None:
    path = make(tmp_path / name, *((str(i), b"12345") for i in range(9)))
    assert len(read(path, Limits(members=4))[0]) <= 5
    assert read(path, Limits(member=4))[0] == {}
    assert len(read(path, Limits(total=12))[0]) == 2


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_of_two_with_one_name_the_first_counts(make: Maker, name: str, tmp_path: Path) -> None:
    found, told = read(make(tmp_path / name, ("a", b"1"), ("a", b"2")))
    assert found == {"a": b"1"}
    assert "the first one is read" in told[0][1]


def test_what_came_before_a_cut_is_read(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 400
    path = tar(tmp_path / "a.tar.gz", ("one", b"1"), ("two", noise * 9), ("three", b"3"))
    path.write_bytes(path.read_bytes()[:-200])
    found, told = read(path)
    assert found["one"] == b"1"
    assert "three" not in found
    assert "broken or cut off" in told[0][1]


def test_only_the_spoilt_member_of_a_zip_is_lost(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("one", b"1" * 50), ("two", b"2" * 50))
    content = bytearray(path.read_bytes())
    content[35] ^= 0xFF
    path.write_bytes(bytes(content))
    found, told = read(path)
    assert found == {"two": b"2" * 50}
    assert told[0][0] == "one"


@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip", "a.tar"])
def test_no_archive_at_all(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"this is no archive" * 99)
    found, told = read(tmp_path / name)
    assert found == {}
    assert "broken" in told[0][1]


def test_unpacking_is_undone(tmp_path: Path) -> None:
    path = tar(tmp_path / "a.tar.gz", ("in/file", b"fine"), ("x" * 300, b"long"))
    told: Told = []
    with unpacked(path, lambda name, reason: told.append((name, reason))) as top:
        assert (top / "in" / "file").read_bytes() == b"fine"
    assert not top.exists()
    assert "cannot be unpacked" in told[0][1]
