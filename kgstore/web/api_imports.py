"""Imports over HTTP: files are uploaded, a job imports them, and says how far it is."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import APIRouter, Depends, File, Form, Path, Request, Response, UploadFile
from starlette.datastructures import UploadFile as StarletteFile

from kgstore.errors import ImportFailed, KgstoreError
from kgstore.importers.registry import importer_named
from kgstore.web import api_models, problem
from kgstore.web.access import Caller, require
from kgstore.web.api_openapi import problems
from kgstore.web.jobs import Job, Jobs, upload_folder
from kgstore.web.linked_paths import root
from kgstore.web.services import Services, services
from kgstore.web.tokens import Role

router = APIRouter(prefix="/api/v1/imports", tags=["imports"])
_DEEPEST = 16
_LONGEST = 200
_MOST_FILES = 10_000
_PLACE = {"Location": {"schema": {"type": "string"}, "description": "Where the job is."}}


def jobs(request: Request) -> Jobs:
    """Return the jobs of the app; a FastAPI dependency."""
    found: Jobs = request.app.state.jobs
    return found


_Services = Annotated[Services, Depends(services)]
_Jobs = Annotated[Jobs, Depends(jobs)]
_Source = Annotated[
    str, Form(description="An importer, as `kgstore sources` lists them.", examples=["records"])
]
_Files = Annotated[
    list[UploadFile],
    File(description="The files; a name with slashes puts a file into a folder."),
]


@router.post(
    "",
    operation_id="create-import",
    summary="Import uploaded files",
    status_code=202,
    form_limits={"max_files": _MOST_FILES},
    response_model=api_models.Job,
    responses={
        202: {"description": "Taken on", "headers": _PLACE},
        **problems(400, 401, 403, 404, 413, 503),
    },
)
async def create_import(
    response: Response,
    given: _Services,
    known: _Jobs,
    caller: Annotated[Caller, Depends(require(Role.EDITOR))],
    source: _Source,
    files: _Files,
    dry_run: Annotated[bool, Form(description="Read and check everything, keep nothing.")] = False,
    again: Annotated[bool, Form(description="Read what has not changed since, too.")] = False,
) -> Any:
    """Take an import on and answer at once: what is refused goes into quarantine, the rest in."""
    job = await taken_on(given, known, caller.name, source, files, dry_run=dry_run, again=again)
    response.headers["Location"] = _href(job, given.store.base)
    return as_json(job, given.store.base)


async def taken_on(
    given: Services,
    known: Jobs,
    agent: str,
    source: str,
    files: Sequence[StarletteFile],
    *,
    dry_run: bool = False,
    again: bool = False,
) -> Job:
    """Return the job of importing uploaded files, begun.

    Raises:
        UnknownSource: there is no such importer.
        ImportFailed: a file has no name that it could be kept under.
        StoreBusy: too many imports wait.
    """
    importer = importer_named(source)
    known.refuse_more()
    names = [file_path(file.filename) for file in files]
    folder = await to_thread.run_sync(upload_folder, given.store.path)
    await to_thread.run_sync(_keep, folder, files, names)
    job = Job(importer, agent, folder, len(files), dry_run, again)
    known.begin(job)
    return job


@router.get(
    "",
    operation_id="list-imports",
    summary="List imports",
    response_model=api_models.Jobs,
    responses=problems(401, 403),
    dependencies=[Depends(require(Role.EDITOR, writes=False))],
)
async def list_imports(given: _Services, known: _Jobs) -> Any:
    """List the imports since the server's start, the newest first, without their reports."""
    return {"imports": [as_json(job, given.store.base) | {"report": None} for job in known]}


@router.get(
    "/{id}",
    operation_id="get-import",
    summary="How far an import is, and its report",
    response_model=api_models.Job,
    responses=problems(401, 403, 404),
    dependencies=[Depends(require(Role.EDITOR, writes=False))],
)
async def get_import(
    id: Annotated[str, Path(description="The id that the server gave.")],
    given: _Services,
    known: _Jobs,
) -> Any:
    """Return an import; its report has counts, losses and every finding, as `--report` writes."""
    return as_json(known.find(id), given.store.base)


def file_path(name: str | None) -> PurePosixPath:
    r"""Return the path below the upload folder that an uploaded file's name asks for.

    >>> file_path("acme/tiny/README.md").parts
    ('acme', 'tiny', 'README.md')

    Raises:
        ImportFailed: it has none, or one that leads elsewhere.
    """
    path = PurePosixPath(name or "")
    unfit = path.is_absolute() or ".." in path.parts or len(path.parts) > _DEEPEST
    if unfit or not path.name or "\0" in str(path) or "\\" in str(path):
        raise ImportFailed(f"{name!r} cannot be the name of a file", subject="files")
    if any(len(part.encode()) > _LONGEST for part in path.parts):
        raise ImportFailed("the name of a file is too long", subject="files")
    return path


def _keep(folder: FilePath, files: Sequence[StarletteFile], names: list[PurePosixPath]) -> None:
    try:
        for file, name in zip(files, names, strict=True):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as copy:
                shutil.copyfileobj(file.file, copy)
    except FileExistsError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ImportFailed("two files have one name", subject="files") from error
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def as_json(job: Job, base: str) -> dict[str, Any]:
    """Return a job as the API shows it."""
    return {
        "id": job.id,
        "source": job.importer.name,
        "agent": job.agent,
        "files": job.files,
        "dryRun": job.dry_run,
        "state": job.state,
        "read": job.read,
        "created": job.created,
        "started": job.started,
        "ended": job.ended,
        "error": _problem(job.error) if job.error else None,
        "report": job.report.as_json() if job.report else None,
        "href": _href(job, base),
    }


def _problem(error: KgstoreError) -> Any:
    return orjson.loads(problem.of_error(error).body)


def _href(job: Job, base: str) -> str:
    return f"{root(base)}/api/v1/imports/{job.id}"
