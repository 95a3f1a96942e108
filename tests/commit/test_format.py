"""Folders of the engine are removed, also while something still writes to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kgstore.commit.format import drop


def test_a_file_that_comes_while_a_view_is_removed_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an engine that was let go a moment ago writes the last line of its log."""
    view = tmp_path / "view-2"
    view.mkdir()
    remove = shutil.rmtree

    def late(path: Path, *, ignore_errors: bool) -> None:
        monkeypatch.undo()
        remove(path, ignore_errors=ignore_errors)
        path.mkdir()
        (path / "LOG").write_text("closing\n")

    monkeypatch.setattr(shutil, "rmtree", late)
    drop(view)
    assert not view.exists()


def test_what_cannot_be_removed_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_path: Path, *, ignore_errors: bool) -> None:
        assert ignore_errors

    (tmp_path / "view-2").mkdir()
    monkeypatch.setattr(shutil, "rmtree", never)
    monkeypatch.setattr("kgstore.commit.format._PAUSE", 0.0)
    drop(tmp_path / "view-2")
    assert (tmp_path / "view-2").is_dir()
