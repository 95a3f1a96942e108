"""What `kgstore import huggingface --online` does: options read, signals heeded, crawls run."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType

from kgstore.cli.app import notes
from kgstore.errors import ParameterError
from kgstore.import_report import ImportReport
from kgstore.settings import Settings

_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SOURCE = "huggingface"


@dataclass(frozen=True, slots=True)
class Online:
    """The options of a crawl, as they were given."""

    author: str = ""
    search: str = ""
    named: tuple[str, ...] = ()
    datasets: bool = False
    limit: int = 0
    since_last: bool = False
    every: str = ""
    again: bool = False


def seconds(text: str) -> float:
    """Return the seconds of a span of time.

    >>> seconds("7d"), seconds("90s")
    (604800.0, 90.0)

    Raises:
        ParameterError: it is no number with s, m, h or d.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or not float(found[1]):
        advice = "Give a number with s, m, h or d, as 7d."
        raise ParameterError(f"{text!r} is no span of time", subject="every", advice=advice)
    return float(found[1]) * _UNITS[found[2]]


def refuse_unfit(given: Online, source: str, *, paths: bool, online: bool, dry_run: bool) -> None:
    """Return if the options go together.

    Raises:
        ParameterError: they do not.
    """
    problem = ""
    if not online and given not in (Online(), Online(again=True)):
        problem = "--author, --search, --model, --datasets, --limit, --since-last and --every"
        problem += " are for --online"
    elif not online and not paths:
        problem = "there is nothing to read: name files or folders"
    elif online and source != _SOURCE:
        problem = f"{source} is read from files only; --online is for {_SOURCE}"
    elif online and (paths or dry_run):
        problem = "--online goes with neither files nor --dry-run"
    elif given.named and (given.author or given.search or given.limit):
        problem = "--model goes with neither --author, --search nor --limit"
    if problem:
        raise ParameterError(problem, subject="import", advice="See kgstore import --help.")


def crawl(settings: Settings, given: Online, done: Callable[[ImportReport], None]) -> None:
    """Crawl once, or again and again; `done` is told what became of each crawl."""
    from kgstore.crawl import Crawl, standing
    from kgstore.importers.huggingface.online import Wanted

    wanted = Wanted(
        "datasets" if given.datasets else "models",
        given.named,
        given.author,
        given.search,
        given.limit,
    )
    with _stoppable() as stop:
        one = Crawl(settings, wanted, stop, _log, given.since_last, given.again)
        if given.every:
            standing(one, seconds(given.every), done)
        else:
            done(one.run())


def _log(text: str) -> None:
    notes.print(f"{datetime.now():%Y-%m-%d %H:%M:%S} {_SOURCE}: {text}", markup=False)


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and Ctrl+C set, so that a crawl ends in good order."""
    stop = threading.Event()

    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {one: signal.signal(one, heed) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for one, former in before.items():
            signal.signal(one, former)
