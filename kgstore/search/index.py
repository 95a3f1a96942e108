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

from kgstore.commit.changes import changes, steady, still
from kgstore.commit.lock import Lock
from kgstore.commit.store import Store
from kgstore.errors import StoreError
from kgstore.search import schema
from kgstore.search.affected import affected
from kgstore.search.folder import Generation, Writing, begun, current, switch
from kgstore.search.reading import read

Tell = Callable[[str], None]
_PATIENCE = 120.0
_TIMES = 5


def silent(_note: str) -> None:
    """Tell nobody."""


class SearchIndex:
    """The index of an open store; `tell` is given notes on what takes long or was amiss."""

    def __init__(self, store: Store, tell: Tell = silent) -> None:
        self._store, self._tell = store, tell
        self._guard = ThreadLock()
        self._read: Generation | None = None
        self.folder = store.path / "search"

    def current(self) -> Generation:
        """Return the index as of the commit that the view shows now.

        Raises:
            StoreError: its folder cannot be written; or others write faster than we can follow.
        """
        with self._guard:
            if self._read is not None and self._is_in_step(self._read):
                return self._read
            with self._changing():
                self._read = self._brought_up()
            return self._read

    def rebuild(self) -> Generation:
        """Make the index anew, and return it."""
        with self._guard, self._changing():
            self._build()
            self._read = self._brought_up()
            return self._read

    def discard(self, reason: str) -> None:
        """Take the index as damaged: the next reader makes it anew."""
        with self._guard, self._changing():
            self._tell(f"the search index was damaged and is made anew ({reason})")
            self._read = None
            (self.folder / "CURRENT").unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            self.folder.mkdir(exist_ok=True)
            lock = Lock(self.folder / "lock", write=True, wait=_PATIENCE)
        except PermissionError as error:
            advice = "The index lies in the store's folder: let this user write there."
            message = "the search index cannot be brought up to date"
            raise StoreError(message, subject=str(self.folder), advice=advice) from error
        try:
            yield
        finally:
            lock.close()

    def _is_in_step(self, found: Generation) -> bool:
        with steady(self._store) as mark:
            return found.shown == mark and found.version == schema.version()

    def _brought_up(self) -> Generation:
        for _ in range(_TIMES):
            found = self._opened()
            if found is not None and self._followed(found):
                found = self._opened()
                if found is not None and self._is_in_step(found):
                    return found
            else:
                self._build()
        raise StoreError("the search index cannot follow the store", subject=str(self.folder))

    def _opened(self) -> Generation | None:
        try:
            return current(self.folder)
        except (ValueError, OSError) as error:
            self._tell(f"the search index was damaged and is made anew ({error})")
            return None

    def _followed(self, found: Generation) -> bool:
        """Bring the index up by what has changed; return False where it has to be made anew."""
        if found.version != schema.version():
            return False
        with steady(self._store) as mark:
            if found.shown == mark:
                return True
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

    def _build(self) -> None:
        self._tell("indexing the catalogue for search")
        with still(self._store, self.folder) as (view, mark):
            name, index = begun(self.folder)
            writing = Writing(index, many=True)
            for entry in read(view).values():
                for document in schema.documents(entry):
                    writing.add(document)
            writing.commit(mark)
        switch(self.folder, name)
