"""What every store knows before anything is imported: ontology, vocabularies, concepts and links.

The files are packaged; a user's own lie in the store's `overlay/` folder (`vocabulary/*.ttl`,
`links/*.ttl`, `links/*.sssom.tsv`) and are read after them. Each becomes a named graph, committed
to the ledger like everything else, so that the history says which ontology a store had when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kgstore import __version__
from kgstore.errors import ResourceError
from kgstore.importers.registry import importers
from kgstore.link.denials import Denials, link_digest, links_of
from kgstore.link.sssom import read_mappings, records_graph
from kgstore.link.wordnet.table import packaged_graph, table_digest
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.records.iri import Minter, digest
from kgstore.records.rdf import ntriples
from kgstore.resources import folder


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A graph of knowledge: its path below the base IRI, a digest that says whether it changed.

    `read` gives it as N-Triples, or raises ResourceError naming file and line.
    """

    path: str
    digest: str
    read: Callable[[], str]


def knowledge(
    minter: Minter, overlay: Path | None = None, denied: Denials | None = None
) -> list[KnowledgeGraph]:
    """Return the packaged graphs, then those of the overlay folder.

    `denied` is what the store itself denies: such links are in none of the graphs.

    >>> paths = [graph.path for graph in knowledge(Minter("https://e.org"))]
    >>> [path for path in paths if path.endswith(("/task", "/wordnet-3.0", "/coco80"))]
    ['kb/wordnet-3.0', 'vocab/task', 'sssom/coco80', 'links/coco80']
    """
    ontology = folder("ontology")
    modules = sorted(ontology.glob("*.ttl")) + sorted((ontology / "alignments").glob("*.ttl"))
    graphs = [_of_files(f"tbox/{__version__}", modules, _turtle)]
    graphs += [_concepts(), *_graphs_in(ontology, "")]
    for file in sorted((ontology / "alignments").glob("*.sssom.tsv")):
        graphs.append(_of_files(f"sssom/{_stem(file)}", [file], _mapping_records))
    graphs.append(_sources(minter))
    if overlay and overlay.is_dir():
        graphs += _graphs_in(overlay, "overlay-")
    return graphs + _link_graphs(ontology, overlay, denied or Denials())


def _of_files(
    path: str, files: Sequence[Path], read: Callable[[Sequence[Path]], str]
) -> KnowledgeGraph:
    state = hashlib.sha256(__version__.encode())
    for file in files:
        state.update(file.read_bytes())
    return KnowledgeGraph(path, state.hexdigest(), lambda: read(files))


def _concepts() -> KnowledgeGraph:
    return KnowledgeGraph("kb/wordnet-3.0", table_digest(), packaged_graph)


def _sources(minter: Minter) -> KnowledgeGraph:
    text = sources_ntriples(minter)
    return KnowledgeGraph("vocab/sources", digest(text, 64), lambda: text)


def sources_ntriples(minter: Minter) -> str:
    """Return what is known of the source systems themselves, as N-Triples: name, page, licence.

    The licence is that of the source as a whole, where it has one that binds whoever publishes
    its records.

    >>> "<https://e.org/id/source/fiftyone>" in sources_ntriples(Minter("https://e.org"))
    True
    """
    triples = []
    for importer in importers():
        subject = ox.NamedNode(minter.source(importer.name))
        triples += [
            ox.Triple(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(MZ + "Source")),
            ox.Triple(
                subject, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal(importer.title)
            ),
            ox.Triple(
                subject,
                ox.NamedNode(PREFIXES["dcat"] + "landingPage"),
                ox.NamedNode(importer.homepage),
            ),
        ]
        if licence := getattr(importer, "licence", ""):
            predicate = ox.NamedNode(PREFIXES["dcterms"] + "license")
            triples.append(ox.Triple(subject, predicate, ox.NamedNode(licence)))
    return ntriples(triples)


def vocabulary_files(overlay: Path | None = None) -> list[Path]:
    """Return the Turtle files that free text is resolved against, the overlay's last.

    >>> "task.ttl" in [file.name for file in vocabulary_files()]
    True
    """
    places = [folder("ontology")] + ([overlay] if overlay else [])
    return [file for place in places for file in sorted((place / "vocabulary").glob("*.ttl"))]


def _graphs_in(place: Path, prefix: str) -> Iterator[KnowledgeGraph]:
    kinds: Sequence[tuple[str, str, Callable[[Sequence[Path]], str]]] = (
        ("vocabulary/*.ttl", "vocab", _turtle),
        ("links/*.ttl", "kb", _turtle),
        ("links/*.sssom.tsv", "sssom", _mapping_records),
    )
    for pattern, kind, read in kinds:
        for file in sorted(place.glob(pattern)):
            yield _of_files(f"{kind}/{prefix}{_stem(file)}", [file], read)


def _stem(file: Path) -> str:
    return file.name.partition(".")[0]


def _turtle(files: Iterable[Path]) -> str:
    triples: dict[ox.Triple, None] = {}
    for file in files:
        try:
            for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE):
                triples[quad.triple] = None
        except (SyntaxError, OSError) as error:
            raise ResourceError(f"{file} cannot be read: {error}", subject=str(file)) from error
    return ntriples(triples)


def _link_graphs(ontology: Path, overlay: Path | None, denied: Denials) -> list[KnowledgeGraph]:
    tables = {table: f"links/{_stem(table)}" for table in _tables(ontology)}
    if overlay:
        tables |= {table: f"links/overlay-{_stem(table)}" for table in _tables(overlay)}
    negative = {table: _negative_lines(table) for table in tables}
    graphs = []
    for table, path in tables.items():
        others = b"".join(negative[one] for one in tables if one != table)
        content = f"{__version__}\n".encode() + table.read_bytes() + others
        state = denied.state(read_mappings(table)) if denied.statements else ""
        found = link_digest(hashlib.sha256(content).hexdigest(), state)
        graphs.append(KnowledgeGraph(path, found, partial(_links, table, tables, denied)))
    return graphs


def _links(table: Path, tables: Iterable[Path], denied: Denials) -> str:
    return links_of(read_mappings(table), denied | _denials(tables))


def _tables(place: Path) -> list[Path]:
    return sorted(place.glob("links/*.sssom.tsv"))


def _negative_lines(table: Path) -> bytes:
    lines = table.read_bytes().split(b"\n")
    return b"\n".join(line for line in lines if b"\tNot\t" in line)


def _denials(tables: Iterable[Path]) -> Denials:
    negative = (table for table in tables if _negative_lines(table))
    return Denials.of(row for table in negative for row in read_mappings(table))


def table_denials(overlay: Path | None = None) -> Denials:
    """Return what the tables of links deny, packaged ones and those of the overlay folder."""
    return _denials([*_tables(folder("ontology")), *(_tables(overlay) if overlay else ())])


def _mapping_records(files: Iterable[Path]) -> str:
    return "".join(records_graph(read_mappings(f)) for f in files)
