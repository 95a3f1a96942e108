"""The YAML front matter of a card: what is sound in it, and what is wrong with the rest.

The Hub reads cards as YAML 1.2, where `no` is a text and not a truth value. Here numbers and dates
stay texts too, so that a value keeps the spelling that its author gave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

from kgstore.importers.huggingface.values import Remarks, shape_problem

_FRONT_MATTER = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M)
_KEY_LINE = re.compile(r"^(?=[^\s#\-][^\n]*?:(?:\s|$))", re.M)
_STEEP = re.compile(r"^[ \-?]{100}", re.M)
_TAG = "tag:yaml.org,2002:"
_MOST_VALUES = 100_000
PATH = "card.front_matter"


class _CardLoader(yaml.CSafeLoader):
    """Reads mappings, lists, texts, true, false and null; notes keys that occur twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping; of a key that occurs twice, the last value counts."""
        stated = len(node.value)
        found = super().construct_mapping(node, deep)
        if len(found) < stated:
            keys = [str(key.value) for key, _ in node.value]
            self.repeated += sorted({key for key in keys if keys.count(key) > 1})
        return {key if isinstance(key, str) else _name(key): item for key, item in found.items()}


def _name(key: object) -> str:
    return "null" if key is None else str(key).lower()


_BOOLEAN = re.compile("(?:true|True|TRUE|false|False|FALSE)$")
_CardLoader.add_implicit_resolver(_TAG + "bool", _BOOLEAN, ["t", "T", "f", "F"])
_NULL = re.compile("(?:~|null|Null|NULL|)$")
_CardLoader.add_implicit_resolver(_TAG + "null", _NULL, ["~", "n", "N", ""])
_CardLoader.add_implicit_resolver(_TAG + "merge", re.compile("<<$"), ["<"])


def _truth(loader: _CardLoader, node: yaml.ScalarNode) -> bool:
    return str(loader.construct_scalar(node)).lower() == "true"


def _spelling(loader: _CardLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _refuse(loader: _CardLoader, node: yaml.Node) -> None:
    raise yaml.constructor.ConstructorError(problem=f"the tag {node.tag} is not read")


# An explicit tag such as `!!int x` must not reach the constructors that raise on it.
_CardLoader.add_constructor(_TAG + "bool", _truth)
for _name_of_tag in ("int", "float", "timestamp", "binary"):
    _CardLoader.add_constructor(_TAG + _name_of_tag, _spelling)
for _name_of_tag in ("set", "omap", "pairs"):
    _CardLoader.add_constructor(_TAG + _name_of_tag, _refuse)


def front_matter_of(card: str) -> str | None:
    r"""Return the YAML text between the `---` lines at the start of a card, or None.

    >>> front_matter_of("---\nlicense: mit\n---\n# Tiny")
    'license: mit\n'
    >>> front_matter_of("# Tiny") is None
    True
    """
    found = _FRONT_MATTER.match(card)
    return found[1] if found else None


def read_front_matter(yaml_text: str, remarks: Remarks) -> dict[str, Any]:
    r"""Return the keys of a card's front matter; what is unsound becomes findings.

    Where the whole is no YAML, each top-level key is read on its own, and the sound ones are kept.

    >>> remarks = Remarks("README.md")
    >>> read_front_matter("language: no\nlicense: [mit\ntags: x", remarks)
    {'language': 'no', 'tags': 'x'}
    >>> [finding.path for finding in remarks.found]
    ['card.front_matter', 'card.front_matter.license']
    """
    try:
        return _mapping(_load(yaml_text, PATH, remarks), PATH, remarks)
    except _Unreadable as error:
        remarks.warn(PATH, f"{error}; its keys were read one by one")
    sound: dict[str, Any] = {}
    for key, block in _blocks(yaml_text):
        try:
            sound |= _mapping(_load(block, f"{PATH}.{key}", remarks), f"{PATH}.{key}", remarks)
        except _Unreadable as error:
            remarks.warn(f"{PATH}.{key}", f"{error}; it is kept in the raw record only")
    return sound


def load_yaml(yaml_text: str, path: str, remarks: Remarks) -> Any:
    """Return what a YAML text says, numbers as texts; None and a finding where it is unsound.

    >>> load_yaml("- value: 0.50", "results", Remarks("a.yaml"))
    [{'value': '0.50'}]
    """
    try:
        return _load(yaml_text, path, remarks)
    except _Unreadable as error:
        remarks.warn(path, f"{error}; it is kept in the raw record only")
        return None


class _Unreadable(ValueError):
    """A text that is no YAML, or none that can be read with safety; says why."""


def _load(yaml_text: str, path: str, remarks: Remarks) -> Any:
    value, repeated, problem = _parse(yaml_text)
    if problem:
        raise _Unreadable(problem)
    for key in repeated:
        remarks.warn(path, f"the key {key} occurs twice; the last one counts")
    return value


@lru_cache(4096)
def _parse(yaml_text: str) -> tuple[Any, tuple[str, ...], str]:
    """Return value, repeated keys and problem; a third of all cards have another's front matter."""
    openings = yaml_text.count("[") + yaml_text.count("{")
    if openings > 1000 or _STEEP.search(yaml_text):
        return None, (), "it is nested too deeply to be read"  # libyaml would end the process
    try:
        loader = _CardLoader(yaml_text)
        value = loader.get_single_data()
    except yaml.YAMLError as error:
        return None, (), f"it is no sound YAML: {_reason(error)}"
    aliased = "&" in yaml_text and "*" in yaml_text
    problem = shape_problem(value, _MOST_VALUES) if aliased or openings > 100 else ""
    return value, tuple(loader.repeated), problem


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    mark = getattr(error, "problem_mark", None)
    return f"{problem} (line {mark.line + 1})" if mark else str(problem)


def _mapping(value: Any, path: str, remarks: Remarks) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if value is not None:
        kind = "a list" if isinstance(value, list) else "a text"
        remarks.warn(path, f"{kind} stands where keys with values are due; kept in the raw record")
    return {}


def _blocks(yaml_text: str) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of each top-level key with the lines below it."""
    for block in _KEY_LINE.split(yaml_text):
        key = block.partition(":")[0].strip()
        if key and not key.startswith("#") and "\n" not in key:
            yield key, block
