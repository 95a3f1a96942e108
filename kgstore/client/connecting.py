"""The way in: a folder or an address becomes a `Knowledge`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from kgstore.client.knowledge import Knowledge
from kgstore.client.local import LocalKnowledge
from kgstore.commit.format import read_format
from kgstore.settings import Settings

TOKEN: Final = "KGSTORE_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable that holds the token for a server."""
TIMEOUT: Final = 60.0
"""Seconds that a server may be silent; its own limit on queries is less, unless it was raised."""


def is_url(store_or_url: str | Path) -> bool:
    """Return whether something is the address of a server, not a folder.

    >>> is_url("https://models.example.org"), is_url("zoo")
    (True, False)
    """
    return str(store_or_url).lower().startswith(("http://", "https://"))


def connect(
    store_or_url: str | Path, *, token: str | None = None, timeout: float = TIMEOUT
) -> Knowledge:
    """Return the store in a folder, or the server at an address.

    The `token` is for a server, and else that of the environment (KGSTORE_TOKEN); `timeout` is how
    many seconds a server may be silent. What a local store does is set by the environment as
    always (docs/settings.md).

    Raises:
        StoreMissing: there is no store in the folder.
        ServerError: it is no address of a server.
    """
    if is_url(store_or_url):
        from kgstore.client.remote import RemoteKnowledge  # httpx loads slowly

        return RemoteKnowledge(str(store_or_url), token or os.environ.get(TOKEN), timeout)
    settings = Settings.from_environment().with_(store=Path(store_or_url))
    read_format(settings.store)
    return LocalKnowledge(settings)
