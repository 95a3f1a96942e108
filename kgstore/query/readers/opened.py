"""The checkpoint that a reader has open: one at a time, the one before wholly let go of.

The engine keeps a folder open while any object refers to what was read from it; an exception may,
until the collector of cycles finds it (pyparsing's do). So the collector runs at each move, and
what is open afterwards is looked at rather than believed.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pyoxigraph as ox

from kgstore.errors import StoreError


class Opened:
    """The open checkpoint, none at first; `lingers` says that files of an earlier one are open."""

    def __init__(self) -> None:
        self.folder = ""
        self.lingers = False
        self._store: ox.Store | None = None

    def move(self, folder: str) -> bool:
        """Open the checkpoint in `folder`; return whether that was to be done.

        Raises:
            StoreError: it cannot be opened.
        """
        if self._store is not None and folder == self.folder:
            return False
        before, self.folder, self._store = self.folder, "", None
        if before:
            gc.collect()
            self.lingers = self.lingers or _has_open(before)
        else:
            gc.freeze()  # what there is before the first query stays, and need not be looked at
        try:
            self._store = ox.Store.read_only(folder)
        except OSError as error:
            raise StoreError(f"a checkpoint cannot be read: {error}", subject=folder) from error
        self.folder = folder
        return True

    @property
    def store(self) -> ox.Store:
        """The open checkpoint."""
        if self._store is None:
            raise ValueError("no checkpoint is open")
        return self._store


def _has_open(folder: str) -> bool:
    for link in Path("/proc/self/fd").iterdir():
        try:
            if os.readlink(link).startswith(f"{folder}/"):
                return True
        except OSError:
            continue  # the listing's own descriptor
    return False
