"""Tokens: who may do what, kept in `tokens.json` in the store's folder.

A token is `kgs_{id}_{secret}`. The id finds the entry; of the secret only a keyed BLAKE2b digest is
kept, with a key of its own for each token. The secret is 256 random bits, so a fast digest is
enough: nothing is there to guess, and a wrong token costs the server no time. The file is read
again when it has changed, so a token made or revoked beside a running server counts at once.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import orjson

from kgstore.commit.faults import storage
from kgstore.commit.format import replace_file
from kgstore.commit.lock import Lock
from kgstore.errors import NotFound, StoreError, TokenError

_TOKEN = re.compile(r"kgs_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"\w(?:[\w .@+-]{0,62}\w)?")
_PATIENCE = 5.0


class Role(StrEnum):
    """What a caller may do; each role may do what those before it may."""

    READER = "reader"
    EDITOR = "editor"
    CURATOR = "curator"
    ADMIN = "admin"

    def covers(self, other: Role) -> bool:
        """Return whether this role may do what `other` may.

        >>> Role.CURATOR.covers(Role.EDITOR), Role.READER.covers(Role.EDITOR)
        (True, False)
        """
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token; `name` is the agent of its commits, `digest` is not the secret."""

    id: str
    name: str
    role: Role
    created: str
    key: str
    digest: str


class TokenStore:
    """The tokens of the store in `folder`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     tokens = TokenStore(Path(folder))
    ...     secret = tokens.create("Ann Lee", Role.EDITOR)
    ...     found = tokens.find(secret)
    >>> found.name, found.role.value
    ('Ann Lee', 'editor')
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tokens.json"
        self._lock = folder / "tokens.lock"
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: dict[str, Token] = {}

    def __iter__(self) -> Iterator[Token]:
        """Yield the tokens, oldest first."""
        yield from self._read().values()

    def create(self, name: str, role: Role) -> str:
        """Make a token and return it whole: it cannot be shown again.

        Raises:
            TokenError: the name is taken, or is no name.
            StoreError: the file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise TokenError(
                f"{name!r} cannot be the name of a token",
                subject=name,
                advice="Take up to 64 letters, digits, spaces and . @ + - _ between letters.",
            )
        with self._changing() as tokens:
            if any(token.name == name for token in tokens.values()):
                advice = "Revoke it first, or take another name."
                raise TokenError(f"there is a token {name!r}", subject=name, advice=advice)
            identity, secret, key = secrets.token_hex(6), secrets.token_urlsafe(32), os.urandom(32)
            created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            token = Token(identity, name, role, created, key.hex(), _digest(secret, key))
            tokens[identity] = token
        return f"kgs_{identity}_{secret}"

    def revoke(self, name: str) -> Token:
        """Take a token away, at once and for good; return what was kept of it.

        Raises:
            NotFound: there is none of that name.
        """
        with self._changing() as tokens:
            for identity, token in tokens.items():
                if token.name == name:
                    return tokens.pop(identity)
        advice = "`kgstore token list` shows the names."
        raise NotFound(f"there is no token {name!r}", subject=name, advice=advice)

    def find(self, text: str) -> Token | None:
        """Return the token that `text` is, or None: it is none, or was revoked."""
        match = _TOKEN.fullmatch(text)
        token = self._read().get(match[1]) if match else None
        if match is None or token is None:
            return None
        given = _digest(match[2], bytes.fromhex(token.key))
        return token if hmac.compare_digest(given, token.digest) else None

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Token]]:
        """Lend the tokens to one process at a time; write them if the block ends well."""
        lock = Lock(self._lock, write=True, wait=_PATIENCE)
        try:
            tokens = dict(self._read())
            yield tokens
            content = {"tokens": [asdict(token) for token in tokens.values()]}
            replace_file(self._path, orjson.dumps(content, option=orjson.OPT_INDENT_2))
        finally:
            lock.close()

    def _read(self) -> dict[str, Token]:
        with storage(self._path):
            try:
                status = self._path.stat()
            except FileNotFoundError:
                return {}
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._tokens, self._stamp = _parsed(self._path), stamp
        return self._tokens


def _parsed(path: Path) -> dict[str, Token]:
    try:
        entries = orjson.loads(path.read_bytes())["tokens"]
        return {e["id"]: Token(**e | {"role": Role(e["role"])}) for e in entries}
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"{path} cannot be read: {error}",
            subject=str(path),
            advice="Remove the file, and create the tokens again.",
        ) from error


def _digest(secret: str, key: bytes) -> str:
    return hashlib.blake2b(secret.encode(), key=key, digest_size=32).hexdigest()
