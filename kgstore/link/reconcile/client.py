"""The client of one reconciliation service: one request at a time, politely, from the cache first.

A service that is busy (429, 5xx) or does not answer is asked again, later and later; `Retry-After`
is obeyed. What it sends is read up to a limit, and must be JSON.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import orjson

from kgstore import __version__
from kgstore.errors import ServerError, Unreachable
from kgstore.link.reconcile.cache import Cache
from kgstore.link.reconcile.model import Answer, Question, Service
from kgstore.link.reconcile.wire import answers_of, request_of, service_of

USER_AGENT: Final = f"kgstore/{__version__} (+https://w3id.org/modelzoo)"
_LARGEST: Final = 32 << 20
"""Bytes of an answer that are read."""
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""The statuses after which it may be tried again."""
_ADVICE: Final = "Nothing was changed. What it answered is kept: the same call goes on from there."
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a service is treated: seconds of silence that are waited for, and between requests.

    `attempts` is how often one request is sent at most; `longest` the seconds that a service may
    ask us to wait.
    """

    timeout: float = 30.0
    delay: float = 1.0
    attempts: int = 5
    longest: float = 120.0
    batch: int = 10
    sleep: Callable[[float], None] = field(default=time.sleep)


class Client:
    """Asks the service at `url`, whose manifest is read first; a context manager.

    Raises:
        Unreachable: there is no service, or it does not answer in time.
        ServerError: it is no reconciliation service.
    """

    def __init__(self, url: str, cache: Cache, manners: Manners | None = None) -> None:
        self._manners, self._cache = manners or Manners(), cache
        self._last = 0.0
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        timeout = httpx.Timeout(self._manners.timeout, connect=10.0)
        _check(url)
        self._http = httpx.Client(
            headers=headers, timeout=timeout, follow_redirects=True, max_redirects=5
        )
        try:
            manifest, place = self._json("GET", url)  # a POST must not be redirected
            self.service: Service = service_of(place, manifest)
        except BaseException:
            self._http.close()
            raise

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    def answers(
        self,
        questions: Iterable[Question],
        *,
        again: bool = False,
        progress: Progress = lambda _done, _all: None,
    ) -> dict[Question, Answer]:
        """Return the answers to the questions, none asked twice; with `again` none from the cache.

        `progress` is called with the numbers of answers that are there and that are wanted.

        Raises:
            Unreachable: the service does not answer; answers so far are in the cache.
            ServerError: what it answers makes no sense.
        """
        wanted = list(dict.fromkeys(questions))
        found = {} if again else self.kept(wanted)
        waiting = [question for question in wanted if question not in found]
        size = min(self._manners.batch, self.service.batch or self._manners.batch)
        progress(len(found), len(wanted))
        for start in range(0, len(waiting), size):
            batch = waiting[start : start + size]
            found |= zip(batch, self._asked(batch), strict=True)
            progress(len(found), len(wanted))
        return found

    def kept(self, questions: Iterable[Question]) -> dict[Question, Answer]:
        """Return the answers that are in the cache."""
        found = {question: self._cache.get(self.service, question) for question in questions}
        return {question: answer for question, answer in found.items() if answer is not None}

    def _asked(self, batch: Sequence[Question]) -> list[Answer]:
        url, body = request_of(self.service, batch)
        answers = answers_of(self.service, self._json("POST", url, **body)[0], len(batch))
        self._cache.put(self.service, list(zip(batch, answers, strict=True)))
        return answers

    def _json(self, method: str, url: str, **body: Any) -> tuple[Any, str]:
        """Return what a request is answered with, and from where; tried again while it is busy."""
        for attempt in range(1, self._manners.attempts + 1):
            self._pause()
            try:
                answer, content = self._sent(method, url, body)
            except httpx.RequestError as error:
                if attempt == self._manners.attempts:
                    raise _unreachable(url, error, attempt) from error
                self._manners.sleep(_back_off(attempt))
                continue
            if answer.status_code not in _BUSY:
                return _read(url, answer, content), str(answer.url)
            if attempt < self._manners.attempts:
                self._manners.sleep(self._wait(url, answer, attempt))
        message = f"{url} is busy: it answered {answer.status_code} {attempt} times"
        raise Unreachable(message, subject=url, advice=_ADVICE)

    def _pause(self) -> None:
        """Wait until the delay after the last request is over."""
        left = self._last + self._manners.delay - time.monotonic()
        if self._last and left > 0:
            self._manners.sleep(left)
        self._last = time.monotonic()

    def _sent(self, method: str, url: str, body: dict[str, Any]) -> tuple[httpx.Response, bytes]:
        until = time.monotonic() + 4 * self._manners.timeout
        with self._http.stream(method, url, **body) as answer:
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > _LARGEST:
                    message = f"{url} sends more than {_LARGEST >> 20} MB"
                    advice = "Ask for fewer candidates: --limit 10."
                    raise ServerError(message, subject=url, advice=advice)
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the answer trickles in")
            return answer, bytes(content)

    def _wait(self, url: str, answer: httpx.Response, attempt: int) -> float:
        told = _retry_after(answer.headers.get("retry-after", ""))
        if told is None:
            return _back_off(attempt)
        if told > self._manners.longest:
            message = f"{url} asks to be left alone for {told:,.0f} seconds"
            raise Unreachable(message, subject=url, advice=_ADVICE)
        return told


def _check(url: str) -> None:
    try:
        sound = httpx.URL(url).scheme in {"http", "https"} and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        sound = False
    if not sound:
        advice = "Give its URL, as https://wikidata.reconci.link/en/api."
        raise ServerError(f"{url} is not the URL of a service", subject=url, advice=advice)


def _retry_after(text: str) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110 section 10.2.3); None for nonsense.

    >>> _retry_after("7"), _retry_after("soon"), _retry_after("Wed, 01 Jan 2020 00:00:00 GMT")
    (7.0, None, 0.0)
    """
    if text.strip().isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - datetime.now(UTC)).total_seconds(), 0.0)


def _back_off(attempt: int) -> float:
    """Return the seconds to wait after an attempt: about 1, 2, 4 ... 60, not at once for all."""
    return min(2.0 ** (attempt - 1), 60.0) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


def _read(url: str, answer: httpx.Response, content: bytes) -> Any:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status_code >= 400:
        message = f"{url} answers {answer.status_code} {answer.reason_phrase}"
        advice = "Look at its documentation; a wrong --type or --property may be why."
        raise ServerError(message, subject=url, advice=advice)
    if kind in {"text/html", "application/xhtml+xml"} or content.lstrip()[:1] == b"<":
        message = f"{url} answers with a page (HTML) and not with data"
        advice = "Is it the service's endpoint? Wikidata's is https://wikidata.reconci.link/en/api."
        raise ServerError(message, subject=url, advice=advice)
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        message = f"{url} answers with {len(content):,} bytes that are no JSON: {error}"
        raise ServerError(message, subject=url, advice=_ADVICE) from error


def _unreachable(url: str, error: Exception, attempts: int) -> Unreachable:
    slow = isinstance(error, httpx.TimeoutException)
    reason = "does not answer in time" if slow else f"cannot be reached: {error or type(error)}"
    return Unreachable(f"{url} {reason} ({attempts} attempts)", subject=url, advice=_ADVICE)
