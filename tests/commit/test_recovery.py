"""What was left undone is done at the next opening, whatever it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kgstore.commit.core import Core
from kgstore.commit.upkeep import verify
from kgstore.commit.view import View
from kgstore.errors import StoreError
from tests.commit.toy import assert_sound, assert_verified, change, create, reopen


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    with create(path) as store:
        store.commit([change("a", 1), change("b", 1)], agent="a", message="m")
    return path


class Crash(BaseException):
    """Ends the process, as it were."""


def crash(*_: object) -> None:
    raise Crash


@pytest.mark.parametrize("step", ["change", "settle"])
@pytest.mark.parametrize("write", [True, False])
def test_a_crash_after_the_append_is_made_good(
    path: Path, step: str, write: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopen(path) as store:
        monkeypatch.setattr(Core, step, crash)
        with pytest.raises(Crash):
            store.commit([change("a", 2), change("c", 1)], agent="a", message="m")
        monkeypatch.undo()
    with reopen(path, write=write) as store:
        assert store.head == 2
        assert_sound(store)
    assert_verified(path)


def test_an_interrupted_commit_is_finished_before_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopen(path) as store:
        monkeypatch.setattr(Core, "settle", crash)
        with pytest.raises(Crash):
            store.commit([change("a", 2)], agent="a", message="m")
        monkeypatch.undo()
        commit = store.commit([change("b", 2)], agent="a", message="m")
        assert commit is not None
        assert commit.number == 3
        assert_sound(store)
    assert_verified(path)


def test_a_commit_that_the_view_refuses_is_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with reopen(path) as store:
        monkeypatch.setattr(View, "apply", full)
        with pytest.raises(StoreError, match="disk is full"):
            store.commit([change("a", 2)], agent="a", message="m")
        monkeypatch.undo()
        assert store.head == 1
        assert_sound(store)
        assert store.commit([change("a", 2)], agent="a", message="m") is not None
    assert_verified(path)


@pytest.mark.parametrize("step", ["complete", "install"])
def test_a_bulk_commit_is_whole_or_absent(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopen(path) as store:
        monkeypatch.setattr(f"kgstore.commit.rewrite.Rewrite.{step}", crash)
        with pytest.raises(Crash), store.bulk(agent="a", message="m") as bulk:
            bulk.put(change("c", 1))
        monkeypatch.undo()
    with reopen(path) as store:
        assert store.head == (2 if step == "install" else 1)
        assert_sound(store)
        assert len(list(path.glob("view-*"))) == 1
    assert_verified(path)


def test_a_bulk_commit_that_could_not_be_shown_is_shown_before_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with reopen(path) as store:
        monkeypatch.setattr("kgstore.commit.format.Layout.switch", full)
        with (
            pytest.raises(StoreError, match="disk is full"),
            store.bulk(agent="a", message="m") as bulk,
        ):
            bulk.put(change("c", 1))
        monkeypatch.undo()
        commit = store.commit([change("d", 1)], agent="a", message="m")
        assert commit is not None
        assert commit.number == 3
        assert_sound(store)
    assert_verified(path)


@pytest.mark.parametrize("large", [1, 1 << 30])
def test_a_view_far_behind_its_ledger_is_brought_up(
    path: Path, tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a power failure: the engine's last writes are lost, the ledger's are not."""
    monkeypatch.setattr("kgstore.commit.recovery.LARGE", large)
    current = (path / "CURRENT").read_text().strip()
    shutil.copytree(path / current, tmp_path / "old")
    with reopen(path) as store:
        for version in range(2, 5):
            store.commit([change("a", version), change("c", version)], agent="a", message="m")
        with store.bulk(agent="a", message="m") as bulk:
            bulk.put(change("b", 2))
    shutil.rmtree(path / (path / "CURRENT").read_text().strip())
    shutil.copytree(tmp_path / "old", path / current)
    (path / "CURRENT").write_text(current + "\n")
    assert verify(path).notes
    with reopen(path, write=False) as store:
        assert store.head == 5
        assert_sound(store)
    assert_verified(path)


_LIMITED = """
import resource, sys
from pathlib import Path
from kgstore.errors import StoreError
from tests.commit.toy import change, reopen, assert_sound
with reopen(Path(sys.argv[1])) as store:
    kind, done = sys.argv[2], 0
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
        for version in range(2, 2000):
            if kind == "bulk":
                with store.bulk(agent="a", message="m") as bulk:
                    bulk.put(change("a", version, size=40 * version))
            else:
                store.commit([change("a", version, size=40)], agent="a", message="m")
            done = version
    except StoreError as error:
        print(done, error)
"""


@pytest.mark.parametrize("kind", ["commit", "bulk"])
def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(path: Path, kind: str) -> None:
    command = [sys.executable, "-c", _LIMITED, str(path), kind, "60000"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    done, _, message = ended.stdout.partition(" ")
    assert "disk is full, or a limit is reached" in message
    with reopen(path) as store:
        assert store.head >= int(done)
        assert_sound(store)
        assert store.commit([change("z", 1)], agent="a", message="room again") is not None
    assert_verified(path)


def test_a_folder_without_permission_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", denied)
    with pytest.raises(StoreError, match="no permission") as caught:
        reopen(path)
    assert caught.value.advice
