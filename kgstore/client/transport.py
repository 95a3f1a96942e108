"""HTTP to one server: its token, patience and errors; what is busy is asked again."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final
from urllib.parse import urlsplit

import httpx

from kgstore import __version__
from kgstore.client.problems import error_of
from kgstore.errors import KgstoreError, ServerError, Unreachable

PATIENCE: Final = 60.0
"""Seconds that a request is tried again for, in all, while the server is busy."""
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_PAUSE: Final = 1.0


class Transport:
    """Sends requests to the server at `url`; TLS certificates are always verified.

    `timeout` is how many seconds the server may be silent.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        timeout: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = checked(url)
        headers = {"User-Agent": f"kgstore/{__version__}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.Client(
            base_url=self.url, headers=headers, timeout=httpx.Timeout(timeout, connect=10.0)
        )
        self._sleep = sleep

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Return a whole answer.

        `more` are those of `httpx.Client.stream` and of `opened`.

        Raises:
            KgstoreError: what the server says, as the class that it is there.
            Unreachable: there is no server, or it went away.
        """
        with self.opened(method, path, **more) as answer:
            answer.read()
            return answer

    def json(self, method: str, path: str, **more: Any) -> Any:
        """Return the JSON value that an answer is; raises as `request` does."""
        answer = self.request(method, path, **more)
        try:
            return answer.json()
        except ValueError as error:
            raise self._foreign(f"{path} is no JSON") from error

    @contextmanager
    def opened(
        self,
        method: str,
        path: str,
        *,
        accept: str = "application/json",
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        **more: Any,
    ) -> Iterator[httpx.Response]:
        """Give an answer whose body is still to be read; raises as `request` does.

        `repeatable` says that a POST changes nothing, and so may be sent again.
        """
        again = method in _IDEMPOTENT if repeatable is None else repeatable
        sent = {"Accept": accept, **(headers or {})}
        left = PATIENCE if again else 0.0
        try:
            while True:
                with self._client.stream(method, path, headers=sent, **more) as answer:
                    if answer.status_code < 300:
                        yield answer
                        return
                    error = self._error(answer)
                    pause = _pause(answer, error)
                left -= pause
                if pause == 0 or left < 0:
                    raise error
                self._sleep(pause)
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def _error(self, answer: httpx.Response) -> KgstoreError:
        if answer.is_redirect:
            place = answer.headers.get("location", "")
            found = self._foreign(f"it leads elsewhere: {place}")
            found.advice = f"If you trust that address, give it instead of {self.url}."
            return found
        return error_of(answer.status_code, answer.read(), self.url)

    def _foreign(self, reason: str) -> ServerError:
        advice = f"Is {self.url} the address of a kgstore server?"
        return ServerError(
            f"the answer is none of kgstore: {reason}", subject=self.url, advice=advice
        )

    def _unreachable(self, error: httpx.TransportError) -> Unreachable:
        reason = str(error) or type(error).__name__
        message, advice = f"{self.url} cannot be reached: {reason}", "Is the server running?"
        if isinstance(error, httpx.ConnectError) and "CERTIFICATE" in reason.upper():
            advice = "SSL_CERT_FILE may name the certificates of your own authority."
        elif isinstance(error, httpx.ReadTimeout):
            message = f"{self.url} did not answer in time"
            advice = "Ask for less, or give connect() a longer timeout."
        elif isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
            message = f"the answer of {self.url} broke off: {reason}"
            advice = "What came is not whole. The query may have met a limit of the server."
        return Unreachable(message, subject=self.url, advice=advice)


def _pause(answer: httpx.Response, error: KgstoreError) -> float:
    """Return how long to wait before asking again, or 0 where that is of no use.

    RFC 9110 section 10.2.3; a query that took too long will do so again.
    """
    if answer.status_code not in {429, 503} or isinstance(error, TimeoutError):
        return 0.0
    given = answer.headers.get("retry-after", "")
    return max(float(given), 0.1) if given.isdigit() else _PAUSE


def checked(url: str) -> str:
    """Return the address of a server without a slash at its end.

    >>> checked("https://models.example.org/")
    'https://models.example.org'

    Raises:
        ServerError: it is no address of a server, or holds a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ServerError(
            f"{url} is no address of a server", subject=url, advice="Write https://host[:port]."
        )
    if parts.username is not None:
        raise ServerError(
            "the address holds a user's name", subject="URL", advice="Give a token instead."
        )
    return url.rstrip("/")


class _Reading(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def readable(answer: httpx.Response) -> IO[bytes]:
    """Return the body of an answer as a file that is read as it comes."""
    return io.BufferedReader(_Reading(answer.iter_bytes()), 1 << 16)
