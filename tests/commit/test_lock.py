"""The lock, between real processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgstore.commit.lock import Lock
from kgstore.errors import StoreBusy, StoreError

_HOLDER = """
import sys
from pathlib import Path
from kgstore.commit.lock import Lock
lock = Lock(Path(sys.argv[1]), write=sys.argv[2] == "write")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path, mode: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _HOLDER, str(path), mode]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "lock").touch()
    return tmp_path / "lock"


@pytest.mark.parametrize(("theirs", "ours"), [("write", True), ("write", False), ("read", True)])
def test_writers_exclude_all_others_and_the_holder_is_named(
    path: Path, theirs: str, ours: bool
) -> None:
    with held(path, theirs) as process, pytest.raises(StoreBusy) as caught:
        Lock(path, write=ours)
    assert str(process.pid) in str(caught.value)
    assert caught.value.advice


def test_readers_share(path: Path) -> None:
    with held(path, "read"):
        Lock(path, write=False).close()


def test_a_killed_holder_leaves_nothing_behind(path: Path) -> None:
    with held(path, "write") as process:
        process.kill()
        process.wait()
        Lock(path, write=True).close()


def test_one_process_excludes_itself(path: Path) -> None:
    first = Lock(path, write=True)
    with pytest.raises(StoreBusy):
        Lock(path, write=False, wait=0.05)
    first.close()
    first.close()
    Lock(path, write=True, wait=1).close()


def test_a_missing_lock_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Lock(tmp_path / "none" / "lock", write=False)
