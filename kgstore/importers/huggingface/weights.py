"""The files that hold a model's weights and its card, and what is known of the weights."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.terms import HUB, Terms
from kgstore.importers.huggingface.values import Remarks, first, mapping, stated, text, whole
from kgstore.namespaces import MZ

_FORMATS: dict[str, str] = TABLE["weights"]["formats"]
_ENDINGS = tuple(_FORMATS)
_NAMES = re.compile(TABLE["weights"]["names"], re.IGNORECASE)
_OTHERS = re.compile(TABLE["weights"]["others"], re.IGNORECASE)
_FOLDERS = re.compile(rf"(?:^|/)(?:{TABLE['weights']['folders']})")
_MOST: int = TABLE["weights"]["most"]
_CARD = "README.md"
_PRECISIONS: dict[str, str] = TABLE["precisions"]
_PRINTED = re.compile(r"RepoSibling\(rfilename=(['\"])(?P<name>.*?)\1, size=(?P<size>\d+)?")


def file_format(path: str) -> str | None:
    """Return the format of a weights file, or None if the file is none.

    >>> file_format("model-00001-of-00002.safetensors"), file_format("training_args.bin")
    ('safetensors', None)
    """
    if not path.endswith(_ENDINGS):
        return None
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    if _OTHERS.search(stem) or (folder and _FOLDERS.search(folder + "/")):
        return None
    if ending == "bin" and not _NAMES.search(stem):
        return None
    return _FORMATS["." + ending]


def artifacts(
    model: str, native_id: str, infos: dict[str, Any], terms: Terms, remarks: Remarks
) -> list[dict[str, Any]]:
    """Return the weights files of a repository as artifacts."""
    siblings = infos.get("siblings")
    if not isinstance(siblings, list):
        return []
    found = []
    for i, sibling in enumerate(siblings):
        said = sibling if isinstance(sibling, dict) else _printed(sibling)
        path = said.get("rfilename")
        kind = file_format(path) if isinstance(path, str) else None
        if kind:
            place = f"infos.siblings[{i}]"
            found.append(_artifact(model, native_id, str(path), kind, said, place, terms, remarks))
    if len(found) > _MOST:
        remarks.info(
            "infos.siblings", f"of {len(found)} weights files the first {_MOST} are listed"
        )
    return found[:_MOST]


def card_artifact(
    model: str, native_id: str, infos: dict[str, Any], has_front_matter: bool, terms: Terms
) -> list[dict[str, Any]]:
    """Return the card of a repository as an artifact: its README.md, if it is said to have one."""
    siblings = infos.get("siblings")
    files = siblings if isinstance(siblings, list) else []
    named = (file if isinstance(file, dict) else _printed(file) for file in files)
    if not has_front_matter and all(file.get("rfilename") != _CARD for file in named):
        return []
    node = {
        "id": terms.minter.part(model, f"file/{_CARD}"),
        "type": "Artifact",
        "artifactKind": MZ + "CardArtifact",
        "path": _CARD,
        "fileFormat": "Markdown",
        "location": f"{HUB}{quote(native_id)}/resolve/main/{_CARD}",
    }
    return [node]


def _artifact(
    model: str,
    native_id: str,
    path: str,
    kind: str,
    said: dict[str, Any],
    place: str,
    terms: Terms,
    remarks: Remarks,
) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": terms.minter.part(model, f"file/{path}"),
        "type": "Artifact",
        "artifactKind": MZ + "WeightsArtifact",
        "path": path,
        "fileFormat": kind,
        "location": f"{HUB}{quote(native_id)}/resolve/main/{quote(path)}",
    }
    lfs = mapping(said.get("lfs"))
    size = whole(first(said, "size") or lfs.get("size"), f"{place}.size", remarks)
    if size is not None:
        node["sizeInBytes"] = size
    if sha256 := text(first(lfs, "sha256", "oid")):
        node["digest"] = f"sha256:{sha256.removeprefix('sha256:')}"
    return node


def _printed(sibling: object) -> dict[str, Any]:
    """Return the fields of a file that a crawler kept in its Python spelling.

    >>> _printed("RepoSibling(rfilename='a.bin', size=7, blob_id=None, lfs=None)")
    {'rfilename': 'a.bin', 'size': 7}
    """
    found = _PRINTED.match(sibling) if isinstance(sibling, str) else None
    if not found:
        return {}
    size = {"size": int(found["size"])} if found["size"] else {}
    return {"rfilename": found["name"], **size}


def weights(infos: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Return parameter count, numeric precision and context length.

    >>> weights({"safetensors": {"parameters": {"BF16": 7}, "total": 7}}, Remarks("a"))
    {'parameterCount': 7, 'numericPrecision': 'BF16'}
    """
    tensors, gguf = mapping(infos.get("safetensors")), mapping(infos.get("gguf"))
    if not tensors and not gguf and not mapping(infos.get("config")).get("quantization_config"):
        return {}
    by_type = {
        kind: count
        for kind, number in mapping(tensors.get("parameters")).items()
        if (count := whole(number, f"infos.safetensors.parameters.{kind}", remarks))
    }
    total = whole(tensors.get("total"), "infos.safetensors.total", remarks)
    total = total or sum(by_type.values()) or whole(gguf.get("total"), "infos.gguf.total", remarks)
    length = whole(gguf.get("context_length"), "infos.gguf.context_length", remarks)
    main = max(by_type, key=by_type.__getitem__) if by_type else ""
    facts = {
        "parameterCount": total,
        "numericPrecision": _quantised(infos, remarks) or _PRECISIONS.get(main, main),
        "contextLength": length,
    }
    return stated(facts)


def _quantised(infos: dict[str, Any], remarks: Remarks) -> str:
    """Return the precision that a quantised model's configuration says, such as INT4."""
    said = mapping(mapping(infos.get("config")).get("quantization_config"))
    bits = whole(said.get("bits"), "infos.config.quantization_config.bits", remarks)
    return f"INT{bits}" if bits else ""
