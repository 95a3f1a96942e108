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
from kgstore.link.sssom import accepted_links, read_mappings, records_graph
from kgstore.resources import folder

LINK_THRESHOLD = 0.8
"""The least confidence at which a mapping becomes a link that queries follow."""


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A graph made from files: its path below the base IRI, and what says whether it changed."""

    path: str
    files: tuple[Path, ...]
    _read: Callable[[tuple[Path, ...]], str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the files and of the version that reads them."""
        state = hashlib.sha256(__version__.encode())
        for file in self.files:
            state.update(file.read_bytes())
        return state.hexdigest()

    def ntriples(self) -> str:
        """Return the graph as N-Triples.

        Raises:
            ResourceError: a file cannot be parsed; the message names file and line.
        """
        return self._read(self.files)


def knowledge(overlay: Path | None = None) -> list[KnowledgeGraph]:
    """Return the packaged graphs, then those of the overlay folder.

    >>> [g.path for g in knowledge() if g.path.endswith(("/task", "coco80"))]
    ['vocab/task', 'links/coco80', 'sssom/coco80']
    """
    ontology = folder("ontology")
    modules = sorted(ontology.glob("*.ttl")) + sorted((ontology / "alignments").glob("*.ttl"))
    graphs = [KnowledgeGraph(f"tbox/{__version__}", tuple(modules), _turtle)]
    graphs += _graphs_in(ontology, "")
    alignments = sorted((ontology / "alignments").glob("*.sssom.tsv"))
    graphs += [KnowledgeGraph(f"sssom/{_stem(f)}", (f,), _mapping_records) for f in alignments]
    if overlay and overlay.is_dir():
        graphs += _graphs_in(overlay, "overlay-")
    return graphs


def vocabulary_files(overlay: Path | None = None) -> list[Path]:
    """Return the Turtle files that free text is resolved against, the overlay's last.

    >>> "task.ttl" in [file.name for file in vocabulary_files()]
    True
    """
    places = [folder("ontology")] + ([overlay] if overlay else [])
    return [file for place in places for file in sorted((place / "vocabulary").glob("*.ttl"))]


def _graphs_in(place: Path, prefix: str) -> Iterator[KnowledgeGraph]:
    kinds: Sequence[tuple[str, str, Callable[[tuple[Path, ...]], str]]] = (
        ("vocabulary/*.ttl", "vocab", _turtle),
        ("links/*.ttl", "kb", _turtle),
        ("links/*.sssom.tsv", "links", _links),
        ("links/*.sssom.tsv", "sssom", _mapping_records),
    )
    for pattern, kind, read in kinds:
        for file in sorted(place.glob(pattern)):
            yield KnowledgeGraph(f"{kind}/{prefix}{_stem(file)}", (file,), read)


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
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()


def _links(files: Iterable[Path]) -> str:
    return "".join(accepted_links(read_mappings(f), LINK_THRESHOLD) for f in files)


def _mapping_records(files: Iterable[Path]) -> str:
    return "".join(records_graph(read_mappings(f)) for f in files)
