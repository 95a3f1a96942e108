"""The store's own lock: one writer, or many readers; gone by itself when a process ends.

It is a lock on an open file (flock): two openings in one process exclude each other too, and a
killed process leaves nothing behind. Oxigraph's own lock does not keep readers from writers.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path

from kgstore.commit.faults import storage
from kgstore.errors import StoreBusy

_PAUSE = 0.02
_ADVICE = "Wait until it has ended, or stop it."
_SERVING = "serving"


class Lock:
    """A lock on the file at `path`, held from the making of the object until `close`.

    Waits up to `wait` seconds for others.

    Raises:
        StoreBusy: another process holds it; the message says which, as far as it can be known.
    """

    def __init__(self, path: Path, *, write: bool, wait: float = 0.0) -> None:
        self.path, self.write = path, write
        with storage(path):
            self._file = os.open(path, (os.O_RDWR | os.O_CREAT) if write else os.O_RDONLY)
        try:
            self._take(time.monotonic() + wait)
            if write:
                os.ftruncate(self._file, 0)
                os.pwrite(self._file, f"{os.getpid()} {_own_command()}\n".encode(), 0)
        except BaseException:
            self.close()
            raise

    def _take(self, deadline: float) -> None:
        mode = fcntl.LOCK_EX if self.write else fcntl.LOCK_SH
        while True:
            try:
                fcntl.flock(self._file, mode | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise self._busy() from None
                time.sleep(_PAUSE)

    def _busy(self) -> StoreBusy:
        store, holders = self.path.parent, _holders(self.path)
        url = _announced(store, holders)
        advice = f"It serves the store: ask it at {url}, or stop it." if url else _ADVICE
        return StoreBusy(
            f"the store {store} is in use by {' and '.join(holders) or 'another process'}",
            subject=str(store),
            advice=advice,
        )

    def close(self) -> None:
        """Let go of the lock; again does nothing."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def announce(store: Path, url: str) -> None:
    """Say that this process serves a store, for those who find it locked."""
    with storage(store):
        (store / _SERVING).write_text(f"{os.getpid()} {url}\n", "utf-8")


def withdraw(store: Path) -> None:
    """Take back what this process said by `announce`."""
    if _read_announced(store)[0] == os.getpid():
        (store / _SERVING).unlink(missing_ok=True)


def _announced(store: Path, holders: list[str]) -> str:
    """Return where the server answers that holds a store, or ""; a killed one cannot withdraw."""
    pid, url = _read_announced(store)
    return url if any(holder.startswith(f"process {pid} ") for holder in holders) else ""


def _read_announced(store: Path) -> tuple[int, str]:
    try:
        pid, _, url = (store / _SERVING).read_text("utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return -1, ""
    return (int(pid), url) if pid.isdecimal() else (-1, "")


def _holders(path: Path) -> list[str]:
    """Linux lists who holds which lock; elsewhere the last writer's own note has to do."""
    status = path.stat()
    key = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    try:
        locks = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
        # "1: FLOCK ADVISORY WRITE 4711 fe:00:131 0 EOF"; those who wait have "->" after the number
        pids = {int(fields[4]) for fields in locks if fields[1] == "FLOCK" and fields[5] == key}
    except (OSError, ValueError, IndexError):
        pid, _, command = path.read_text("utf-8", "replace").strip().partition(" ")
        return [f"process {pid} ({command})"] if pid.isdecimal() else []
    return [f"process {pid} ({_command(pid)})" for pid in sorted(pids) if pid > 0]


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "unknown"
    return " ".join(words).strip()[:120] or "unknown"


def _own_command() -> str:
    return " ".join(sys.argv)[:120] or "python"
