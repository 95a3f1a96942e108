"""The memory of a process with all its children, as Linux counts it, while it runs.

What processes share is counted once (PSS, see proc(5), smaps_rollup); adding up the peaks of each
would count it several times, and peaks that do not come together.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_EVERY = 1.0
"""Seconds between two looks; each takes some hundredths."""


def peak(process: subprocess.Popen[bytes]) -> float | None:
    """Wait for a process to end; return the most memory in MB, or None where nobody counts it."""
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(_memory, _tree(process.pid))))
        time.sleep(_EVERY)
    return most or None


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _memory(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
