"""The `kgstore` script: every group of commands, and how errors reach the user."""

from __future__ import annotations

from kgstore.cli import (
    ask,
    concepts,
    evaluate,
    find,
    identity,
    ingest,
    link,
    links,
    maintain,
    quarantine,
    reconcile,
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
    "concepts",
    "evaluate",
    "find",
    "identity",
    "ingest",
    "link",
    "links",
    "maintain",
    "quarantine",
    "reconcile",
    "remove",
    "run",
    "serve",
    "show",
    "token",
    "validate",
]
