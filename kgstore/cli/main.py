"""The `kgstore` script: every group of commands, and how errors reach the user."""

from __future__ import annotations

from kgstore.cli import (
    ask,
    ingest,
    links,
    maintain,
    quarantine,
    remove,
    serve,
    show,
    token,
    validate,
)
from kgstore.cli.app import app, run

__all__ = [
    "app",
    "ask",
    "ingest",
    "links",
    "maintain",
    "quarantine",
    "remove",
    "run",
    "serve",
    "show",
    "token",
    "validate",
]
