"""The history of one graph: the commits of the ledger that changed it."""

from __future__ import annotations

from pathlib import Path

import zstandard

from kgstore.commit.change import Commit
from kgstore.commit.faults import storage
from kgstore.commit.format import Layout, read_format
from kgstore.commit.ledger import Ledger
from kgstore.commit.segment import Entry


def history(path: Path, graph: str) -> list[Commit]:
    """Return the commits that changed a graph of the store at `path`, oldest first.

    The whole ledger is searched, as bytes: some hundred MB of it a second.

    Raises:
        StoreMissing: there is no store.
    """
    read_format(path)
    row_end = f" <{graph}> .\n".encode()  # every row of a patch names its graph
    with storage(path):
        entries = Ledger(Layout(path).ledger).entries()
        return [entry.header.commit for entry in entries if _holds(entry, row_end)]


def _holds(entry: Entry, wanted: bytes) -> bool:
    decompressor, rest = zstandard.ZstdDecompressor().decompressobj(), b""
    for block in entry.blocks():
        text = rest + decompressor.decompress(block)
        if wanted in text:
            return True
        rest = text[-len(wanted) :]
    return False
