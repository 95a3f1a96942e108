"""What the name of a benchmark's file says: the setup that all its rows were measured in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).with_name("timm.toml")
"""The importer's table of what its source means, and the fates."""
RULES: Mapping[str, Mapping[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))

_NAME: Final = re.compile(
    r"benchmark-(?P<kind>infer|train)-(?P<precision>[a-z0-9_]+)-(?P<layout>nchw|nhwc)"
    r"-pt(?P<torch>\d+)-(?P<platform>cu\d+|cpu)-(?P<device>\w+)(?:-(?P<compiler>\w+))?"
)


@dataclass(frozen=True, slots=True)
class Setup:
    """The setup of a benchmark: `kind` is infer or train, `device` the word for the hardware."""

    kind: str
    precision: str
    layout: str
    device: str
    packages: tuple[str, ...]
    compiler: str

    @property
    def software(self) -> str:
        """The software in one line."""
        return ", ".join(self.packages)


@cache
def setup_of(table: str) -> Setup | None:
    """Return the setup that the name of a benchmark's table says, or None where it says none.

    >>> setup_of("benchmark-infer-amp-nhwc-pt240-cu124-rtx4090").packages
    ('PyTorch 2.4.0', 'CUDA 12.4')
    >>> setup_of("benchmark-infer-amp") is None
    True
    """
    found = _NAME.fullmatch(table)
    if not found:
        return None
    torch, platform = found["torch"], found["platform"]
    packages = [f"PyTorch {RULES['pytorch'].get(torch) or '.'.join(torch)}"]
    if platform.startswith("cu"):
        packages.append(f"CUDA {platform[2:-1]}.{platform[-1]}")
    return Setup(
        found["kind"],
        RULES["precision"].get(found["precision"], found["precision"].upper()),
        RULES["layout"][found["layout"]],
        found["device"],
        tuple(packages),
        RULES["compiler"].get(found["compiler"], found["compiler"] or ""),
    )
