"""A store with the models that importers make of their sources, and with those of model.jsonl."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from tests.web.server import ROOT, Server, listening, serve

BASE = "https://example.org"
OWN = ROOT / "tests" / "web" / "browser" / "records" / "model.jsonl"
CASES = ROOT / "tests" / "importers"
SOURCES = (
    *("dawnbench", "huggingface", "mlflow", "mlmd", "mlperf", "onnx_model_zoo", "open_model_zoo"),
    *("openml", "openmmlab", "paperswithcode", "predictions", "spacy", "tfhub", "timm"),
    "torchvision",
)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, made of the folders from which the importers' own tests read."""
    path = tmp_path_factory.mktemp("models") / "store"
    settings = Settings(store=path, base=BASE, agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [OWN], settings)
        assert len(store.quarantine) == 0
        for source in SOURCES:
            for case in sorted((CASES / source).glob("*/")):
                for place in (case / "zoo", case / "input"):
                    if place.is_dir():
                        import_source(store, importer_named(source), [place], settings)
    return path


@pytest.fixture(scope="session")
def served(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a copy of the store."""
    copy = Path(shutil.copytree(models, tmp_path_factory.mktemp("served") / "store"))
    with serve(copy, listening(), {}, rate_limit=100_000) as running:
        yield running


@pytest.fixture(scope="session")
def iris(models: Path) -> list[str]:
    """The IRIs of the models that have a record."""
    from kgstore.commit.store import Store
    from kgstore.namespaces import MZ, RDF_TYPE

    with Store.open(models) as store:
        found = store.view.subjects_with(RDF_TYPE, MZ + "MLModel")
        return sorted(one for one in found if store.view.values(one, MZ + "source"))
