"""TensorFlow Datasets: the README, tags, citations and checksums of each data set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft, Node
from kgstore.importers.fields import Fields, mended
from kgstore.importers.files import files
from kgstore.importers.json_text import packed
from kgstore.importers.terms import Terms
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.iri import digest
from kgstore.records.loss import Fates
from kgstore.records.record import Raw, Record

_FATES = Fates.load(Path(__file__).with_name("tfds.toml"))
_FILES: Final = {
    "README.md": "readme",
    "TAGS.txt": "tags",
    "CITATIONS.bib": "citations",
    "checksums.tsv": "checksums",
}
_PAGE: Final = "https://www.tensorflow.org/datasets/catalog/"
_LANGUAGE: Final = "content.language."
_SHA: Final = re.compile(r"[0-9a-f]{64}")
_MOST_FILES: Final = 100
_OTHERS: Final = {"arc"}
"""Names that mean another data set elsewhere: here the Abstraction and Reasoning Corpus."""


class TensorFlowDatasets:
    """The importer; see kgstore.importers.base."""

    name = "tfds"
    title = "TensorFlow Datasets"
    reads = (
        "The folders of data sets in a checkout of tensorflow/datasets, also in an archive: "
        "README.md, TAGS.txt, CITATIONS.bib, checksums.tsv."
    )
    homepage = "https://www.tensorflow.org/datasets"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the data sets share nothing."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a data set, its files together.

        Raises:
            ImportFailed: there is no folder of a data set.
        """
        found: dict[str, tuple[str, dict[str, bytes]]] = {}
        for file in files(scan, _is_ours):
            folder = file.name.removesuffix(file.path.name).rstrip("/")
            native = file.path.parent.name
            place, content = found.setdefault(native, (folder, {}))
            if place == folder:  # the same data set lies in the archive and beside it
                content[_FILES[file.path.name]] = file.content
        if not found:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no data set with README.md, TAGS.txt or checksums.tsv in {paths}",
                subject=paths,
                advice="Name a checkout of https://github.com/tensorflow/datasets.",
            )
        for native, (place, content) in found.items():
            yield Item(place, content | {"native": native.encode()})

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one data set."""
        native = item.content["native"].decode()
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("dataset", native, item.file, terms)
        said = _read(item, draft.fields, native)
        raw = packed(said)
        if raw is None:
            draft.fields.note("", "cannot be kept: too deep or too large", Severity.VIOLATION)
            return
        yield draft.record(_document(draft, said), Raw(raw), _FATES, said)


def _is_ours(path: PurePosixPath) -> bool:
    return path.name in _FILES and len(path.parts) > 1


def _read(item: Item, fields: Fields, native: str) -> dict[str, Any]:
    """Return the files of a data set as data."""
    texts = {}
    for key in _FILES.values():
        content = item.content.get(key, b"")
        texts[key] = mended(content.decode("utf-8-sig", "replace")).replace("\0", "")
        if "\N{REPLACEMENT CHARACTER}" in texts[key]:
            fields.note(key, "holds bytes that are no UTF-8; they are replaced", Severity.WARNING)
    tags = (line.partition("#")[0].strip() for line in texts["tags"].splitlines())
    found: dict[str, Any] = {
        "name": native,
        "readme": texts["readme"].strip() or None,
        "tags": [tag for tag in dict.fromkeys(tags) if tag],
        "citations": texts["citations"].strip() or None,
    }
    rows = list(_checksums(texts["checksums"], fields))
    if len(rows) > _MOST_FILES:
        told = f"of {len(rows)} files the first {_MOST_FILES} are listed"
        fields.note("checksums", told, Severity.INFO)
    return found | {"checksums": rows[:_MOST_FILES], "further_checksums": rows[_MOST_FILES:]}


def _checksums(text: str, fields: Fields) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines()):
        cells = line.split("\t") if "\t" in line else line.rsplit(maxsplit=2)
        if not cells:
            continue
        if len(cells) < 3 or not cells[1].isdecimal() or not _SHA.fullmatch(cells[2]):
            told = "is no line of address, size and SHA-256; it is left out"
            fields.note(f"checksums[{number}]", told)
            continue
        size = int(cells[1][:20])
        if size < 2**63:
            name = cells[3] if len(cells) > 3 else None
            yield {"url": cells[0], "size": size, "sha256": cells[2], "name": name}


def _document(draft: Draft, said: dict[str, Any]) -> Node:
    native = draft.native_id
    tags = said["tags"]
    languages = [tag.removeprefix(_LANGUAGE) for tag in tags if tag.startswith(_LANGUAGE)]
    words = [tag for tag in tags if not tag.startswith(_LANGUAGE)]
    return draft.head(
        "Dataset",
        native,
        description=said["readme"],
        citation=said["citations"],
        keyword=[word.rpartition(".")[2] for word in words],
        language=[tag for tag in languages if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag)],
        rawLanguage=languages,
        landingPage=draft.fields.web(_PAGE + native, "name"),
        canonical=None if native in _OTHERS else draft.terms.known("dataset", native),
        distribution=_files(draft, said["checksums"]),
    )


def _files(draft: Draft, rows: list[dict[str, Any]]) -> list[Node]:
    found: dict[str, Node] = {}
    for number, row in enumerate(rows):
        remote = "://" in row["url"]
        address = draft.fields.web(row["url"], f"checksums[{number}].url") if remote else None
        name = row["name"] or row["url"].rpartition("/")[2] or row["url"]
        node = draft.part(
            f"file/{digest(row['url'])}",
            "Artifact",
            name=draft.fields.text(name, f"checksums[{number}].name"),
            location=[address] if address else None,
            path=None if address else draft.fields.text(row["url"], f"checksums[{number}].url"),
            artifactKind=MZ + "OtherArtifact",
            sizeInBytes=row["size"],
            digest=f"sha256:{row['sha256']}",
        )
        found.setdefault(node["id"], node)
    return list(found.values())


importer = TensorFlowDatasets()
