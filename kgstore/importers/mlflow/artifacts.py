"""The artifact files of runs and logged models: their list, and the text of those that describe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

_OWNER: Final = re.compile(r"[0-9a-f]{32}|m-[0-9a-f]{32}")
_TOLD: Final = {"MLmodel", "requirements.txt", "python_env.yaml", "conda.yaml"}
_LARGEST: Final = 1 << 20


class Artifacts:
    """Artifact files below some folders, by the run or logged model that they belong to.

    Their owner is the last folder with the id of one; a logged model's may lie in it directly.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._found: dict[str, dict[str, Path]] = {}
        for top in folders:
            for folder, below, names in os.walk(top):
                below.sort()
                for name in names:
                    self._add(Path(folder, name), top)

    def _add(self, path: Path, top: Path) -> None:
        parts = path.relative_to(top).parts
        for place in range(len(parts) - 2, -1, -1):
            if _OWNER.fullmatch(parts[place]) and not path.is_symlink():
                inner = parts[place + 1 :]
                if inner[0] == "artifacts":
                    self._found.setdefault(parts[place], {})["/".join(inner[1:])] = path
                elif inner == ("MLmodel",):
                    self._found.setdefault(parts[place], {}).setdefault("MLmodel", path)
                return

    def of(self, owner: str) -> dict[str, Any]:
        """Return what a raw record keeps of the files: path and size, and the text of some."""
        files = sorted(self._found.get(owner, {}).items())
        listed, texts = [], {}
        for name, path in files:
            try:
                size = path.stat().st_size
                if path.name in _TOLD and size <= _LARGEST:
                    texts[name] = path.read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            listed.append({"path": name, "size": size})
        return {"artifacts": listed, "artifact_texts": texts} if listed else {}
