"""The settings: one frozen object, passed on explicitly, read from `KGSTORE_*` in the environment.

Command-line options win over the environment, the environment over the defaults. The table in
docs/settings.md is tested against this file.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from kgstore.errors import SettingError


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _setting(default: Any, help_text: str) -> Any:
    metadata = {"help": help_text}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; each field `x` has the environment name `KGSTORE_X`."""

    store: Path = _setting(Path("kgstore-data"), "The folder of the store.")
    base: str = _setting(
        "http://localhost:8765", "The base IRI of a new store, without a slash at its end."
    )
    agent: str = _setting(_user, "Who commits; recorded with every commit.")
    workers: int = _setting(
        lambda: os.cpu_count() or 1, "Processes that read and validate during an import."
    )
    batch: int = _setting(250, "Records that one worker takes at a time.")
    rows: int = _setting(50, "Rows of a result that a table shows; other formats give all.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return the settings that the environment gives.

        >>> Settings.from_environment({"KGSTORE_WORKERS": "3"}).workers
        3

        Raises:
            SettingError: a value is not of the setting's kind.
        """
        given = os.environ if environment is None else environment
        values = {
            f.name: _read(environment_name(f.name), given[environment_name(f.name)], f.name)
            for f in fields(cls)
            if environment_name(f.name) in given
        }
        return cls(**values)

    def with_(self, **changes: Any) -> Settings:
        """Return a copy with the given fields; None means: as it was.

        >>> Settings(workers=2).with_(workers=None, batch=10).workers
        2
        """
        return replace(self, **{k: v for k, v in changes.items() if v is not None})


def environment_name(setting: str) -> str:
    """Return the environment variable of a setting.

    >>> environment_name("store")
    'KGSTORE_STORE'
    """
    return f"KGSTORE_{setting.upper()}"


def _read(name: str, text: str, setting: str) -> Any:
    if setting == "store":
        return Path(text)
    if setting in {"workers", "batch", "rows"}:
        if not text.isdecimal() or int(text) < 1:
            raise SettingError(
                f"{name} is {text!r}", subject=name, advice="Give a whole number from 1 up."
            )
        return int(text)
    return text
