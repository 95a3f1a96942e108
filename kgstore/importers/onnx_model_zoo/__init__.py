"""The ONNX Model Zoo: its manifest with the READMEs beside the models, and records of builds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.fields import Fields, mended
from kgstore.importers.files import SourceFile, files
from kgstore.importers.json_text import packed, read_json
from kgstore.importers.onnx_model_zoo.build import build
from kgstore.importers.onnx_model_zoo.model import base_name, model
from kgstore.importers.onnx_model_zoo.readme import read_readme
from kgstore.importers.onnx_model_zoo.rules import BUILD, MANIFEST
from kgstore.importers.terms import Terms
from kgstore.importers.yaml_text import read_yaml
from kgstore.records.finding import Severity
from kgstore.records.record import Raw, Record

_MANIFEST, _BUILD = "ONNX_HUB_MANIFEST.json", "turnkey_stats.yaml"


class OnnxModelZoo:
    """The importer; see kgstore.importers.base."""

    name = "onnx_model_zoo"
    title = "ONNX Model Zoo"
    reads = (
        "A checkout of onnx/models: ONNX_HUB_MANIFEST.json, the READMEs below validated/, and "
        "turnkey_stats.yaml of builds, also in an archive."
    )
    homepage = "https://github.com/onnx/models"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: the items carry what they need."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item a model of the manifest, and one a build.

        Raises:
            ImportFailed: there is neither a manifest nor a build.
        """
        manifests: list[SourceFile] = []
        readmes: dict[str, SourceFile] = {}
        built: set[str] = set()
        for file in files(scan, _is_ours):
            if file.path.name == _BUILD:
                folder = _build_folder(file.path)
                if folder not in built:  # the same build lies in the archive and beside it
                    built.add(folder)
                    yield Item(file.name, {"build": file.content, "native": folder.encode()})
            elif file.path.name == "README.md":
                readmes[_below(file.path.parent)] = file
            else:
                manifests.append(file)
        for file in manifests:
            yield from _entries(file, readmes, scan)
        if not manifests and not built:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no {_MANIFEST} and no {_BUILD} in {paths}",
                subject=paths,
                advice="Name a checkout of https://github.com/onnx/models.",
            )

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of one model."""
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", item.content["native"].decode(), item.file, terms)
        if "build" in item.content:
            stats = draft.fields.mapping(read_yaml(item.content["build"], draft.fields, ""), "")
            raw = Raw(item.content["build"], "application/yaml")
            yield draft.record(build(draft, stats), raw, BUILD, stats)
            return
        whole: dict[str, Any] = orjson.loads(item.content["model"])
        readme = read_readme(whole.get("readme", ""))
        document = model(draft, whole["manifest"], readme, whole.get("quantized_from"))
        yield draft.record(document, Raw(item.content["model"]), MANIFEST, whole)


def _is_ours(path: PurePosixPath) -> bool:
    readme = path.name == "README.md" and len(path.parts) > 2
    return readme or path.name in {_MANIFEST, _BUILD}


def _below(folder: PurePosixPath) -> str:
    """Return a folder from `validated/` on."""
    parts = folder.parts
    return "/".join(parts[parts.index("validated") :]) if "validated" in parts else str(folder)


def _build_folder(path: PurePosixPath) -> str:
    """Return the folder of a build from the folder of its task on."""
    parts = path.parent.parts
    start = -3 if parts[-2:-1] == ("skip",) else -2
    return "/".join(parts[start:]) or path.stem


def _entries(file: SourceFile, readmes: dict[str, SourceFile], scan: Scan) -> Iterator[Item]:
    fields = Fields(file.name)
    rows = fields.mappings(read_json(file.content, fields), "")
    natives = {path: _native_id(entry, path) for path, entry in rows}
    taken: set[str] = set()
    for path, entry in rows:
        native = natives[path]
        if native in taken:
            fields.note(path, f"{native[:80]!r} is listed twice; the first one counts")
            continue
        taken.add(native)
        whole: dict[str, Any] = {"manifest": entry}
        if origin := _origin(entry, rows, natives):
            whole["quantized_from"] = origin
        readme = _readme_of(native, readmes)
        if readme:
            text = readme.content.decode("utf-8-sig", "replace")
            whole["readme"] = mended(text)
        content = packed(whole)
        if content is None:
            fields.note(path, "cannot be kept: too deep or too large", Severity.VIOLATION)
            continue
        place = f"{file.name}!{path.strip('[]')}"
        yield Item(place, {"model": content, "native": native.encode()})
    scan.findings += fields.findings


def _native_id(entry: dict[str, Any], path: str) -> str:
    told = Fields("").text(entry.get("model_path"), "")
    return told.removesuffix(".onnx") if told else f"entry-{path.strip('[]')}"


def _readme_of(native: str, readmes: dict[str, SourceFile]) -> SourceFile | None:
    folders = [str(folder) for folder in PurePosixPath(native).parents]
    return next((readmes[folder] for folder in folders if folder in readmes), None)


def _origin(
    entry: dict[str, Any], rows: list[tuple[str, dict[str, Any]]], natives: dict[str, str]
) -> str | None:
    """Return the id of the model that a quantized one was made from: that of the nearest opset."""
    name = entry.get("model")
    if not isinstance(name, str) or base_name(name) == name:
        return None
    wanted = {base_name(name), f"{base_name(name)}-fp32", f"{base_name(name)}-12"}
    opset = entry.get("opset_version")
    best: tuple[int, str] | None = None
    for path, other in rows:
        version = other.get("opset_version")
        named = isinstance(other.get("model"), str) and other["model"] in wanted
        if named and isinstance(version, int) and isinstance(opset, int):
            candidate = (abs(version - opset), natives[path])
            best = min(best, candidate) if best else candidate
    return best[1] if best else None


importer = OnnxModelZoo()
