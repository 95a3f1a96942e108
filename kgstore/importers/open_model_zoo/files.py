"""The files of a model (`files` in model.yml) as artifacts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.open_model_zoo.numbers import precision_in
from kgstore.namespaces import MZ
from kgstore.records.iri import Minter

_KINDS = {
    "WeightsArtifact": "bin onnx pth pt pb pbmm ckpt h5 hdf5 caffemodel params weights "
    "tflite npy npz pyth safetensors scorer pkl model",
    "ConfigurationArtifact": "xml json yml yaml cfg config prototxt",
}
_TOKENISER = re.compile(r"(?:vocab|merges|tokenizer|sentencepiece)[^/]*\.(?:txt|json|model|bin)$")
_HEX = re.compile(r"[0-9a-fA-F]{96}")
_DRIVE = "https://drive.google.com/uc?id="


def artifacts(
    model: Mapping[str, Any], iri: str, minter: Minter, fields: Fields
) -> list[dict[str, Any]]:
    """Return the artifacts of the model `iri`; two files of one name are a finding.

    >>> model = {"files": [{"name": "FP16/a.bin", "size": 3, "source": "https://e.org/a.bin"}]}
    >>> found = artifacts(model, "https://e.org/id/a", Minter("https://e.org"), Fields("f"))
    >>> found[0]["path"], found[0]["numericPrecision"], found[0]["sizeInBytes"]
    ('FP16/a.bin', 'FP16', 3)
    """
    found: dict[str, dict[str, Any]] = {}
    for path, entry in fields.mappings(model.get("files"), "model.files"):
        name = fields.text(entry.get("name"), f"{path}.name")
        if name is None:
            fields.note(path, "the file has no name")
        elif name in found:
            fields.note(path, f"the file {name} is listed twice; the first entry counts")
        else:
            found[name] = _artifact(name, entry, path, minter.part(iri, f"artifact/{name}"), fields)
    return list(found.values())


def _artifact(
    name: str, entry: Mapping[str, Any], path: str, iri: str, fields: Fields
) -> dict[str, Any]:
    suffix = name.rpartition("/")[2].rpartition(".")[2] if "." in name else ""
    folder = name.partition("/")[0] if "/" in name else ""
    return without_none(
        {
            "id": iri,
            "type": "Artifact",
            "name": name,
            "path": name,
            "artifactKind": MZ + _kind(name, suffix),
            "fileFormat": suffix or None,
            "sizeInBytes": fields.whole(entry.get("size"), f"{path}.size"),
            "digest": _digest(entry.get("checksum"), f"{path}.checksum", fields),
            "location": _location(entry.get("source"), f"{path}.source", fields),
            "derivedFrom": _location(
                entry.get("original_source"), f"{path}.original_source", fields
            ),
            "numericPrecision": precision_in(folder) or None,
        }
    )


def _kind(name: str, suffix: str) -> str:
    if _TOKENISER.search(name):
        return "TokenizerArtifact"
    kinds = (kind for kind, suffixes in _KINDS.items() if suffix.casefold() in suffixes.split())
    return next(kinds, "OtherArtifact")


def _digest(value: object, path: str, fields: Fields) -> str | None:
    text = fields.text(value, path)
    if text and not _HEX.fullmatch(text):
        fields.note(path, f"{text[:80]!r} is no SHA-384 in hex")
        return None
    return f"sha384:{text.lower()}" if text else None


def _location(value: object, path: str, fields: Fields) -> str | None:
    """Return where a file lies: a web address, or a mapping with `$type` that stands for one."""
    if not isinstance(value, dict):
        return fields.web(value, path)
    kind, drive = value.get("$type"), fields.text(value.get("id"), f"{path}.id")
    if kind == "google_drive" and drive:
        return _DRIVE + quote(drive, safe="")
    if kind == "http":
        return fields.web(value.get("url"), f"{path}.url")
    fields.note(path, f"a source of the kind {str(kind)[:40]!r} has no address that is known here")
    return None


def precisions(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the precisions of the weights, each once."""
    yield from dict.fromkeys(a["numericPrecision"] for a in found if "numericPrecision" in a)
