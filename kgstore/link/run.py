"""Links the label schemas of a store to a knowledge base, and commits what was found.

In order of trust: what a mapping set already links is left alone; an identifier that the source
gives names its concept by definition; the rest goes to the lexical linker. Records and links of a
knowledge base are one mapping set, `made/{name}`, committed together with what the store lacks of
the concepts' surroundings. A schema that this very linker has linked is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kgstore import __version__
from kgstore.commit.change import Commit, GraphChange
from kgstore.commit.store import Store
from kgstore.errors import NotFound
from kgstore.link.accept import LINK_THRESHOLD, MADE, made_set, mapping_changes
from kgstore.link.identifiers import JUSTIFICATION, identified
from kgstore.link.lexicon import Lexicon
from kgstore.link.linker.linker import Linker
from kgstore.link.linker.proposal import EXACT
from kgstore.link.mapping import Mapping
from kgstore.link.rdf import read_records
from kgstore.link.reading import linked_elsewhere, schemas
from kgstore.link.schema import Label, Schema
from kgstore.link.wordnet.graph import neighbourhood
from kgstore.link.wordnet.stored import LINKED, loaded
from kgstore.namespaces import PREFIXES
from kgstore.records.iri import digest, encode_path
from kgstore.settings import Settings

TOOL = "kgstore"
WIKIDATA = Lexicon(
    "wikidata",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    {},
    {},
    title="Wikidata",
    scheme=PREFIXES["wd"],
)
"""Wikidata as far as it is known here: items are linked by their ids, never by words."""

FOUND = ("identifier", "exactMatch", "closeMatch", "broadMatch")
KINDS = ("known", *FOUND, "none", "placeholder")
"""What can become of a class: linked by another set, by identifier, by its words, not at all."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the classes of one schema; `counts` has one of `KINDS` for each class."""

    schema: Schema
    counts: Counter[str]


@dataclass(slots=True)
class LinkReport:
    """What a run did: the schemas that it linked, how many it passed over, and the commit."""

    target: str
    outcomes: list[Outcome] = field(default_factory=list)
    passed_over: int = 0
    commit: Commit | None = None

    @property
    def total(self) -> Counter[str]:
        """The counts of all schemas together."""
        return sum((outcome.counts for outcome in self.outcomes), Counter())


def link_store(
    store: Store,
    settings: Settings,
    lexicon: Lexicon,
    wanted: Sequence[str] = (),
    *,
    again: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda done, of: None,
) -> LinkReport:
    """Link the schemas of a store, or the `wanted` ones (IRIs), to a lexicon's concepts.

    Raises:
        NotFound: a wanted schema is not in the store.
    """
    name = MADE + encode_path(lexicon.name)
    standing = read_records(store.view, f"{store.base}/graph/sssom/{name}")
    every = schemas(store.view)
    chosen = _chosen(every, wanted)
    known = linked_elsewhere(store.view, name, lexicon.scheme, LINK_THRESHOLD)
    run = _Run(store.base, lexicon, known)
    todo = chosen if again else list(_unlinked(chosen, standing, run.version))
    report = LinkReport(lexicon.title or lexicon.name, passed_over=len(chosen) - len(todo))
    fresh: list[Mapping] = []
    for done, schema in enumerate(todo):
        progress(done, len(todo))
        found, counts = run.link(schema)
        fresh += found
        report.outcomes.append(Outcome(schema, counts))
    progress(len(todo), len(todo))
    if todo and not dry_run:
        mappings = [*_kept(standing, every, todo, known), *fresh]
        changes = mapping_changes(store, {name: mappings})
        changes += _surroundings(store, lexicon, mappings)
        message = f"link: {len(todo)} label schemas to {report.target}"
        report.commit = store.commit(changes, agent=settings.agent, message=message)
    return report


def _chosen(every: list[Schema], wanted: Sequence[str]) -> list[Schema]:
    by_iri = {schema.iri: schema for schema in every}
    for iri in wanted:
        if iri not in by_iri:
            raise NotFound(
                f"there is no label schema {iri}",
                subject=iri,
                advice="`kgstore link --all --dry-run` lists them with their IRIs.",
            )
    return [by_iri[iri] for iri in dict.fromkeys(wanted)] if wanted else every


def _unlinked(
    chosen: Iterable[Schema], standing: Iterable[Mapping], version: str
) -> Iterator[Schema]:
    """Yield the schemas of which this version of the linker has not linked a class yet."""
    done = {m.subject for m in standing if m.cells.get("mapping_tool_version") == version}
    for schema in chosen:
        if not any(label.iri in done for label in schema.labels):
            yield schema


def _kept(
    standing: Iterable[Mapping],
    every: Iterable[Schema],
    todo: Iterable[Schema],
    known: Container[str],
) -> list[Mapping]:
    """Return what stays of the set: about classes that are there, and not linked anew."""
    there = {label.iri for schema in every for label in schema.labels}
    there -= {label.iri for schema in todo for label in schema.labels}
    return [m for m in standing if m.subject in there and m.subject not in known]


def _surroundings(
    store: Store, lexicon: Lexicon, mappings: Iterable[Mapping]
) -> Iterator[GraphChange]:
    """Yield the graph of the linked concepts' surroundings; none if the store has the lexicon."""
    graph = f"{store.base}/graph/{LINKED}/{encode_path(lexicon.name)}"
    whole = any(one.name == lexicon.name for one in loaded(store.view, store.base))
    concepts = {mapping.object for mapping in mappings} & lexicon.synsets.keys()
    if concepts and not whole:
        yield GraphChange(graph, neighbourhood(lexicon, sorted(concepts)))
    elif graph in set(store.view.graphs()):
        yield GraphChange(graph, None)


class _Run:
    """One lexicon with its linker, and the classes that other sets link already."""

    def __init__(self, base: str, lexicon: Lexicon, known: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._known = known
        self._linker = Linker(lexicon)
        title = f"Classes to {lexicon.title or lexicon.name}, by identifiers and words"
        self._set = made_set(base, lexicon.name, title, lexicon.licence)
        self._date = datetime.now(UTC).date().isoformat()
        state = f"{len(lexicon.synsets)} {self._linker.weights.text()}"
        self.version = f"{__version__}+{digest(state, 8)}"

    def link(self, schema: Schema) -> tuple[list[Mapping], Counter[str]]:
        """Return the mappings of a schema's classes, and what became of each class.

        Classes that are known take part: what they mean tells what the others mean.
        """
        counts, settled = Counter[str](), set(self._known)
        found = []
        for kind, mapping in (*self._by_identifier(schema), *self._by_words(schema)):
            if mapping.subject not in settled:
                settled.add(mapping.subject)
                found.append(mapping)
                counts[kind] += 1
        for label in schema.labels:
            if label.iri in self._known:
                counts["known"] += 1
            elif label.iri not in settled:
                counts["none" if label.linkable else "placeholder"] += 1
        return found, counts

    def _by_identifier(self, schema: Schema) -> Iterator[tuple[str, Mapping]]:
        for label in schema.labels:
            found = identified(label)
            if found and self._has(found.concept):
                cells = {"comment": found.reason}
                yield "identifier", self._row(label, EXACT, found.concept, JUSTIFICATION, 1, cells)

    def _has(self, concept: str) -> bool:
        if self._lexicon.synsets:
            return concept in self._lexicon.synsets
        return concept.startswith(self._lexicon.scheme)

    def _by_words(self, schema: Schema) -> Iterator[tuple[str, Mapping]]:
        for p in self._linker.link(schema) if self._lexicon.synsets else ():
            cells = {"comment": p.reason, "object_label": p.object_label}
            if p.runner_up:
                cells["runner_up"] = p.runner_up
                cells["runner_up_confidence"] = str(p.runner_up_confidence)
            kind = p.predicate.rpartition("#")[2]
            row = self._row(p.label, p.predicate, p.object, p.justification, p.confidence, cells)
            yield kind, row

    def _row(
        self,
        label: Label,
        predicate: str,
        concept: str,
        justification: str,
        confidence: float,
        cells: dict[str, str],
    ) -> Mapping:
        said = {
            "subject_label": label.text,
            "mapping_tool": TOOL,
            "mapping_tool_version": self.version,
            "object_source_version": self._lexicon.version,
            "mapping_date": self._date,
        }
        synset = self._lexicon.synsets.get(concept)
        if synset and synset.lemmas:
            said["object_label"] = synset.lemmas[0]
        filled = {name: text for name, text in (said | cells).items() if text}
        ends = (label.iri, predicate, concept)
        return Mapping(self._set, 0, *ends, False, justification, confidence, filled)
