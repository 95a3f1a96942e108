"""A kgstore server: its records read, written, imported, checked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import httpx

from kgstore import intake
from kgstore.client.answers import (
    Progress,
    Reason,
    Receipt,
    RecordDocument,
    changed_meanwhile,
    existing,
    silent,
)
from kgstore.client.linking import Linked, Steps, Target, linked_of, no_steps
from kgstore.client.problems import report_of
from kgstore.client.remote_reviewing import RemoteReviewing
from kgstore.client.uploading import upload
from kgstore.commit.change import Commit
from kgstore.commit.tombstone import Tombstone
from kgstore.errors import Conflict, IriError, NotFound
from kgstore.import_report import ImportReport
from kgstore.records.finding import Severity
from kgstore.records.iri import Minter
from kgstore.validate.report import Report

_RECORDS: Final = "/api/v1/records"
_PAGE: Final = 1000
_LINKING: Final = 3600.0
"""Seconds that linking may take, in which the server is silent."""


class RemoteKnowledge(RemoteReviewing):
    """The server at an address; see `Knowledge` for what its methods do.

    A server that is busy is asked again, for as long as it says, if that does no harm.
    """

    def __repr__(self) -> str:
        return f"RemoteKnowledge({self.address!r})"

    def get(self, iri: str) -> RecordDocument:
        """Return a record as its JSON-LD document; `put` takes it back."""
        try:
            answer = self._transport.request("GET", self._path(_RECORDS, iri))
        except IriError as error:
            raise NotFound(f"there is no record {self.iri(iri)}", subject=iri) from error
        return RecordDocument(answer.json(), _version(answer))

    def raw(self, iri: str) -> bytes:
        """Return the source's own record, byte for byte."""
        try:
            path = self._path("/api/v1/raw", iri)
        except IriError as error:
            raise NotFound(f"{iri} is not a record of this store", subject=iri) from error
        return self._transport.request("GET", path, accept="*/*").content

    def put(
        self, record: Mapping[str, Any], *, version: str = "", overwrite: bool = False
    ) -> Receipt:
        """Write a record, whole or not at all; without an `id` it gets one from type and name."""
        seen = version or getattr(record, "version", "")
        if "id" not in record:
            answer = self._transport.request("POST", _RECORDS, json=dict(record))
            return Receipt(answer.json()["id"], "created", _version(answer))
        iri = record["id"]
        path = self._path(_RECORDS, iri)
        if overwrite:
            seen = self._version_of(iri)
        condition = {"If-Match": f'"{seen}"'} if seen else {"If-None-Match": "*"}
        try:
            answer = self._transport.request("PUT", path, json=dict(record), headers=condition)
        except Conflict as error:
            raise changed_meanwhile(iri) from error
        now = _version(answer)
        if answer.status_code == 201:
            return Receipt(iri, "created", now)
        return Receipt(iri, "unchanged" if now == seen else "changed", now)

    def delete(
        self,
        iri: str,
        reason: Reason = "upstream-gone",
        *,
        message: str = "",
        replaced_by: str = "",
    ) -> Tombstone:
        """Delete a record; return what stays known of it."""
        subject = self.iri(iri)
        given = {
            "reason": reason,
            "message": message,
            "replacedBy": self.iri(replaced_by) if replaced_by else "",
        }
        found = self._transport.json(
            "DELETE",
            self._path(_RECORDS, subject),
            headers={"If-Match": f'"{self.get(subject).version}"'},
            params={name: value for name, value in given.items() if value},
        )
        return Tombstone(
            found["id"],
            tuple(found["types"]),
            tuple(found["labels"]),
            found["time"],
            found["reason"],
            tuple(found["replacedBy"]),
        )

    def import_(
        self,
        source: str,
        paths: Path | str | Sequence[Path | str],
        *,
        dry_run: bool = False,
        again: bool = False,
        progress: Progress = silent,
    ) -> ImportReport:
        """Import files and folders of this machine; return what became of every record."""
        given = {"source": source, "dry_run": str(dry_run).lower(), "again": str(again).lower()}
        return upload(self._transport, existing(paths), given, progress)

    def link(
        self,
        schemas: Sequence[str] = (),
        to: Target = "wordnet",
        *,
        again: bool = False,
        dry_run: bool = False,
        progress: Steps = no_steps,
    ) -> Linked:
        """Link the classes of label schemas (all, if none is named) to concepts."""
        iris = [self.iri(text) for text in schemas]
        wanted = {"schemas": iris, "to": to, "again": again, "dryRun": dry_run}
        found = linked_of(
            self._transport.json("POST", "/api/v1/link", json=wanted, timeout=_LINKING)
        )
        progress(len(found.rows), len(found.rows))
        return found

    def validate(
        self, what: Mapping[str, Any] | str, *, severity: Severity = Severity.WARNING
    ) -> Report:
        """Return what is wrong with a record: a document, or the IRI of a record of the store."""
        document = self.get(what) if isinstance(what, str) else dict(what)
        named = intake.named(
            intake.document(document, Minter(self.base)), Minter(self.base), "nobody"
        )
        report = self._transport.json(
            "POST",
            "/api/v1/validate",
            json=document,
            params={"severity": severity.value},
            repeatable=True,
        )
        return report_of(report, named["id"])

    def history(self, iri: str) -> list[Commit]:
        """Return the commits that changed a record, the newest first."""
        found = self._transport.json("GET", self._path("/api/v1/history", iri))
        return _commits(found)

    def log(self, limit: int = 20) -> list[Commit]:
        """Return the newest commits, the newest first; 0 gives all."""
        commits: list[Commit] = []
        while not limit or len(commits) < limit:
            wanted = {"limit": min(limit - len(commits), _PAGE) if limit else _PAGE}
            if commits:
                wanted["before"] = commits[-1].number
            page = self._transport.json("GET", "/api/v1/commits", params=wanted)
            commits += _commits(page)
            if page["next"] is None:
                break
        return commits

    def _path(self, below: str, iri: str) -> str:
        """Return the path of a record in the API.

        Raises:
            IriError: it is no record's IRI.
        """
        minter = Minter(self.base)
        name = minter.parse(self.iri(iri))
        return below + minter.record(*name).removeprefix(f"{self.base}/id")

    def _version_of(self, iri: str) -> str:
        """Return the version of a record, "" if there is none."""
        answer = None
        try:
            answer = self._transport.request("HEAD", self._path(_RECORDS, iri))
        except NotFound:
            return ""
        return _version(answer)


def _version(answer: httpx.Response) -> str:
    tag: str = answer.headers.get("etag", "")
    return tag.removeprefix("W/").strip('"')


def _commits(page: dict[str, Any]) -> list[Commit]:
    names = [field.name for field in fields(Commit)]
    return [Commit(**{name: entry[name] for name in names}) for entry in page["commits"]]
