"""An MLflow file store (`mlruns`, of 2.x or 3.x) as the entities that it holds.

Nothing is followed that is a link. Names of parameters, tags and metrics may have `/`: then they
are paths of folders.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from kgstore.importers.mlflow.entities import Entity, Store, number_text, scope_of
from kgstore.importers.sqlite import Note

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST: Final = 512 << 20
_NESTED: Final = {"tags", "aliases", "latest_versions"}
_STATUS: Final = {"1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED"}
_NO_RUNS: Final = {"tags", "datasets", "models", "traces", ".trash"}


def is_store(folder: Path) -> bool:
    """Say whether a folder is the top of a file store: one of its folders is an experiment."""
    try:
        places = sorted(p for p in folder.iterdir() if p.is_dir() and not p.is_symlink())
    except OSError:
        return False
    return any(_is_experiment(place) for place in places)


def _is_experiment(folder: Path) -> bool:
    try:
        with (folder / "meta.yaml").open("rb") as file:
            text = file.read(20_000)
    except OSError:
        return False
    return b"experiment_id:" in text and b"artifact_location:" in text and b"run_id:" not in text


class Folder(Store):
    """The entities of one file store; `shown` is what findings call the folder."""

    def __init__(self, top: Path, shown: str, note: Note) -> None:
        self._top = top
        self.label = shown
        self._note = note
        found = [*_folders(top), *_folders(top / ".trash")]
        self._experiments = {p: self._meta(p) for p in found if _is_experiment(p)}
        self.scope = scope_of(self._experiments.values())

    def entities(self) -> Iterator[Entity]:
        """Yield the entities of each experiment, then the registered models."""
        for place, meta in self._experiments.items():
            raw = {"experiment": meta, "tags": self._texts(place / "tags")}
            yield Entity("experiment", self._shown(place / "meta.yaml"), raw)
            for folder in _folders(place / "datasets"):
                row = {f"dataset_{k}" if k in _PREFIXED else k: v for k, v in self._of(folder)}
                row["experiment_id"] = meta.get("experiment_id")
                yield Entity("dataset", self._shown(folder / "meta.yaml"), {"dataset": row})
            models = {p: self._model(p) for p in _folders(place / "models")}
            named = self._named(place, list(models.values()))
            links: dict[str, list[dict[str, Any]]] = {}
            for path in models:
                for key, link in self._links(path, named[path.name]):
                    links.setdefault(key, []).append(link)
            for folder in _folders(place):
                if folder.name not in _NO_RUNS and (folder / "meta.yaml").is_file():
                    run = self._run(folder, meta, named)
                    run["model_metrics"] = links.get(folder.name, [])
                    yield Entity("run", self._shown(folder), run)
            for path, told in models.items():
                yield Entity("logged_model", self._shown(path), told)
        for folder in _folders(self._top / "models"):
            yield Entity("registered_model", self._shown(folder), self._registered(folder))

    def _named(self, place: Path, models: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the name of each logged model and of its run, and add what its record needs."""
        number = Counter(raw["logged_model"].get("source_run_id") for raw in models)
        found = {}
        for raw in models:
            row = raw["logged_model"]
            run = row.get("source_run_id")
            there = bool(run) and (place / str(run) / "meta.yaml").is_file()
            raw["run_name"] = self._meta(place / str(run)).get("run_name") if there else None
            raw["models_of_run"] = number[run]
            found[row["model_id"]] = {"name": row.get("name"), "run_name": raw["run_name"]}
        return found

    def _run(
        self, place: Path, experiment: dict[str, Any], models: dict[str, dict[str, Any]]
    ) -> dict[str, Any]:
        row = self._meta(place)
        row["run_uuid"] = row.get("run_uuid") or row.get("run_id") or place.name
        row["name"] = row.pop("run_name", None) or row.get("name")
        row["status"] = _STATUS.get(str(row.get("status")), row.get("status"))
        inputs = [self._meta(p) for p in _folders(place / "inputs")]
        return {
            "run": row,
            "experiment": {"name": experiment.get("name")},
            "tags": self._texts(place / "tags"),
            "params": self._texts(place / "params"),
            "metrics": {k: self._series(p)[0] for k, p in self._files(place / "metrics")},
            "inputs": [
                {"name": d.get("name"), "digest": d.get("digest"), "tags": _mapping(i.get("tags"))}
                for i in inputs
                if i.get("source_type") == "DATASET"
                for d in [self._meta(place.parent / "datasets" / str(i.get("source_id")))]
            ],
            "outputs": [
                {"model_id": p.name} | models.get(p.name, {}) for p in _folders(place / "outputs")
            ],
            "model_inputs": [
                {"model_id": i.get("source_id")} | models.get(str(i.get("source_id")), {})
                for i in inputs
                if i.get("source_type") == "RUN_INPUT"
            ],
        }

    def _model(self, place: Path) -> dict[str, Any]:
        return {
            "logged_model": self._meta(place) | {"model_id": place.name},
            "tags": self._texts(place / "tags"),
            "params": self._texts(place / "params"),
        }

    def _links(self, place: Path, names: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (run, link) of each metric that a run logged for a model."""
        for key, path in self._files(place / "metrics"):
            _, rest = self._series(path, run=True)
            if rest:
                run, *dataset = rest
                link = {"key": key, "model_id": place.name} | names
                told: dict[str, Any] = {"dataset_name": None, "dataset_digest": None}
                if len(dataset) >= 2:
                    told = {"dataset_name": " ".join(dataset[:-1]), "dataset_digest": dataset[-1]}
                yield run, link | told

    def _registered(self, place: Path) -> dict[str, Any]:
        versions = [p for p in _folders(place) if p.name.startswith("version-")]
        return {
            "registered_model": self._meta(place),
            "tags": self._texts(place / "tags"),
            "aliases": self._texts(place / "aliases"),
            "versions": [self._meta(p) | {"tags": self._texts(p / "tags")} for p in versions],
        }

    def _series(self, path: Path, *, run: bool = False) -> tuple[list[list[Any]], list[str]]:
        """Return the points of a metric file, and the words after them in its last line."""
        points: list[list[Any]] = []
        rest: list[str] = []
        for number, line in enumerate(self._text(path).splitlines(), 1):
            words = line.split()
            try:
                step = int(words[2]) if len(words) > 2 else 0
                points.append([int(words[0]), step, number_text(float(words[1]))])
                rest = words[3:]
            except (ValueError, IndexError):
                self._note(f"{self._inner(path)}:{number}", f"{line[:60]!r} is no metric value")
        if rest and not run:
            points[-1].append(" ".join(rest[:-1]))
            points[-1].append(rest[-1])
        return points, rest

    def _of(self, place: Path) -> Iterator[tuple[str, Any]]:
        yield from self._meta(place).items()

    def _meta(self, place: Path) -> dict[str, Any]:
        """Return a `meta.yaml`; an unsound one is told and empty."""
        path = place / "meta.yaml"
        text = self._text(path)
        try:
            found = yaml.load(text, _LOADER)  # noqa: S506  (a safe loader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self._note(self._inner(path), f"is no YAML: {str(error).splitlines()[0][:150]}")
            return {}
        if not _is_tree(found, set()):
            self._note(self._inner(path), "has anchors; MLflow writes none, so it is not read")
            return {}
        if not isinstance(found, dict):
            self._note(self._inner(path), "is empty or no mapping")
            return {}
        return {str(key): self._plain(path, str(key), value) for key, value in found.items()}

    def _plain(self, path: Path, key: str, value: Any) -> Any:
        """Return a value as MLflow writes them: a number or text, or tags; else its text."""
        if value is None or isinstance(value, (str, int, float)):
            return value
        if key in _NESTED and isinstance(value, (dict, list)):
            return value
        if isinstance(value, (dict, list)):
            self._note(self._inner(path), f"{key} is a {type(value).__name__}, where text is due")
        return str(value)

    def _texts(self, place: Path) -> dict[str, Any]:
        return {key: self._text(path) for key, path in self._files(place)}

    def _text(self, path: Path) -> str:
        try:
            if path.stat().st_size > _LARGEST:
                raise OSError(0, f"it is larger than {_LARGEST:,} bytes")
            return path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            self._note(self._inner(path), f"cannot be read: {error.strerror}")
            return ""

    def _files(self, place: Path) -> Iterator[tuple[str, Path]]:
        for folder, folders, names in os.walk(place):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                if not path.is_symlink():
                    yield path.relative_to(place).as_posix(), path

    def _inner(self, path: Path) -> str:
        return path.relative_to(self._top).as_posix()

    def _shown(self, path: Path) -> str:
        return f"{self.label}/{self._inner(path)}"


_PREFIXED: Final = {"schema", "source", "profile", "source_type"}


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(p for p in place.iterdir() if p.is_dir() and not p.is_symlink())
    except OSError:
        return []


def _is_tree(value: Any, seen: set[int]) -> bool:
    """Say whether no part stands in two places; a few anchors can stand for billions of parts."""
    if not isinstance(value, (dict, list)):
        return True
    if id(value) in seen:
        return False
    seen.add(id(value))
    parts = value.values() if isinstance(value, dict) else value
    return all(_is_tree(part, seen) for part in parts)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
