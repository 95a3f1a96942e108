"""The importer's table: fates of raw paths, tags, file formats, languages (huggingface.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from kgstore.records.loss import Fates

_FILE = Path(__file__).with_name("huggingface.toml")

TABLE: dict[str, Any] = tomllib.loads(_FILE.read_text("utf-8"))
FATES = Fates.of(TABLE["fates"], _FILE.name)
