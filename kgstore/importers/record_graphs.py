"""Records out of N-Quads and TriG, as kgstore exports them: each record graph is one record.

A file is loaded into a store of its own first, on disk, so that its graphs may stand in any order
and of any size; a file with an error anywhere gives no record at all. The graph is read back as the
document that it stands for, and so goes the way of every other record; a statement that the
document does not make again is reported.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

import pyoxigraph as ox

from kgstore.errors import IriError
from kgstore.importers.base import Item
from kgstore.pool import batches
from kgstore.records.check import check
from kgstore.records.context import packaged_context
from kgstore.records.document import document_of
from kgstore.records.finding import Finding, Severity
from kgstore.records.iri import Minter
from kgstore.records.rdf import ntriples, to_ntriples
from kgstore.records.record import Document, Raw, Record

SUFFIXES = (".nq", ".nq.gz", ".trig", ".trig.gz")
_FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
_RECORD = re.compile(r"(.+?)/graph/record/[^/]+/[^/]+/.")
_PART = 50_000


def graph_items(file: Path, findings: list[Finding]) -> Iterator[Item]:
    """Yield an item for each record graph in a file, by name; say what other graphs it has.

    Raises:
        SyntaxError: the file is not of the format that its name says.
        OSError: it cannot be read.
    """
    with TemporaryDirectory(prefix="kgstore-") as place:
        store = ox.Store(place)
        for part in batches(_quads(file), _PART):
            store.bulk_extend(part)
        graphs = sorted(graph.value for graph in store.named_graphs())
        others = Counter(_kind(graph) for graph in graphs if not _RECORD.match(graph))
        for kind, number in sorted(others.items()):
            lost = kind.startswith("user")
            findings.append(
                Finding(
                    Severity.WARNING if lost else Severity.INFO,
                    str(file),
                    "",
                    f"no records, left out: graph/{kind} (graphs: {number})",
                )
            )
        for graph in graphs:
            if _RECORD.match(graph):
                quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
                text = ntriples(quad.triple for quad in quads)
                yield Item(f"{file}!{graph}", {"": text.encode(), "graph": graph.encode()})


def record_of(item: Item, minter: Minter) -> Record:
    """Return the record of one graph, its IRIs below the base of `minter`.

    Raises:
        IriError: the graph's name is not that of a record's graph.
    """
    graph = item.content["graph"].decode()
    match = _RECORD.match(graph)
    if match is None:
        raise IriError(f"{graph} is not the IRI of a record graph", subject=graph)
    name = Minter(match[1]).parse(graph)
    iri = minter.record(*name)
    quads = ox.parse(item.content[""], format=ox.RdfFormat.N_TRIPLES)
    triples = [_moved(quad.triple, match[1], minter.base) for quad in quads]
    document = document_of(iri, triples, packaged_context())
    revision = document.get("revision", "")
    return Record(
        *name,
        document,
        Raw(item.content[""], "application/n-triples"),
        item.file,
        revision if isinstance(revision, str) else "",
        tuple(_losses(document, triples, item)),
        {("", "mapped"): 1},
    )


def _quads(file: Path) -> Iterator[ox.Quad]:
    rdf_format = _FORMATS[Path(file.name.removesuffix(".gz")).suffix]
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as content:
        yield from ox.parse(cast(IO[bytes], content), format=rdf_format)


def _kind(graph: str) -> str:
    """Return what kind of graph it is, by its place in the store that it comes from."""
    return graph.partition("/graph/")[2].partition("/")[0] or graph


def _moved(triple: ox.Triple, base: str, new_base: str) -> ox.Triple:
    def moved(term: Any) -> Any:
        if isinstance(term, ox.NamedNode) and term.value.startswith(
            (base + "/id/", base + "/graph/")
        ):
            return ox.NamedNode(new_base + term.value[len(base) :])
        return term

    return ox.Triple(moved(triple.subject), triple.predicate, moved(triple.object))


def _losses(document: Document, triples: Iterable[ox.Triple], item: Item) -> Iterator[Finding]:
    """Yield a finding for each statement that the document does not make.

    Keys that the record context does not have are left to the check that every record goes through.
    """
    graph = item.content["graph"].decode()
    checked = check(document, packaged_context())
    made = "\n".join(to_ntriples({graph: checked}, packaged_context())[graph])
    again = _canonical(ox.parse(made, format=ox.RdfFormat.N_TRIPLES))
    told = " ".join(path for path, _ in checked.problems)
    for triple in sorted(_canonical(ox.Quad(*triple) for triple in triples) - again, key=str):
        if triple.predicate.value not in told:
            reason = f"a record document cannot say this as it stands: {triple}"
            yield Finding(Severity.WARNING, item.file, "", reason, str(document["id"]))


def _canonical(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """Return statements in the one spelling that Oxigraph gives back."""
    store = ox.Store()
    store.extend(quads)
    return {quad.triple for quad in store}
