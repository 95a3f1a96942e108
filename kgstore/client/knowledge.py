"""What one can do with a store, whether it is a folder here or a server elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from kgstore.client.answers import Export, Progress, Reason, Receipt, RecordDocument, silent
from kgstore.client.asking import Parameters
from kgstore.client.linking import Linked, Steps, Target, no_steps
from kgstore.client.reviewing import Reviewing
from kgstore.client.rows import Row, Rows
from kgstore.client.searching import Searching
from kgstore.commit.change import Commit
from kgstore.commit.tombstone import Tombstone
from kgstore.import_report import ImportReport
from kgstore.publish.profiles import Source
from kgstore.query.results import Presentation
from kgstore.records.finding import Severity
from kgstore.sparql.header import Query, Value
from kgstore.validate.report import Report


class Knowledge(Searching, Reviewing, Protocol):
    """A store, local or remote; a context manager.

    An IRI may be given as such, as a prefixed name (`mzd:COCO`), or as a record's
    `kind/source/id` (`model/huggingface/acme/tiny`). A question is the name of one (`cq04`), the
    path of a `.rq` file, or SPARQL. Errors are those of `kgstore.errors`, the same on both sides.
    """

    @property
    def address(self) -> str:
        """The folder, or the address of the server."""

    @property
    def base(self) -> str:
        """What the IRIs of the store begin with."""

    @property
    def source(self) -> Source:
        """What export profiles read."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def close(self) -> None:
        """Let go of the store or the server; again does nothing."""

    def iri(self, text: str) -> str:
        """Return the IRI that a prefixed name or `kind/source/id` stands for.

        Raises:
            ParameterError: it has no scheme, or its prefix is unknown.
        """

    def query(self, question: str, /, **parameters: Value) -> Rows:
        """Return the rows that answer a question.

        Raises:
            UnknownQuery: there is none of that name.
            ParameterError: a parameter that it does not have, or a value of the wrong kind.
            QueryError: it gives no rows, is no SPARQL, or fails.
        """

    def stream(self, question: str, /, **parameters: Value) -> Iterator[Row]:
        """Yield the rows that answer a question as they come, for results beyond memory.

        It raises what `query` does, and may do so after some rows.
        """

    def ask(self, question: str, /, **parameters: Value) -> bool:
        """Return the answer to an ASK query; raises as `query` does."""

    def construct(self, question: str, /, *, format: str = "turtle", **parameters: Value) -> str:
        """Return the triples that a CONSTRUCT or DESCRIBE query gives; raises as `query` does.

        The format is turtle, ntriples, jsonld or xml.
        """

    def queries(self, *, inner: bool = False) -> list[Query]:
        """Return the named questions, each with its parameters.

        With `inner`, a folder gives those too that parts of kgstore ask; a server never does.
        """

    def question(self, name: str) -> Query | None:
        """Return what the header of a question says; None for SPARQL without one.

        Raises:
            UnknownQuery: there is none of that name.
        """

    def answer(
        self,
        question: str,
        parameters: Parameters,
        output: IO[bytes],
        format_name: str = "table",
        how: Presentation | None = None,
    ) -> None:
        """Write the answer to a question in a format, as `kgstore query` does.

        Raises:
            UnknownFormat: there is none of that name, or it does not hold such an answer.
        """

    def get(self, iri: str) -> RecordDocument:
        """Return a record as its JSON-LD document; `put` takes it back.

        Raises:
            NotFound: there is no such record, or it was deleted.
        """

    def raw(self, iri: str) -> bytes:
        """Return the source's own record, byte for byte.

        Raises:
            NotFound: there is no such record.
        """

    def put(
        self, record: Mapping[str, Any], *, version: str = "", overwrite: bool = False
    ) -> Receipt:
        """Write a record, whole or not at all; without an `id` it gets one from type and name.

        What is there is changed only by who has seen it: by a document of `get`, by its `version`,
        or if `overwrite` says that it does not matter. One that is given its `id` here is new.

        Raises:
            Refused: it breaks a shape, or holds what has no form in the store; see its findings.
            Conflict: there is such a record, and it is not as the caller has seen it.
            NotFound: it was deleted, and its IRI is not used again.
            RecordError: it is no record at all.
        """

    def delete(
        self,
        iri: str,
        reason: Reason = "upstream-gone",
        *,
        message: str = "",
        replaced_by: str = "",
    ) -> Tombstone:
        """Delete a record; return what stays known of it.

        Raises:
            NotFound: there is no such record, or it was deleted before.
        """

    def import_(
        self,
        source: str,
        paths: Path | str | Sequence[Path | str],
        *,
        dry_run: bool = False,
        again: bool = False,
        progress: Progress = silent,
    ) -> ImportReport:
        """Import files and folders of this machine; return what became of every record.

        A `dry_run` changes nothing; files that have not changed since are read only `again`.

        Raises:
            UnknownSource: there is no importer of that name.
            PathMissing: there is no such file.
            ImportFailed: nothing in the files is of this source.
        """

    def link(
        self,
        schemas: Sequence[str] = (),
        to: Target = "wordnet",
        *,
        again: bool = False,
        dry_run: bool = False,
        progress: Steps = no_steps,
    ) -> Linked:
        """Link the classes of label schemas (all, if none is named) to concepts.

        What was linked before is left alone, unless `again`; a `dry_run` changes nothing.

        Raises:
            NotFound: there is no such label schema, or no such knowledge base.
        """

    def validate(
        self, what: Mapping[str, Any] | str, *, severity: Severity = Severity.WARNING
    ) -> Report:
        """Return what is wrong with a record: a document, or the IRI of a record of the store.

        Raises:
            NotFound: there is no such record.
            RecordError: it is no record at all.
        """

    def validate_files(
        self, paths: Iterable[Path], *, severity: Severity = Severity.WARNING
    ) -> Report:
        """Return what is wrong with the records in files of this machine."""

    def validate_all(
        self, *, severity: Severity = Severity.WARNING, progress: Progress = silent
    ) -> Report:
        """Return what is wrong with the records of the whole store."""

    def export(
        self, iri: str | None = None, profile: str = "native", *, format: str | None = None
    ) -> Export:
        """Return what is known of a resource, or of everything, in the terms of a profile.

        Raises:
            NotFound: nothing is known of it.
            UnknownFormat: there is no such profile or format, or it does not describe such things.
        """

    def history(self, iri: str) -> list[Commit]:
        """Return the commits that changed a record, the newest first; none if there never was one.

        Raises:
            IriError: it is no record's IRI.
        """

    def log(self, limit: int = 20) -> list[Commit]:
        """Return the newest commits, the newest first; 0 gives all."""

    def stats(self) -> Rows:
        """Return how much the store holds, by kind and source."""

    def unresolved(self, *, summary: bool = False) -> Rows:
        """Return the words of the sources that no vocabulary knows, or how many per kind."""
