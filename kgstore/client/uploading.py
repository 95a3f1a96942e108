"""Files of this machine imported by a server: uploaded as they are read, then watched."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from kgstore.client.answers import Progress
from kgstore.client.problems import finding_of, of_problem
from kgstore.client.transport import Transport
from kgstore.errors import ImportFailed
from kgstore.import_report import ImportCounts, ImportReport
from kgstore.records.loss import LossReport

_JOBS: Final = "/api/v1/imports"
_PLACE: Final = re.compile(r"[:!\[]")
"""What begins a place in a file: a line, a member, an element."""
_BLOCK: Final = 1 << 18
_FIRST, _LONGEST = 0.05, 1.0
"""Seconds between two looks at a job: few at first, since most jobs are short."""
_ESCAPED: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What a file's name cannot hold in a form (HTML, section 4.10.21.8)."""


def upload(
    transport: Transport,
    paths: Sequence[Path],
    given: dict[str, str],
    progress: Progress,
    sleep: Callable[[float], None] = time.sleep,
) -> ImportReport:
    """Have a server import files; return its report.

    `given` are the other fields of the form: source, dry_run, again.

    Raises:
        ImportFailed: there is no file, or nothing in the files is of the source.
        UnknownSource: the server has no importer of that name.
    """
    files = dict(named_files(paths))
    if not files:
        raise ImportFailed("there is no file to import", subject=", ".join(map(str, paths)))
    boundary = secrets.token_hex(16)
    parts = list(_parts(files, given, boundary))
    size = sum(len(part) if isinstance(part, bytes) else part.stat().st_size for part in parts)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(size),
    }
    job = transport.json("POST", _JOBS, headers=headers, content=_bytes(parts))
    pause = _FIRST
    while job["state"] not in {"done", "failed"}:
        sleep(pause)
        pause = min(pause * 1.5, _LONGEST)
        job = transport.json("GET", f"{_JOBS}/{job['id']}")
        progress(job["read"])
    if job["error"] is not None:
        raise of_problem(job["error"]["status"], job["error"])
    report = report_of(job["report"])
    report.findings = [replace(f, file=_as_here(f.file, files)) for f in report.findings]
    return report


def _as_here(file: str, files: Mapping[str, Path]) -> str:
    """Return a place in a file that was uploaded, `name:line`, as one of this machine.

    >>> _as_here("a/b.jsonl:3", {"a/b.jsonl": Path("zoo/a/b.jsonl")})
    'zoo/a/b.jsonl:3'
    """
    for end in sorted({len(file), *(place.start() for place in _PLACE.finditer(file))}):
        if file[:end] in files:
            return str(files[file[:end]]) + file[end:]
    return file


def named_files(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the files below some paths, each under the name that the server is to know it by.

    The files of one folder keep their place in it, of several folders their folder's name too;
    what is hidden, as `.git`, stays here.
    """
    for path in paths:
        if path.is_file():
            yield path.name, path
            continue
        start = path if len(paths) == 1 else path.parent
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path)
            if file.is_file() and not any(part.startswith(".") for part in inside.parts):
                yield file.relative_to(start).as_posix(), file


def _parts(files: dict[str, Path], given: dict[str, str], boundary: str) -> Iterator[bytes | Path]:
    """Yield what a multipart body consists of: text, and the files to be put in (RFC 7578)."""
    line = f"--{boundary}\r\nContent-Disposition: form-data; name="
    for name, value in given.items():
        yield f'{line}"{name}"\r\n\r\n{value}\r\n'.encode()
    for name, path in files.items():
        shown = name.translate(_ESCAPED)
        yield f'{line}"files"; filename="{shown}"\r\n\r\n'.encode(errors="replace")
        yield path
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _bytes(parts: Sequence[bytes | Path]) -> Iterator[bytes]:
    for part in parts:
        if isinstance(part, bytes):
            yield part
            continue
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def report_of(value: dict[str, Any]) -> ImportReport:
    """Return the report of an import that came as JSON.

    >>> report_of(ImportReport("fiftyone").as_json()) == ImportReport("fiftyone")
    True
    """
    known = {field.name for field in fields(ImportCounts)}
    losses: Counter[tuple[str, str]] = Counter()
    for row in value["losses"]["paths"]:
        fate = f"{row['fate']}: {row['reason']}" if "reason" in row else row["fate"]
        losses[row["path"], fate] += row["count"]
    return ImportReport(
        value["source"],
        ImportCounts(**{key: n for key, n in value["counts"].items() if key in known}),
        [finding_of(one) for one in value["findings"]],
        LossReport(losses),
        value["dryRun"],
    )
