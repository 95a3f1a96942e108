"""OpenML: datasets, tasks, flows, setups, runs and studies, from answers in JSON and XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.openml.answers import answers
from kgstore.importers.openml.dataset import dataset
from kgstore.importers.openml.flow import flow, setup
from kgstore.importers.openml.run import run
from kgstore.importers.openml.shared import FATES, KINDS, Shared, shared
from kgstore.importers.openml.task import study, task
from kgstore.importers.terms import Terms
from kgstore.importers.xml_text import read_xml
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

_DOCUMENT: dict[str, Callable[[Draft, dict[str, Any], Shared], Node]] = {
    "dataset": dataset,
    "task": task,
    "flow": flow,
    "setup": setup,
    "run": run,
    "study": study,
}
_Known = dict[tuple[str, str], tuple[str, dict[str, bytes]]]
"""By kind and id: the file of the first answer, and the answers by side."""


class OpenML:
    """The importer; see kgstore.importers.base."""

    name = "openml"
    title = "OpenML"
    reads = (
        "Answers of OpenML's interface in JSON or XML, as its libraries cache them: descriptions, "
        "features and qualities of datasets, tasks, flows, setups, runs, evaluations, studies."
    )
    homepage = "https://www.openml.org/"

    def prepare(self, scan: Scan) -> Shared:
        """Return what runs and tasks need of datasets: names, and the classes of the targets."""
        return shared((file, _parsed(file, Fields(""))) for file in files(scan, _is_answer))

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a thing, all answers about it together.

        Raises:
            ImportFailed: there is no answer of OpenML.
        """
        found: _Known = {}
        for file in files(scan, _is_answer):
            fields = Fields(file.name)
            root = _parsed(file, fields)
            if root is not None:
                _sort(found, root, file.path, fields)
            scan.findings += fields.findings
        if not found and not scan.findings:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no answer of OpenML in {paths}",
                subject=paths,
                advice="Name a cache folder of openml-python, or answers as .json or .xml files.",
            )
        for (kind, native), (file_name, sides) in sorted(found.items()):
            about = {"kind": kind.encode(), "native": native.encode()}
            yield Item(file_name, {"": _joined(sides)} | about)

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one thing."""
        sides: dict[str, Any] = orjson.loads(item.content[""])
        kind, native = item.content["kind"].decode(), item.content["native"].decode()
        terms = Terms(context.minter, context.vocabulary, self.name)
        record_kind, prefix, _ = KINDS[kind]
        draft = Draft(record_kind, prefix + native, item.file, terms)
        known = context.shared if isinstance(context.shared, Shared) else Shared()
        document = _DOCUMENT[kind](draft, sides, known)
        yield draft.record(document, Raw(item.content[""]), FATES[kind], sides)


def _is_answer(path: PurePosixPath) -> bool:
    return path.suffix in {".json", ".xml"}


def _parsed(file: SourceFile, fields: Fields) -> Any:
    if file.path.suffix == ".xml" or file.content.lstrip()[:1] == b"<":
        return read_xml(file.content, fields) or None
    return read_json(file.content, fields)


def _sort(found: _Known, root: Any, path: PurePosixPath, fields: Fields) -> None:
    """Put the answers of a file where they belong; of two about one thing the first one counts."""
    for answer in answers(root, path, fields):
        content = packed(answer.data)
        place = f"{answer.kind} {answer.native}, {answer.side}"
        if content is None:
            fields.note(place, "cannot be kept: too deep or too large", Severity.VIOLATION)
            continue
        first, sides = found.setdefault((answer.kind, answer.native), (fields.file, {}))
        if sides.setdefault(answer.side, content) != content:
            told = f"another answer (the first is in {first}) says something else; that one counts"
            fields.note(place, told, Severity.INFO)


def _joined(sides: dict[str, bytes]) -> bytes:
    pairs = (orjson.dumps(side) + b":" + content for side, content in sides.items())
    return b"{" + b",".join(pairs) + b"}"


importer = OpenML()
