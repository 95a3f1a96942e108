"""The index in step with its store: brought up before it is read, by commits or as a whole.

Nobody writes to the index when a commit is made; whoever reads it first asks the store what has
changed since. So a crash can come between a commit and its index, and nothing is lost: the index
says itself, in the same atomic write as its content, which commit it shows. The store's lock keeps
other processes from writing while one reads; within a process the view is held still while the
index is brought up. A reader never gets an index that shows another commit than the view did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock as ThreadLock

import tantivy

from kgstore.commit.changes import changes, steady, still
from kgstore.commit.lock import Lock
from kgstore.commit.store import Store
from kgstore.errors import StoreBusy, StoreError
from kgstore.search import schema
from kgstore.search.affected import affected
from kgstore.search.folder import (
    Generation,
    Writing,
    begun,
    current,
    in_memory,
    may_write,
    switch,
)
from kgstore.search.reading import read

Tell = Callable[[str], None]
_PATIENCE = 120.0
_SOON = 2.0
"""Seconds that `current` waits where it does not make the index itself."""
_TIMES = 5


def silent(_note: str) -> None:
    """Tell nobody."""


class SearchIndex:
    """The index of an open store; `tell` is given notes on what takes long or was amiss.

    Where `elsewhere` is given, `current` does not make the index as a whole, which takes long: it
    calls `elsewhere`, so that another thread calls `made`, and is busy until that is done.
    """

    def __init__(
        self, store: Store, tell: Tell = silent, elsewhere: Callable[[], None] | None = None
    ) -> None:
        self._store, self._tell, self._elsewhere = store, tell, elsewhere
        self._guard = ThreadLock()
        self._read: Generation | None = None
        self._memory: tantivy.Index | None = None
        self._stopped = False
        self.folder = store.path / "search"

    def current(self) -> Generation:
        """Return the index as of the commit that the view shows now.

        Raises:
            StoreBusy: it is being made elsewhere, or another process changes it for long.
            StoreError: others write faster than we can follow.
        """
        return self._in_step(making=self._elsewhere is None)

    def made(self) -> Generation:
        """Return the index as of now, made as a whole where it must be; raises as `current`."""
        return self._in_step(making=True)

    def _in_step(self, *, making: bool) -> Generation:
        if not self._guard.acquire(timeout=-1 if making else _SOON):
            raise _being_made()
        try:
            if self._read is None or not self._is_in_step(self._read):
                with self._changing():
                    self._read = self._brought_up(making=making)
            return self._read
        finally:
            self._guard.release()

    def stop(self) -> None:
        """Make whoever makes the index as a whole give up soon, by StoreBusy."""
        self._stopped = True

    def rebuild(self) -> Generation:
        """Make the index anew, and return it."""
        with self._guard, self._changing():
            self._build()
            self._read = self._brought_up(making=True)
            return self._read

    def discard(self, reason: str) -> None:
        """Take the index as damaged: the next reader makes it anew."""
        with self._guard, self._changing():
            self._tell(f"the search index was damaged and is made anew ({reason})")
            self._read = self._memory = None
            if may_write(self.folder):
                (self.folder / "CURRENT").unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep other processes from changing the index; one in memory nobody else has."""
        if not may_write(self.folder):
            yield
            return
        self.folder.mkdir(exist_ok=True)
        lock = Lock(self.folder / "lock", write=True, wait=_PATIENCE)
        try:
            yield
        finally:
            lock.close()

    def _is_in_step(self, found: Generation) -> bool:
        with steady(self._store) as mark:
            return found.shown == mark and found.version == schema.version()

    def _brought_up(self, *, making: bool) -> Generation:
        """Return the index as of now, or of a later commit."""
        for _ in range(_TIMES):
            found = self._opened()
            if found is not None and self._followed(found):
                if (found := self._opened()) is not None:
                    return found
            elif making or self._elsewhere is None:
                self._build()
            else:
                self._elsewhere()
                raise _being_made()
        raise StoreError("the search index cannot follow the store", subject=str(self.folder))

    def _opened(self) -> Generation | None:
        if self._memory is not None:
            return Generation(self._memory)
        try:
            return current(self.folder)
        except (ValueError, OSError) as error:
            if may_write(self.folder):  # else it may be that tantivy cannot put its locks there
                self._tell(f"the search index was damaged and is made anew ({error})")
            return None

    def _followed(self, found: Generation) -> bool:
        """Bring the index up by what has changed; return False where it has to be made anew."""
        if found.version != schema.version():
            return False
        with steady(self._store) as mark:
            if found.shown == mark:
                return True
            if self._memory is None and not may_write(self.folder):
                return False
            changed = changes(self._store, found.shown, mark)
            foci = affected(self._store.view, changed) if changed is not None else None
            if foci is None:
                return False
            entries = read(self._store.view, foci)
        writing = Writing(found.index, many=False)
        for iri in foci:
            writing.remove(iri)
        for entry in entries.values():
            for document in schema.documents(entry):
                writing.add(document)
        writing.commit(mark)
        return True

    def _go_on(self) -> None:
        if self._stopped:
            raise StoreBusy("the search index is no longer made")

    def _build(self) -> None:
        """Make the index as a whole: in its folder or, where that cannot be written, in memory."""
        on_disk = may_write(self.folder)
        self._tell(f"indexing the catalogue for search{'' if on_disk else ', in memory'}")
        with still(self._store, self.folder if on_disk else self._store.path) as (view, mark):
            name, index = begun(self.folder) if on_disk else ("", in_memory())
            writing = Writing(index, many=True)
            for entry in read(view, go_on=self._go_on).values():
                for document in schema.documents(entry):
                    writing.add(document)
            writing.commit(mark)
        if on_disk:
            switch(self.folder, name)
        self._memory = None if on_disk else index


def _being_made() -> StoreBusy:
    advice = "Try again in some seconds; SPARQL answers meanwhile."
    return StoreBusy("the search index is being made", advice=advice)
