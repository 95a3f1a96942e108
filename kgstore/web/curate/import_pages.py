"""The pages of imports: files uploaded, progress watched, the report read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData, UploadFile

from kgstore.errors import KgstoreError
from kgstore.import_report import ImportReport
from kgstore.importers.registry import importers
from kgstore.publish.describe import bracketed, name
from kgstore.records.finding import Finding, Severity
from kgstore.web.api_imports import taken_on
from kgstore.web.curate.answering import METHODS, respond
from kgstore.web.documents import DocumentRoute, Site, site
from kgstore.web.jobs import Job, Jobs
from kgstore.web.pages_about import names_of, rows
from kgstore.web.problem import status_of
from kgstore.web.session import Session, Submission, submitted, wanted
from kgstore.web.tokens import Role

router = APIRouter(route_class=DocumentRoute, include_in_schema=False)
_MOST: Final = 100
_FATES: Final = {
    "unmapped": ("Not stated by the importer", "Fields that it does not know; in the raw record."),
    "dropped": ("Dropped on purpose", "Left out, each with the reason; in the raw record."),
    "raw": ("Kept raw", "Nothing in the graph stands for them; they are in the raw record."),
    "mapped": ("Mapped", "They became statements of the graph."),
}
_Editor = Annotated[Session, Depends(wanted(Role.EDITOR))]


def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


@router.api_route("/curate/import", methods=METHODS)
def open_import(request: Request, _who: _Editor) -> Response:
    """Answer with the form for an import."""
    return _form(request, request.query_params.get("source", ""))


@router.post("/curate/import")
async def take_import(
    request: Request, sent: Annotated[Submission, Depends(submitted(Role.EDITOR))]
) -> Response:
    """Take files, begin their import, and lead to its page."""
    here, source = site(request), sent.text("source")
    files = _files(sent.form)
    if not files:
        return _form(request, source, "Choose at least one file.", 400)
    try:
        job = await taken_on(
            here.services,
            _jobs(request),
            sent.session.name,
            source,
            files,
            dry_run=bool(sent.text("dry_run")),
            again=bool(sent.text("again")),
        )
    except KgstoreError as error:
        reason = f"{error}. {error.advice}".strip()
        return _form(request, source, f"{reason[:1].upper()}{reason[1:]}", status_of(error))
    return RedirectResponse(f"{here.root}/curate/imports/{job.id}", 303)


def _files(form: FormData) -> list[UploadFile]:
    """Return the uploaded files; a field in which none was chosen comes as one without a name."""
    every = [*form.getlist("files"), *form.getlist("folder")]
    return [file for file in every if isinstance(file, UploadFile) and file.filename]


def _form(request: Request, source: str, refusal: str = "", status: int = 200) -> Response:
    return respond(
        request,
        "import.html",
        "Import",
        status,
        importers=sorted(importers(), key=lambda one: (one.name != "records", one.title.lower())),
        chosen=source or "records",
        refusal=refusal,
        limit=site(request).services.settings.body_limit,
    )


@router.api_route("/curate/imports", methods=METHODS)
def list_imports(request: Request, _who: _Editor) -> Response:
    """Answer with the imports since the server's start."""
    return respond(request, "imports.html", "Imports", jobs=list(_jobs(request)))


@router.api_route("/curate/imports/{identity}", methods=METHODS)
def show_import(request: Request, identity: str, _who: _Editor) -> Response:
    """Answer with how far an import is, or with its report."""
    here, job = site(request), _jobs(request).find(identity)
    made = _made(here, job)
    title = f"Import from {job.importer.title}"
    return respond(
        request,
        "import_report.html",
        title,
        job=job,
        told=Told.of(job.report) if job.report else None,
        made=made,
        most=_MOST,
        names=names_of(here.view, here.library, here.base, made),
    )


def _made(here: Site, job: Job) -> list[str]:
    """Return the records that an import wrote, the first of them."""
    if job.commit is None:
        return []
    commit, meta = bracketed([f"{here.base}/commit/{job.commit}", here.services.store.meta_graph])
    found = rows(here.view, here.library, "commit-records", commit=commit, meta=meta)
    return [name(row["record"]) for row in found]


@dataclass(frozen=True, slots=True)
class Told:
    """A report as its page shows it: what became of fields, and what was found, both cut."""

    report: ImportReport
    fates: list[dict[str, Any]]
    findings: list[Finding]
    severities: list[tuple[str, int]]

    @classmethod
    def of(cls, report: ImportReport) -> Told:
        """Return what is shown of a report.

        >>> Told.of(ImportReport("fiftyone")).findings
        []
        """
        fates, every = [], report.losses.rows()
        for fate, (heading, hint) in _FATES.items():
            found = [row for row in every if row["fate"] == fate]
            fates.append(
                {
                    "heading": heading,
                    "hint": hint,
                    "rows": found[:_MOST],
                    "paths": len(found),
                    "fields": sum(row["count"] for row in found),
                    "reasoned": fate == "dropped",
                }
            )
        order = list(Severity)
        findings = sorted(report.findings, key=lambda one: order.index(one.severity))
        counted = Counter(str(one.severity) for one in findings)
        severities = [(str(one), counted[str(one)]) for one in order if counted[str(one)]]
        return cls(report, fates, findings[:_MOST], severities)
