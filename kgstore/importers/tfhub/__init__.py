"""TensorFlow Hub: its documents, one of each version of a model, and its vocabularies of tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields
from kgstore.importers.files import files, note
from kgstore.importers.json_text import packed
from kgstore.importers.terms import Terms
from kgstore.importers.tfhub.document import FATES, KINDS, Page, native_id
from kgstore.importers.tfhub.markdown import read_page
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

Names = Mapping[str, Mapping[str, str]]


class TFHub:
    """The importer; see kgstore.importers.base."""

    name = "tfhub"
    title = "TensorFlow Hub"
    reads = (
        "The documents (`assets/docs/**/*.md`) of a checkout of tfhub.dev, also in an archive, "
        "with the vocabularies of their tags (`tags/*.yaml`)."
    )
    homepage = "https://www.tensorflow.org/hub"

    def prepare(self, scan: Scan) -> Names:
        """Return the display names of the tags, by vocabulary and tag."""
        quiet = Scan(scan.paths)
        names: dict[str, dict[str, str]] = {}
        for file in files(quiet, _is_tags):
            fields = Fields(file.name)
            values = fields.mapping(read_yaml(file.content, fields, ""), "").get("values")
            rows = fields.mappings(values, "values")
            said = {str(row.get("id")): row.get("display_name") for _, row in rows}
            kind = file.path.stem.replace("_", "-")
            names[kind] = {key: name for key, name in said.items() if isinstance(name, str)}
            scan.findings += fields.findings
        return names

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a document.

        Raises:
            ImportFailed: there is no such file.
        """
        taken: set[str] = set()
        for file in files(scan, _is_page):
            fields = Fields(file.name)
            page = read_page(file.content, fields)
            scan.findings += fields.findings
            content = packed(page) if page else None
            if page and content:
                native = native_id(page)
                if native not in taken:  # the archive and a sample of it hold the same document
                    taken.add(native)
                    yield Item(file.name, {"page": content, "native": native.encode()})
            elif page:
                note(scan, file.name, "cannot be kept", Severity.VIOLATION)
        if not taken:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no document of TensorFlow Hub in {paths}",
                subject=paths,
                advice="Name assets/docs of a checkout of tfhub.dev, or an archive of it.",
            )

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one document."""
        page: dict[str, Any] = orjson.loads(item.content["page"])
        terms = Terms(context.minter, context.vocabulary, self.name)
        kind = KINDS[page["type"]]
        draft = Draft(kind, item.content["native"].decode(), item.file, terms)
        document = Page(draft, page, context.shared or {}).document()
        yield draft.record(document, Raw(item.content["page"]), FATES, page)


def _is_page(path: PurePosixPath) -> bool:
    return path.suffix == ".md" and not path.name.isupper()


def _is_tags(path: PurePosixPath) -> bool:
    return path.suffix == ".yaml" and path.parent.name == "tags"


importer = TFHub()
