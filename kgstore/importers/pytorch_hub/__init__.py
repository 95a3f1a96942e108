"""PyTorch Hub: its pages, with front matter, and the models of their tables of results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import files, note
from kgstore.importers.json_text import packed
from kgstore.importers.pytorch_hub.page import FATES, page_document
from kgstore.importers.pytorch_hub.variant import variant_document, variants
from kgstore.importers.terms import Terms
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

_PAGE = re.compile(r"---[ \t]*\n(?P<front>.*?\n)---[ \t]*(?:\n(?P<body>.*))?", re.DOTALL)


class PyTorchHub:
    """The importer; see kgstore.importers.base."""

    name = "pytorch_hub"
    title = "PyTorch Hub"
    reads = "The pages (`*.md` with front matter) of a checkout of pytorch/hub."
    homepage = "https://pytorch.org/hub/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the pages share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a page, and one for each model of its tables.

        Raises:
            ImportFailed: there is no such page.
        """
        pages = 0
        for file in files(scan, _is_page):
            fields = Fields(file.name)
            page = _read(file.content, fields)
            scan.findings += fields.findings
            if page is None:
                continue
            pages += 1
            native = file.path.stem
            rows = variants(native, page)
            for name, data in ((native, page), *rows.items()):
                content = packed(data)
                if content is None:
                    note(scan, file.name, "cannot be kept: too deep or too large")
                    break
                kept = {"data": content, "native": name.encode(), "page": native.encode()}
                yield Item(file.name, kept)
        if not pages:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no page of PyTorch Hub in {paths}",
                subject=paths,
                advice="Name a checkout of pytorch/hub, or one of its pages.",
            )

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of a page, or of one model of its tables."""
        data: dict[str, Any] = orjson.loads(item.content["data"])
        native, page = item.content["native"].decode(), item.content["page"].decode()
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", native, item.file, terms)
        if native == page:
            document = page_document(draft, data)
        else:
            document = variant_document(draft, page, data)
        yield draft.record(document, Raw(item.content["data"]), FATES, data)


def _read(content: bytes, fields: Fields) -> dict[str, Any] | None:
    """Return the front matter and the body of a page; None, with a finding, if it is none."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        fields.note("", f"is no text in UTF-8: {error.reason}", Severity.VIOLATION)
        return None
    found = _PAGE.fullmatch(text)
    if not found:
        fields.note("", "has no front matter, and is not read", Severity.INFO)
        return None
    front = fields.mapping(read_yaml(found["front"].encode(), fields, "front"), "front")
    return {"front": front, "body": found["body"] or ""} if front else None


def _is_page(path: PurePosixPath) -> bool:
    return path.suffix == ".md" and not path.stem.isupper()


importer = PyTorchHub()
