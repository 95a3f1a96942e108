"""The history of one graph: the commits of the ledger that changed it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kgstore.commit.change import Commit
from kgstore.commit.changed import GraphIndex, graphs_of
from kgstore.commit.faults import storage
from kgstore.commit.format import Layout, read_format
from kgstore.commit.ledger import Ledger


def history(path: Path, graph: str) -> list[Commit]:
    """Return the commits that changed a graph of the store at `path`, oldest first.

    Where the index of graphs cannot be kept (a store that may only be read, a full disk), the whole
    ledger is searched: some hundred MB of its text a second.

    Raises:
        StoreMissing: there is no store.
    """
    read_format(path)
    layout = Layout(path)
    with storage(path):
        ledger = Ledger(layout.ledger)
        try:
            numbers = GraphIndex(layout.changed).numbers(ledger, graph)
        except sqlite3.Error:
            found = (entry for entry in ledger.entries() if graph in graphs_of(entry))
        else:
            entries = ledger.entries(min(numbers) - 1) if numbers else ()
            found = (entry for entry in entries if entry.header.number in numbers)
        return [entry.header.commit for entry in found]
