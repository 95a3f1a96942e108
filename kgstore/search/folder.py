"""The folder of the index in the store's folder: generations, of which `CURRENT` names one.

    search/CURRENT         the name of the generation that is read
    search/index-3f2a.../  a generation, in tantivy's own form
    search/lock            held while the index is changed

A generation is changed in place by commits of tantivy, which are atomic; a new one is made whole
before CURRENT names it. What a killed process left is removed by the next that changes the index.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import uuid4

import orjson
import tantivy

from kgstore.commit.format import replace_file
from kgstore.commit.state import Shown
from kgstore.errors import KgstoreError
from kgstore.search import schema
from kgstore.search.kept import Kept

_SIGNS = ("corrupt", "checksum", "footer", "io error", "incompatible")
_HEAP = 150_000_000
"""Bytes in which an index is made: a whole catalogue becomes one segment, searched fastest."""
_COUNTS, _BESTS, _COMPARED = 1000, 32, 32
_SMALL_HEAP = 15_000_000


class Generation:
    """An index on disk that can be read, and what it shows.

    `counts`, `bests` and `compared` keep what was counted in it, the best values of metrics, and
    what comparisons found: most searches ask again what the one before asked, but for a condition.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self.index = index
        self.schema = index.schema
        self.searcher = index.searcher()
        state = tantivy.Query.term_query(self.schema, schema.PART, schema.STATE)
        ((_, address),) = self.searcher.search(state, 1).hits
        told = orjson.loads(bytes(self.searcher.doc(address)[schema.STORED][0]))
        self.shown = Shown(told["commit"], told["digest"])
        self.version: str = told["version"]
        self.counts, self.bests, self.compared = Kept(_COUNTS), Kept(_BESTS), Kept(_COMPARED)


def current(folder: Path) -> Generation | None:
    """Return the generation that is read; None where there is none.

    Raises:
        ValueError: it is damaged.
    """
    try:
        name = (folder / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    place = folder / name
    if not place.is_dir():
        raise ValueError(f"there is no folder {name}")
    return Generation(schema.prepared(tantivy.Index.open(str(place))))


class Writing:
    """Documents on their way into an index; nothing of it is seen before `commit`."""

    def __init__(self, index: tantivy.Index, *, many: bool) -> None:
        self._index = index
        self._writer = index.writer(_HEAP if many else _SMALL_HEAP, 1)
        # What a killed process wrote may bear the names that this commit gives its files.
        self._writer.garbage_collect_files()

    def remove(self, iri: str) -> None:
        """Take an entry out, with its measured values."""
        # By text: tantivy-py 0.27 deletes nothing by the term of a number.
        self._writer.delete_documents_by_term(schema.ABOUT, iri)

    def add(self, document: tantivy.Document) -> None:
        """Put a document in."""
        self._writer.add_document(document)

    def commit(self, shown: Shown) -> None:
        """Make all of it seen at once, with the commit of the store that the index now shows."""
        state = {"commit": shown.number, "digest": shown.digest, "version": schema.version()}
        self._writer.delete_documents_by_term(schema.PART, schema.STATE)
        self._writer.add_document(schema.state_document(orjson.dumps(state)))
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()


def begun(folder: Path) -> tuple[str, tantivy.Index]:
    """Return the name of a new generation, and its empty index."""
    name = f"index-{uuid4().hex[:12]}"
    (folder / name).mkdir(parents=True)
    return name, schema.prepared(tantivy.Index(schema.schema(), path=str(folder / name)))


def in_memory() -> tantivy.Index:
    """Return an empty index that is in no folder."""
    return schema.prepared(tantivy.Index(schema.schema()))


def may_write(folder: Path) -> bool:
    """Return whether this process can change what is in the folder, or make the folder.

    >>> may_write(Path("/no/such/place"))
    False
    """
    return os.access(folder if folder.is_dir() else folder.parent, os.W_OK | os.X_OK)


def switch(folder: Path, name: str) -> None:
    """Make the generation the one that is read, and remove all others and what else is left."""
    replace_file(folder / "CURRENT", f"{name}\n".encode())
    for other in folder.iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def is_damage(error: Exception) -> bool:
    """Return whether an error of tantivy says that the files of an index are not as it left them.

    >>> is_damage(ValueError("Data corrupted: 'footer'")), is_damage(ValueError("no such field"))
    (True, False)
    """
    if isinstance(error, KgstoreError):
        return False
    return isinstance(error, OSError) or any(word in str(error).lower() for word in _SIGNS)
