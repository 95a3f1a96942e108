"""The command line, called as a user calls it, in this process."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kgstore.cli.main import run
from kgstore.opening import create
from kgstore.settings import Settings

BASE = "https://models.example.org"


@dataclass(frozen=True)
class Outcome:
    """What a call printed, and its exit status."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Kgstore = Callable[..., Outcome]


@pytest.fixture
def kgstore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Kgstore:
    """Call `kgstore --store TMP/store ...`; keyword `store` names another."""

    def call(*arguments: object, store: object = tmp_path / "store") -> Outcome:
        argv = ["kgstore", "--store", str(store), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", argv)
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            run()
        printed = capsys.readouterr()
        code = stopped.value.code
        del stopped  # else its traceback and this frame keep each other, with what queries answered
        assert "Traceback" not in printed.err
        return Outcome(code if isinstance(code, int) else 0, printed.out, printed.err)

    monkeypatch.setenv("KGSTORE_AGENT", "tester")
    monkeypatch.setenv("KGSTORE_WORKERS", "1")
    return call


def model(name: str, **values: Any) -> dict[str, Any]:
    """Return the record document of a model."""
    iri = f"{BASE}/id/model/local/{name}"
    return {"id": iri, "type": "MLModel", "name": name} | values


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty store, `empty`, made once."""
    folder = tmp_path_factory.mktemp("made")
    create(Settings(store=folder / "empty", base=BASE)).close()
    return folder / "empty"


@pytest.fixture
def empty(kgstore: Kgstore, made: Path, tmp_path: Path) -> Kgstore:
    """An empty store."""
    shutil.copytree(made, tmp_path / "store")
    return kgstore


@pytest.fixture
def zoo(empty: Kgstore, tmp_path: Path) -> Kgstore:
    """A store with two sound models, and a third in quarantine."""
    documents = [
        model("tiny", task="https://w3id.org/modelzoo/vocabulary/task/object-detection"),
        model("small", parameterCount=12_000_000),
        model("broken", parameterCount=-1),
    ]
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(d) + "\n" for d in documents), "utf-8")
    assert empty("import", "records", file).status == 1
    return empty
