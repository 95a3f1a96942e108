"""What a SPARQL update would touch, told from its tokens before it runs (SPARQL 1.1 Update).

It is run on a copy of the graphs that it needs, so these have to be known. What is in doubt counts
as needed or written, never as not. The engine has the last word: the outcome is compared with what
was there (kgstore.web.update_run); a misreading here can refuse an update, but lets none through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kgstore.errors import QueryError
from kgstore.sparql.lexer import Token, TokenKind
from kgstore.web.update_pattern import reads_default
from kgstore.web.update_tokens import NAMES, Cursor

_MANAGEMENT = frozenset({"CLEAR", "DROP", "CREATE", "ADD", "COPY", "MOVE"})
_TRANSFER = frozenset({"ADD", "COPY", "MOVE"})
DEFAULT = ""
"""Stands for the default graph, and for ALL and NAMED, among the graphs written."""


@dataclass(slots=True)
class Touched:
    """What an update would touch.

    `named` are the graphs that it names, in whatever role; `written` those it would change, as far
    as it says so; with `open_graphs` a variable stands for a graph. `patterns` tells whether it has
    any, `reads_default` the number of the last operation that looks at the default graph (0: none),
    `dataset` whether it has USING or WITH.
    """

    named: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    open_graphs: bool = False
    patterns: bool = False
    reads_default: int = 0
    dataset: bool = False
    operations: int = 0
    places: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Where a dataset goes: start and end of what it replaces, what stands before and after it."""

    def with_dataset(self, text: str, default: Sequence[str], named: Sequence[str]) -> str:
        """Return the update with the dataset of the request (SPARQL 1.1 Protocol section 2.2.3).

        >>> text = "INSERT { GRAPH <urn:g> { ?s ?p 1 } } WHERE { ?s ?p 2 }"
        >>> scan(text).with_dataset(text, ["urn:a"], [])
        'INSERT { GRAPH <urn:g> { ?s ?p 1 } } USING <urn:a> WHERE { ?s ?p 2 }'

        Raises:
            QueryError: it has a dataset of its own.
        """
        if self.dataset:
            message = "an update with USING, USING NAMED or WITH takes no using-graph-uri beside it"
            raise QueryError(message, subject="update")
        using = "".join(f"USING <{iri}> " for iri in default)
        using += "".join(f"USING NAMED <{iri}> " for iri in named)
        for start, end, before, after in reversed(self.places):
            text = text[:start] + before + using + after + text[end:]
        return text


def scan(text: str, *, has_dataset: bool = False) -> Touched:
    """Return what an update would touch.

    With `has_dataset` the request brings a dataset, so no pattern looks at the default graph.

    >>> found = scan("INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } }; CLEAR GRAPH <urn:b>")
    >>> sorted(found.written), found.patterns
    (['urn:a', 'urn:b'], False)
    >>> found = scan("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?o GRAPH ?g {} }")
    >>> found.open_graphs, found.reads_default
    (True, 1)

    Raises:
        QuerySyntaxError: it is no SPARQL update.
    """
    scanner = _Scanner(Cursor.over(text), has_dataset)
    scanner.read()
    return scanner.touched


class _Scanner:
    """Reads one request, operation by operation."""

    def __init__(self, cursor: Cursor, has_dataset: bool) -> None:
        self._cursor, self._has_dataset = cursor, has_dataset
        self.touched = Touched()

    def read(self) -> None:
        cursor = self._cursor
        cursor.prologue()
        while cursor.here is not None:
            self.touched.operations += 1
            if cursor.word() in _MANAGEMENT:
                self._manage(cursor.word())
            elif cursor.word(1) == "DATA":
                cursor.skip(2)
                self._quads(cursor.block(), DEFAULT)
            elif cursor.word() in {"INSERT", "DELETE", "WITH"}:
                self._modify()
            else:
                cursor.fail()
            if cursor.here is not None and cursor.here.text != ";":
                cursor.fail()
            cursor.skip()
            cursor.prologue()

    def _manage(self, verb: str) -> None:
        cursor, graphs = self._cursor, list[str]()
        cursor.skip()
        while (token := cursor.here) is not None and token.text != ";":
            if token.kind in NAMES:
                graphs.append(cursor.iri())
                continue
            if cursor.word() in {"DEFAULT", "NAMED", "ALL"}:
                graphs.append(DEFAULT)
            cursor.skip()
        self.touched.named |= {*graphs} - {DEFAULT}
        if verb in _TRANSFER and graphs[:1] == [DEFAULT]:
            self.touched.reads_default = self.touched.operations
        self.touched.written |= {*(graphs[1:] if verb in {"ADD", "COPY"} else graphs)}

    def _modify(self) -> None:
        cursor, own = self._cursor, DEFAULT
        self.touched.patterns = True
        if cursor.word() == "WITH":
            cursor.skip()
            own = self._dataset_graph()
        if cursor.word() == "DELETE" and cursor.word(1) == "WHERE":
            self._delete_where(own)
            return
        while cursor.word() in {"DELETE", "INSERT"}:
            cursor.skip()
            self._quads(cursor.block(), own)
        using = cursor.word() == "USING"
        while cursor.word() == "USING":
            cursor.skip(2 if cursor.word(1) == "NAMED" else 1)
            self._dataset_graph()
        self.touched.places.append((cursor.offset, cursor.offset, "", ""))
        if cursor.word() != "WHERE":
            cursor.fail()
        cursor.skip()
        self._pattern(cursor.block(), own == DEFAULT and not using)

    def _delete_where(self, own: str) -> None:
        """Read the short form; it takes no USING, so it is written out for one."""
        cursor, start = self._cursor, self._cursor.offset
        cursor.skip(2)
        block = cursor.block()
        end = block[-1].start + 1
        template = cursor.text[block[0].start : end]
        self._quads(block, own)
        self._pattern(block, own == DEFAULT)
        self.touched.places.append((start, end, f"DELETE {template} ", f"WHERE {template}"))

    def _dataset_graph(self) -> str:
        self.touched.dataset = True
        iri = self._cursor.iri()
        self.touched.named.add(iri)
        return iri

    def _quads(self, block: list[Token], own: str) -> None:
        """Note the graphs that a template writes: `own` where it says none."""
        cursor, depth = self._cursor.within(block[1:-1]), 0
        while (token := cursor.here) is not None:
            if cursor.word() == "GRAPH":
                cursor.skip()
                self._graph(cursor, written=True)
                continue
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0 and token.text not in {".", "}"}:
                self.touched.written.add(own)
            cursor.skip()

    def _pattern(self, block: list[Token], default: bool) -> None:
        if default and not self._has_dataset and reads_default(block):
            self.touched.reads_default = self.touched.operations
        cursor = self._cursor.within(block)
        while cursor.here is not None:
            is_graph = cursor.word() == "GRAPH"
            cursor.skip()
            if is_graph:
                self._graph(cursor, written=False)

    def _graph(self, cursor: Cursor, *, written: bool) -> None:
        if cursor.here is not None and cursor.here.kind is TokenKind.VARIABLE:
            self.touched.open_graphs = True
            cursor.skip()
            return
        iri = cursor.iri()
        self.touched.named.add(iri)
        if written:
            self.touched.written.add(iri)
