"""Asks the Hub over the network, with patience: waits where it is told to, tries again, gives up.

An answer that is late, cut off or no answer at all (5xx) is asked for again, after a wait that
doubles. "Too many requests" (429, RFC 6585) makes every request wait as long as Retry-After (RFC
9110 section 10.2.3) or RateLimit say.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from kgstore.errors import ImportFailed

_ABSENT = frozenset({401, 403, 404, 410, 451})
"""What is gone, gated or withheld: there is no answer, and asking again gives none."""
_TOO_MANY = 429
_RESET = re.compile(r"\bt=(\d+)")
_HURRIES = 50
"""How often in a row one request may be told to wait."""


class Stopped(Exception):
    """The crawl was told to stop while it waited."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds, how often to try, and how many bytes to take."""

    attempts: int = 8
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 3600.0
    silence: float = 30.0
    whole: float = 180.0
    largest: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer, and the address of the page that follows ("" for none)."""

    content: bytes
    following: str = ""


class _Again(Exception):
    """There was no whole answer; `wait` is how long the server asks to wait, if it says so."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(slots=True)
class Fetcher:
    """Gets what lies at addresses of one server; may be used by several threads at once."""

    headers: Mapping[str, str]
    stop: threading.Event
    note: Callable[[str], None]
    patience: Patience = field(default_factory=Patience)
    _client: httpx.Client = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        timeout = httpx.Timeout(self.patience.silence)
        self._client = httpx.Client(
            headers=dict(self.headers), timeout=timeout, follow_redirects=True
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, address: str, sound: Callable[[bytes], object] = len) -> Answer | None:
        """Return the answer at an address, or None where there is none for us.

        `sound` raises ValueError for content that cannot be whole; it is asked for again.

        Raises:
            ImportFailed: the server gives no whole answer, however often it is asked.
            Stopped: the crawl was told to stop.
        """
        tries = hurries = 0
        while True:
            self._hold()
            try:
                return self._whole(address, sound)
            except _Again as error:
                why, wait = str(error), error.wait
            if wait is None:
                wait = min(self.patience.first_wait * 2**tries, self.patience.longest_wait)
                tries += 1
            else:
                hurries += 1
            if tries >= self.patience.attempts or hurries >= _HURRIES:
                raise ImportFailed(
                    f"{address} gives no answer: {why}",
                    subject=address,
                    advice="What was read is kept; the same command goes on from here later.",
                )
            self._pause(wait, f"{why}; waiting {wait:.0f} s.")

    def _whole(self, address: str, sound: Callable[[bytes], object]) -> Answer | None:
        try:
            answer = self._ask(address)
            if answer is not None:
                sound(answer.content)
        except (httpx.TransportError, httpx.DecodingError, ValueError) as error:
            raise _Again(f"an answer was cut off or came too late ({_told(error)})") from error
        return answer

    def _ask(self, address: str) -> Answer | None:
        with self._client.stream("GET", address) as response:
            status = response.status_code
            if status in _ABSENT:
                return None
            if status == _TOO_MANY:
                wait = _stated_wait(response.headers)
                wait = self.patience.longest_wait if wait is None else wait
                wait = min(wait, self.patience.longest_pause)
                raise _Again("the server asks for fewer requests", wait)
            if status >= 500:
                raise _Again(f"the server fails ({status})")
            if status != 200:
                message = f"{address} is refused with status {status}"
                advice = "If an earlier crawl goes on here, --again begins anew."
                raise ImportFailed(message, subject=address, advice=advice)
            content = self._read(response)
            following = response.links.get("next", {}).get("url", "")
        return None if content is None else Answer(content, following)

    def _read(self, response: httpx.Response) -> bytes | None:
        """Return what an answer holds; None if it is larger than metadata ever is."""
        pieces, size, started = [], 0, time.monotonic()
        for piece in response.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if self.stop.is_set():
                raise Stopped
            if size > self.patience.largest:
                return None
            if time.monotonic() - started > self.patience.whole:
                raise _Again(f"an answer is not whole after {self.patience.whole:.0f} s")
        return b"".join(pieces)

    def _pause(self, seconds: float, why: str) -> None:
        """Make every request wait."""
        with self._lock:
            until = time.monotonic() + seconds
            if until > self._not_before:
                self._not_before = until
                self.note(why)

    def _hold(self) -> None:
        while (left := self._not_before - time.monotonic()) > 0:
            if self.stop.wait(left):
                raise Stopped
        if self.stop.is_set():
            raise Stopped


def _stated_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait.

    >>> _stated_wait({"retry-after": "30"}), _stated_wait({"ratelimit": '"api";r=0;t=55'})
    (30.0, 55.0)
    >>> _stated_wait({}) is None
    True
    """
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    if said:
        try:
            moment = parsedate_to_datetime(said)
        except ValueError:
            return None
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    found = _RESET.search(headers.get("ratelimit", ""))
    return float(found[1]) if found else None


def _told(error: Exception) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__
