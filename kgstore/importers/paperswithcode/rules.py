"""The importer's table of what the tables of Papers with Code mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgstore.records.loss import Fates

_TABLE = Path(__file__).with_name("paperswithcode.toml")
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(_TABLE.read_text("utf-8"))
"""The table."""
FATES = Fates.load(_TABLE)
"""What becomes of each field."""
