"""What is the same for a folder and a server: all that can be told by asking a view."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kgstore import intake
from kgstore.client.answers import Export, Progress, silent
from kgstore.client.asking import Parameters
from kgstore.client.rows import Rows
from kgstore.publish.profiles import Source, profile_named
from kgstore.publish.writing import fitting_format, write_stream
from kgstore.query.results import Presentation
from kgstore.records.finding import Severity
from kgstore.sparql.header import Value
from kgstore.validate.report import Report


class Common(ABC):
    """The part of `Knowledge` that rests on the rest of it."""

    @property
    @abstractmethod
    def source(self) -> Source:
        """What export profiles read."""

    @property
    @abstractmethod
    def base(self) -> str:
        """What the IRIs of the store begin with."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store or the server."""

    @abstractmethod
    def query(self, question: str, /, **parameters: Value) -> Rows:
        """Return the rows that answer a question."""

    @abstractmethod
    def answer(
        self,
        question: str,
        parameters: Parameters,
        output: IO[bytes],
        format_name: str = "table",
        how: Presentation | None = None,
    ) -> None:
        """Write the answer to a question in a format."""

    @property
    def _overlay(self) -> Path | None:
        """The folder of the user's own shapes and vocabulary terms, where it is here."""
        return None

    @property
    def _processes(self) -> int:
        """How many processes validate a whole store."""
        return 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def iri(self, text: str) -> str:
        """Return the IRI that a prefixed name or `kind/source/id` stands for."""
        return intake.iri_of(text, self.base)

    def construct(self, question: str, /, *, format: str = "turtle", **parameters: Value) -> str:
        """Return the triples that a CONSTRUCT or DESCRIBE query gives."""
        output = io.BytesIO()
        self.answer(question, parameters, output, format)
        return output.getvalue().decode()

    def export(
        self, iri: str | None = None, profile: str = "native", *, format: str | None = None
    ) -> Export:
        """Return what is known of a resource, or of everything, in the terms of a profile."""
        chosen = profile_named(profile)
        written = fitting_format(chosen, format, "turtle" if iri else "nquads")
        exported = chosen.export(self.source, [self.iri(iri)] if iri else None)
        output = io.BytesIO()
        write_stream(exported, output, chosen, written, short=iri is not None)
        return Export(output.getvalue(), tuple(exported.missing))

    def validate_files(
        self, paths: Iterable[Path], *, severity: Severity = Severity.WARNING
    ) -> Report:
        """Return what is wrong with the records in files of this machine."""
        from kgstore.validate.files import validate_files  # pySHACL loads slowly

        return validate_files(paths, types_of=self._types, overlay=self._overlay, detail=severity)

    def _types(self, iris: Iterable[str]) -> Mapping[str, Collection[str]]:
        """Return the classes of things outside the files, as the store knows them."""
        return self.source.view.types(iris)

    def validate_all(
        self, *, severity: Severity = Severity.WARNING, progress: Progress = silent
    ) -> Report:
        """Return what is wrong with the records of the whole store."""
        from kgstore.validate.graphs import validate_graphs

        return validate_graphs(
            self._records(),
            self.source.view.types,
            overlay=self._overlay,
            detail=severity,
            processes=self._processes,
            progress=progress,
        )

    def _records(self) -> Iterator[tuple[str, Collection[ox.Triple]]]:
        view = self.source.view
        kept = (f"{self.base}/graph/record/", f"{self.base}/graph/user/")
        for graph in sorted(view.graphs()):
            if graph.startswith(kept):
                yield graph, list(view.triples(graph))

    def stats(self) -> Rows:
        """Return how much the store holds, by kind and source."""
        return self.query("stats")

    def unresolved(self, *, summary: bool = False) -> Rows:
        """Return the words of the sources that no vocabulary knows, or how many per kind."""
        return self.query("unresolved-summary" if summary else "unresolved")
