"""The settings: one frozen object, passed on explicitly, read from `KGSTORE_*` in the environment.

Command-line options win over the environment, the environment over the defaults. The table in
docs/settings.md is tested against this file.
"""

from __future__ import annotations

import getpass
import math
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


def _cores() -> int:
    return os.cpu_count() or 1


_NUMBERS = {
    "workers": 1,
    "batch": 1,
    "rows": 0,
    "port": 0,
    "body_limit": 1,
    "rate_limit": 0,
    "readers": 1,
    "queue": 0,
    "query_memory": 64,
    "result_limit": 1,
}
"""The settings that are whole numbers, each with the least it may be."""
_SECONDS = {"query_timeout"}
_SWITCHES = {"public", "access_log", "warm"}
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; each field `x` has the environment name `KGSTORE_X`."""

    store: Path = field(
        default=Path("kgstore-data"),
        metadata={"help": "The folder of the store; for most commands, the address of a server."},
    )
    base: str = field(
        default="http://localhost:8765",
        metadata={"help": "The base IRI of a new store, without a slash at its end."},
    )
    agent: str = field(
        default_factory=_user, metadata={"help": "Who commits; recorded with every commit."}
    )
    workers: int = field(
        default_factory=_cores,
        metadata={"help": "Processes that read and validate during an import."},
    )
    batch: int = field(default=250, metadata={"help": "Records that one worker takes at a time."})
    rows: int = field(
        default=50, metadata={"help": "Rows of a result that a table shows; 0 shows all."}
    )

    host: str = field(default="127.0.0.1", metadata={"help": "The address that `serve` binds."})
    port: int = field(default=8765, metadata={"help": "The port that `serve` binds; 0 takes any."})
    public: bool = field(
        default=True, metadata={"help": "Whether one reads without a token: true or false."}
    )
    body_limit: int = field(
        default=64, metadata={"help": "The largest body of a request, in MB (uploads too)."}
    )
    rate_limit: int = field(
        default=0, metadata={"help": "Requests a minute that one client may send; 0 is no limit."}
    )
    access_log: bool = field(
        default=True,
        metadata={"help": "Whether `serve` writes a line of JSON for each request: true or false."},
    )
    warm: bool = field(
        default=True,
        metadata={"help": "Whether `serve` asks itself for pages before you do: true or false."},
    )
    readers: int = field(
        default=2, metadata={"help": "Processes that answer SPARQL queries, one each at a time."}
    )
    queue: int = field(
        default=16, metadata={"help": "Queries that may wait for a reader; more are refused."}
    )
    query_timeout: float = field(
        default=30.0, metadata={"help": "Seconds after which a query is ended, waiting included."}
    )
    query_memory: int = field(
        default=2000, metadata={"help": "The memory that one query may take, in MB."}
    )
    result_limit: int = field(
        default=500, metadata={"help": "The largest result of a query, in MB."}
    )
    federation: str = field(
        default="",
        metadata={"help": "The hosts that SERVICE and LOAD may call, with commas between."},
    )

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
    if setting in _NUMBERS:
        if not text.isdecimal() or int(text) < _NUMBERS[setting]:
            advice = f"Give a whole number from {_NUMBERS[setting]} up."
            raise SettingError(f"{name} is {text!r}", subject=name, advice=advice)
        return int(text)
    if setting in _SECONDS:
        try:
            seconds = float(text)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            advice = "Give a number of seconds above 0."
            raise SettingError(f"{name} is {text!r}", subject=name, advice=advice)
        return seconds
    if setting in _SWITCHES:
        if text.lower() not in _WORDS:
            raise SettingError(f"{name} is {text!r}", subject=name, advice="Give true or false.")
        return _WORDS[text.lower()]
    return text
