"""What every store knows before anything is imported: ontology, vocabularies, concepts and links.

The files are packaged; a user's own lie in the store's `overlay/` folder (`vocabulary/*.ttl`,
`links/*.ttl`, `links/*.sssom.tsv`) and are read after them. Each becomes a named graph, committed
to the ledger like everything else, so that the history says which ontology a store had when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgstore import __version__
from kgstore.errors import ResourceError
from kgstore.importers.registry import importer_named, names
from kgstore.link.sssom import accepted_links, read_mappings, records_graph
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE
from kgstore.records.iri import Minter, digest
from kgstore.records.rdf import ntriples
from kgstore.resources import folder

LINK_THRESHOLD = 0.8
"""The least confidence at which a mapping becomes a link that queries follow."""


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A graph of knowledge: its path below the base IRI, a digest that says whether it changed.

    `read` gives it as N-Triples, or raises ResourceError naming file and line.
    """

    path: str
    digest: str
    read: Callable[[], str]


def knowledge(minter: Minter, overlay: Path | None = None) -> list[KnowledgeGraph]:
    """Return the packaged graphs, then those of the overlay folder.

    >>> paths = [graph.path for graph in knowledge(Minter("https://e.org"))]
    >>> [path for path in paths if path.endswith(("/task", "/coco80"))]
    ['vocab/task', 'kb/coco80', 'links/coco80', 'sssom/coco80']
    """
    ontology = folder("ontology")
    modules = sorted(ontology.glob("*.ttl")) + sorted((ontology / "alignments").glob("*.ttl"))
    graphs = [_of_files(f"tbox/{__version__}", modules, _turtle)]
    graphs += _graphs_in(ontology, "")
    for file in sorted((ontology / "alignments").glob("*.sssom.tsv")):
        graphs.append(_of_files(f"sssom/{_stem(file)}", [file], _mapping_records))
    graphs.append(_sources(minter))
    if overlay and overlay.is_dir():
        graphs += _graphs_in(overlay, "overlay-")
    return graphs


def _of_files(
    path: str, files: Sequence[Path], read: Callable[[Sequence[Path]], str]
) -> KnowledgeGraph:
    state = hashlib.sha256(__version__.encode())
    for file in files:
        state.update(file.read_bytes())
    return KnowledgeGraph(path, state.hexdigest(), lambda: read(files))


def _sources(minter: Minter) -> KnowledgeGraph:
    text = sources_ntriples(minter)
    return KnowledgeGraph("vocab/sources", digest(text, 64), lambda: text)


def sources_ntriples(minter: Minter) -> str:
    """Return what is known of the source systems themselves, as N-Triples: name and home page.

    >>> sources_ntriples(Minter("https://e.org")).split()[0]
    '<https://e.org/id/source/fiftyone>'
    """
    triples = []
    for name in names():
        importer, subject = importer_named(name), ox.NamedNode(minter.source(name))
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
        ("links/*.sssom.tsv", "links", _links),
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


def _links(files: Iterable[Path]) -> str:
    return "".join(accepted_links(read_mappings(f), LINK_THRESHOLD) for f in files)


def _mapping_records(files: Iterable[Path]) -> str:
    return "".join(records_graph(read_mappings(f)) for f in files)
