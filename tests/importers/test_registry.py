"""An importer of another package whose code is broken takes nothing else down."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kgstore.cli.main import app
from kgstore.errors import UnknownSource
from kgstore.importers import registry
from kgstore.plugins import installed


@pytest.fixture(autouse=True)
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package brings an importer that cannot be imported."""
    entry = EntryPoint("their_zoo", "their.zoo:importer", registry.GROUP)
    known = {**installed(registry.GROUP), "their_zoo": entry}
    monkeypatch.setattr(registry, "installed", lambda group: known)


def test_the_rest_is_there() -> None:
    found = {importer.name for importer in registry.importers()}
    assert "fiftyone" in found
    assert "their_zoo" not in found


def test_it_says_what_is_wrong() -> None:
    with pytest.raises(UnknownSource, match="No module named 'their'") as caught:
        registry.importer_named("their_zoo")
    assert "their.zoo:importer" in caught.value.advice


def test_a_store_opens(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--store", str(tmp_path / "s"), "init"])
    assert done.exit_code == 0, done.output


def test_sources_names_it() -> None:
    done = CliRunner().invoke(app, ["sources"])
    assert done.exit_code == 0
    assert "fiftyone" in done.stdout
    assert "'their_zoo' cannot be loaded" in done.stderr.replace("\n", " ")
