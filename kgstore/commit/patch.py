"""One commit as RDF Patch text, the format of Apache Jena and RDF Delta.

    H id <uuid:...> .        this patch
    H prev <uuid:...> .      the one that it follows
    TX .
    D <s> <p> <o> <g> .      a quad that goes
    A <s> <p> <o> <g> .      a quad that comes
    TC .

Every row names its graph, and terms are spelt as the store gives them back, so a D row and the A
row that it takes back are the same text. See https://afs.github.io/rdf-delta/rdf-patch.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import pyoxigraph as ox

from kgstore.commit.change import Delta, Row
from kgstore.errors import RecordError

END = b"TC .\n"
NO_UUID = UUID(int=0)


def opening(identity: UUID, previous: UUID) -> bytes:
    """Return the lines before the first row; the first patch of a store follows none.

    >>> opening(UUID(int=1), NO_UUID).decode().splitlines()
    ['H id <uuid:00000000-0000-0000-0000-000000000001> .', 'TX .']
    """
    link = f"H prev <uuid:{previous}> .\n" if previous != NO_UUID else ""
    return f"H id <uuid:{identity}> .\n{link}TX .\n".encode()


def quad(row: Row) -> str:
    """Return a row as a line of N-Quads.

    >>> quad(Row("urn:g", "<urn:a> <urn:p> <urn:b> ."))
    '<urn:a> <urn:p> <urn:b> <urn:g> .'
    """
    return f"{row.line[:-1]}<{row.graph}> ." if row.graph else row.line


def written(delta: Delta, identity: UUID, previous: UUID) -> bytes:
    """Return a commit as patch text, parsed back and found sound.

    Raises:
        RecordError: it changes nothing, a row is no quad, or a row holds a blank node.
    """
    removed = [quad(row) for row in sorted(delta.removed)]
    added = [quad(row) for row in sorted(delta.added)]
    _check([*removed, *added])
    rows = [*(f"D {line}\n" for line in removed), *(f"A {line}\n" for line in added)]
    return b"".join((opening(identity, previous), "".join(rows).encode(), END))


def _check(quads: list[str]) -> None:
    if not quads:
        raise RecordError("a commit that changes nothing cannot be written")
    try:
        parsed = list(ox.parse("\n".join(quads).encode(), format=ox.RdfFormat.N_QUADS))
    except (SyntaxError, UnicodeEncodeError) as error:
        raise RecordError(f"the commit cannot be written as RDF Patch: {error}") from error
    if len(parsed) != len(quads):
        raise RecordError("the commit holds a row that is not one quad")
    for row in parsed:
        named = isinstance(row.subject, ox.NamedNode) and isinstance(row.graph_name, ox.NamedNode)
        if not named or not isinstance(row.object, ox.NamedNode | ox.Literal):
            raise RecordError(f"the commit holds a blank node or a quoted triple: {row}")


def rows(lines: Iterable[str]) -> Iterator[tuple[bool, Row]]:
    """Yield the rows of patch text: whether the quad comes (or goes), and the quad.

    >>> list(rows(["TX .", "A <urn:a> <urn:p> <urn:b> <urn:g> .", "TC ."]))
    [(True, Row(graph='urn:g', line='<urn:a> <urn:p> <urn:b> .'))]
    """
    for line in lines:
        if line[:2] in {"A ", "D "}:
            statement, _, graph = line[2:-2].rpartition(" ")
            yield line[0] == "A", Row(graph[1:-1], statement + " .")
