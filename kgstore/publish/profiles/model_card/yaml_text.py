"""YAML that readers of versions 1.1 and 1.2 understand alike, with numbers as they were spelled."""

from __future__ import annotations

import re
from typing import Any

import yaml

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+][0-9]+)?", re.ASCII)
_DECIMAL = "tag:yaml.org,2002:float"
_WHOLE = "tag:yaml.org,2002:int"


class Spelled(str):
    """A number that is to stand in the text as it was spelled, without quotes."""

    __slots__ = ()


def spelled(text: str) -> str:
    r"""Return `text` marked as a number, where every reader of YAML takes it for that number.

    >>> dump({"a": spelled("0.50"), "b": spelled("91"), "c": spelled("1e-05"), "d": spelled("012")})
    "a: 0.50\nb: 91\nc: '1e-05'\nd: '012'\n"
    """
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        return text
    read = yaml.safe_load(text)
    same = isinstance(read, int | float) and float(text) == read
    return Spelled(text) if same else text


class _Dumper(yaml.SafeDumper):
    """Writes texts, lists and mappings; quotes whatever another reader could take for more."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: a value that occurs twice is written twice."""
        return True


def _number(dumper: _Dumper, text: Spelled) -> yaml.ScalarNode:
    tag = _WHOLE if text.lstrip("+-").isdigit() else _DECIMAL
    return dumper.represent_scalar(tag, str(text))


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # YAML 1.2 reads 1e-05 and 0o17 as numbers, which version 1.1, and so PyYAML, does not.
    style = "'" if text[:1] in "+-.0123456789" else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(Spelled, _number)
_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    r"""Return `value` (mappings, lists, texts, `Spelled` numbers, booleans) as YAML.

    >>> dump({"language": ["no", "en"], "license": "mit"})
    "language:\n- 'no'\n- en\nlicense: mit\n"
    """
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
