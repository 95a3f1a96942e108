"""The files of a dataset as FileObjects, and all of them as one FileSet."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from kgstore.publish.profiles.base import Missing
from kgstore.publish.profiles.croissant.facts import Dataset

TABLE = tomllib.loads(Path(__file__).with_name("croissant.toml").read_text("utf-8"))
_MEDIA_TYPES: dict[str, str] = TABLE["media_types"]
_UNKNOWN = "application/octet-stream"
"""The media type of bytes of which nothing else is known (RFC 2046 section 4.5.1)."""
_GLOB = re.compile(r"[*?\[]")


@dataclass(slots=True)
class Distribution:
    """The nodes, and the source that a field gives that comes from them, somehow."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    source: dict[str, Any] = field(default_factory=dict)


def distribution(dataset: Dataset, missing: list[Missing]) -> Distribution:
    """Return the files that have an address and a checksum; Croissant takes no others."""
    found = Distribution()
    for number, iri in enumerate(sorted(dataset.files)):
        if node := _file_object(number, iri, dataset.files[iri], missing):
            found.nodes.append(node)
    if len(found.nodes) == 1:
        found.source = {"fileObject": {"@id": found.nodes[0]["@id"]}}
    elif found.nodes:
        formats = sorted({node["encodingFormat"] for node in found.nodes})
        files = {
            "@type": "cr:FileSet",
            "@id": "files",
            "name": "files",
            "encodingFormat": formats if len(formats) > 1 else formats[0],
            "includes": [_GLOB.sub(r"[\g<0>]", node["contentUrl"]) for node in found.nodes],
        }
        found.nodes.append(files)
        found.source = {"fileSet": {"@id": "files"}}
    return found


def _file_object(
    number: int, iri: str, said: dict[str, str], missing: list[Missing]
) -> dict[str, Any] | None:
    address = said.get("location") or said.get("path", "")
    name = said.get("name") or unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    algorithm, _, checksum = said.get("digest", "").partition(":")
    if algorithm not in {"sha256", "md5"}:
        missing.append(Missing(iri, "sha256"))
    if not address:
        missing.append(Missing(iri, "contentUrl"))
    if not address or algorithm not in {"sha256", "md5"}:
        return None
    media_type = said.get("mediaType") or media_type_of(name)
    if not media_type:
        missing.append(Missing(iri, "encodingFormat", "neither stated nor plain from the name"))
    node = {
        "@type": "cr:FileObject",
        "@id": f"file-{number}-{quote(name, safe='')}",
        "name": name or address,
        "contentUrl": address,
        "encodingFormat": media_type or _UNKNOWN,
        algorithm: checksum,
    }
    return node | ({"contentSize": f"{said['sizeInBytes']} B"} if "sizeInBytes" in said else {})


def media_type_of(name: str) -> str:
    """Return the media type that the ending of a file's name says, or "".

    >>> media_type_of("TRAIN.CSV"), media_type_of("data.tar.gz"), media_type_of("download")
    ('text/csv', 'application/gzip', '')
    """
    return _MEDIA_TYPES.get(f".{name.lower().rpartition('.')[2]}", "") if "." in name else ""
