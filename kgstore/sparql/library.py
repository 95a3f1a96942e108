"""The named queries: every `.rq` file of the packaged folder and of a user's overlay folder."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from kgstore.errors import QueryError, UnknownQuery
from kgstore.resources import folder
from kgstore.sparql import header
from kgstore.sparql.header import Query


class Library:
    """Named queries, found by file name; a later folder's query replaces an earlier one's.

    >>> Library.packaged().query("cq04").question[:4]
    'CQ04'
    """

    def __init__(self, *folders: Path) -> None:
        self._paths: dict[str, Path] = {}
        for root in folders:
            self._paths |= _files(root)

    @classmethod
    def packaged(cls, *overlays: Path) -> Library:
        """Return the library of the packaged queries and of `overlays` that exist."""
        return cls(folder("queries"), *(path for path in overlays if path.is_dir()))

    def query(self, name: str) -> Query:
        """Return the query of that name.

        Raises:
            UnknownQuery: there is none; the advice names those with a like name.
            QueryError: its file is unsound.
        """
        if name not in self._paths:
            near = difflib.get_close_matches(name, self._paths, n=3, cutoff=0.5)
            raise UnknownQuery(
                f"there is no query named {name}",
                subject=name,
                advice=f"Did you mean {' or '.join(near)}?"
                if near
                else "`kgstore queries` lists all.",
            )
        return header.read(self._paths[name])

    def find(self, name_or_file: str) -> Query:
        """Return the query of that name, or else the one in the file of that path.

        Raises:
            UnknownQuery: there is neither.
            QueryError: the file is unsound.
        """
        path = Path(name_or_file)
        if name_or_file not in self._paths and (path.is_file() or path.suffix == ".rq"):
            if not path.is_file():
                raise UnknownQuery(f"there is no file {path}", subject=name_or_file)
            return header.read(path)
        return self.query(name_or_file)

    def in_folders(self, *names: str) -> Iterator[Query]:
        """Yield the queries whose files lie in folders of those names, sorted by folder and name.

        >>> {query.folder for query in Library.packaged().in_folders("derive")}
        {'derive'}
        """
        wanted = (path for path in self._paths.values() if path.parent.name in names)
        for path in sorted(wanted, key=lambda path: (path.parent.name, path.name)):
            yield header.read(path)

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[Query]:
        """Yield all queries, sorted by folder and name."""
        for path in sorted(self._paths.values(), key=lambda path: (path.parent.name, path.name)):
            yield header.read(path)


def _files(root: Path) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for path in sorted(root.rglob("*.rq")):
        name = path.name.removesuffix(".rq")
        if name in paths:
            raise QueryError(
                f"two queries are named {name}: {paths[name]} and {path}", subject=str(path)
            )
        paths[name] = path
    return paths
