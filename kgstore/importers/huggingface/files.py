"""The files below the paths that a user names, as items: one a record, one a repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import orjson

from kgstore.errors import ImportFailed, RecordError
from kgstore.importers.archive import Limits, is_archive, members
from kgstore.importers.base import Item, Scan
from kgstore.importers.huggingface.json_text import parse_json
from kgstore.importers.huggingface.lines import LONGEST, lines, note
from kgstore.importers.huggingface.values import Remarks
from kgstore.records.finding import Severity

_LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_LIMITS = Limits(member=LONGEST, total=1 << 30)
_CARD = "README.md"
_CONFIGURATIONS = "dataset_infos.json"
_KNOWN = frozenset({_CARD, "infos.json", _CONFIGURATIONS})
_CANONICAL = "-" + _CARD
_DATASET_CARD = re.compile(
    rb"^(?:task_categories|task_ids|annotations_creators|size_categories|pretty_name|dataset_info)\s*:",
    re.MULTILINE,
)


@dataclass(slots=True)
class _Repository:
    """The files of one repository; `place` is the folder as the user named it."""

    native_id: str
    place: str
    files: dict[str, Path | bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Found:
    """What was found: packed files, single JSON documents, repositories by their place."""

    packed: list[Path] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)
    repositories: dict[str, _Repository] = field(default_factory=dict)


def items(scan: Scan) -> Iterator[Item]:
    """Yield the items below the scan's paths: packed records first, then folders.

    Raises:
        ImportFailed: a path does not exist, or nothing below the paths is of the Hub.
    """
    found = _Found()
    for path in scan.paths:
        if not path.exists():
            raise ImportFailed(f"there is no file or folder {path}", subject=str(path))
        _look(path, found, scan)
    if not (found.packed or found.documents or found.repositories or scan.findings):
        raise ImportFailed(
            f"nothing below {', '.join(map(str, scan.paths))} is of the Hugging Face Hub",
            subject=str(scan.paths[0]) if scan.paths else "",
            advice="Name a folder of model cards, or a file of records (.jsonl or .jsonl.gz).",
        )
    for path in found.packed:
        yield from _records(path, scan)
    for path in found.documents:
        yield from _documents(path, scan)
    for repository in _joined(found.repositories):
        yield from _read(repository, scan)


def _look(path: Path, found: _Found, scan: Scan) -> None:
    """Sort the files at and below `path` into what they are."""
    places: list[tuple[PurePosixPath, str, Path | bytes]] = []
    for file in _files(path):
        name = file.name
        inside = PurePosixPath(file.relative_to(path if path.is_dir() else path.parent).as_posix())
        if name.endswith(_LINES):
            found.packed.append(file)
        elif is_archive(file):
            _group(_archived(file, scan), PurePosixPath(), found)
        elif _part(inside):
            whole = name.endswith(_CANONICAL)
            places.append((inside, str(file if whole else file.parent), file))
        elif name.endswith(".json") and _CARD not in os.listdir(file.parent):
            found.documents.append(file)
    _group(iter(places), PurePosixPath(path.resolve().name if path.is_dir() else ""), found)


def _archived(file: Path, scan: Scan) -> Iterator[tuple[PurePosixPath, str, bytes]]:
    """Yield the files of repositories in an archive; what is refused there is a finding by name."""

    def refused(name: str, reason: str) -> None:
        note(scan, f"{file}!{name}" if name else str(file), reason)

    for name, content in members(file, refused, limits=_LIMITS):
        path = PurePosixPath(name)
        if _part(path):
            yield path, f"{file}!{path.parent}", content


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for folder, names, files in os.walk(path):
        names.sort()
        yield from (Path(folder, name) for name in sorted(files))


def _part(path: PurePosixPath) -> tuple[PurePosixPath, str] | None:
    """Return a repository's path and the name within it of a file that is read, else None.

    >>> _part(PurePosixPath("acme/tiny/README.md")), _part(PurePosixPath("old-README.md"))
    ((PurePosixPath('acme/tiny'), 'README.md'), (PurePosixPath('old'), 'README.md'))
    """
    if path.name in _KNOWN:
        return path.parent, path.name
    if path.name.endswith(_CANONICAL):
        return path.with_name(path.name.removesuffix(_CANONICAL)), _CARD
    if path.parent.name == ".eval_results" and path.suffix in {".yaml", ".yml"}:
        return path.parent.parent, f".eval_results/{path.name}"
    return None


def _group(
    places: Iterator[tuple[PurePosixPath, str, Path | bytes]], root: PurePosixPath, found: _Found
) -> None:
    """Put files into their repositories.

    An id has two parts at most. Where some path has more, the first part of all paths is the folder
    of a collection.
    """
    named = [(part, place, data) for path, place, data in places if (part := _part(path))]
    skip = 1 if any(len(repository.parts) > 2 for (repository, _), _, _ in named) else 0
    for (repository, name), place, data in named:
        parts = repository.parts[skip:][-2:] or (root.name or "unnamed",)
        folder = place.removesuffix("/.eval_results")
        native_id = "/".join(parts)
        new = _Repository(native_id, folder)
        known = found.repositories.setdefault(f"{folder}\n{native_id}", new)
        known.files.setdefault(name, data)


def _joined(repositories: dict[str, _Repository]) -> Iterator[_Repository]:
    """Yield the repositories; a dataset's configurations join the card that lies elsewhere."""
    lonely = {r.native_id: r for r in repositories.values() if set(r.files) == {_CONFIGURATIONS}}
    used = set()
    for repository in repositories.values():
        partner = lonely.get(repository.native_id) if set(repository.files) == {_CARD} else None
        if partner and _is_dataset_card(repository):
            repository.files |= partner.files
            used.add(id(partner))
    yield from (r for r in repositories.values() if id(r) not in used)


def _is_dataset_card(repository: _Repository) -> bool:
    card = repository.files[_CARD]
    try:
        text = card.read_bytes() if isinstance(card, Path) else card
    except OSError:
        return False
    folders = Path(repository.place).parts
    return bool(_DATASET_CARD.search(text)) or any(f.startswith("dataset") for f in folders)


def _read(repository: _Repository, scan: Scan) -> Iterator[Item]:
    content: dict[str, bytes] = {}
    for name, data in sorted(repository.files.items()):
        try:
            if isinstance(data, Path) and data.stat().st_size > LONGEST:
                note(scan, str(data), f"it is larger than {LONGEST >> 20} MiB; it is not read")
                continue
            read = data.read_bytes() if isinstance(data, Path) else data
        except OSError as error:
            note(scan, str(data), f"it cannot be read: {error.strerror}")
            continue
        content[f"{repository.native_id}/{name}"] = read
    if content:
        yield Item(repository.place, content)


def _records(path: Path, scan: Scan) -> Iterator[Item]:
    """Yield every line, sound or not: what is no record is kept in quarantine, not lost."""
    for number, line in lines(path, scan):
        yield Item(f"{path}:{number}", {"": line})


def _documents(path: Path, scan: Scan) -> Iterator[Item]:
    """Yield the API answers in a JSON file: the file's object, or each of its list."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LONGEST else b""
        value = parse_json(content, "", Remarks(str(path)))
    except (OSError, RecordError) as error:
        note(scan, str(path), f"it cannot be read: {error}")
        return
    answers = value if isinstance(value, list) else [value]
    for i, answer in enumerate(answers):
        file = f"{path}[{i}]" if isinstance(value, list) else str(path)
        if isinstance(answer, dict) and {"id", "modelId"} & answer.keys():
            yield Item(file, {"": orjson.dumps(answer) if isinstance(value, list) else content})
        else:
            note(scan, file, "it is no answer of the Hub's API: it has no id", Severity.INFO)
