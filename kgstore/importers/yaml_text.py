"""YAML as plain data: duplicate keys found, dates left as text, hostile documents refused."""

from __future__ import annotations

from typing import Any

import yaml

from kgstore.importers.fields import Fields, mended

_LIMIT = 200_000
"""Nodes of one document, aliases followed; the largest real file has under 5,000."""
_DEPTH = 50
_LONGEST = 1_000
"""Bits of a whole number; Python refuses to print much longer ones."""


def _loader(base: Any) -> Any:
    """Return a safe loader without dates, and with a note of duplicate keys."""

    class Loader(base):  # type: ignore[misc]  # one of two classes, of which one may be absent
        repeated: list[str]

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    self.repeated.append(f"{key.value} (line {key.start_mark.line + 1})")
                seen.add(str(key.value))
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        first: [(tag, kind) for tag, kind in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


_PLAIN = _loader(yaml.SafeLoader)
_FAST = _loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_yaml(content: bytes, fields: Fields, path: str) -> Any:
    r"""Return the data of a YAML document, mappings with text keys; None where it is unsound.

    >>> read_yaml(b"size: 3\nsize: 4\nwhen: 2024-01-02", Fields("m.yml"), "model")
    {'size': 4, 'when': '2024-01-02'}
    >>> fields = Fields("m.yml")
    >>> read_yaml(b"a: [1", fields, "model") is None, fields.findings[0].reason[:11]
    (True, 'is not YAML')
    """
    try:
        return _plain(_load(content, fields, path), _Budget())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fields.note(path, f"is not YAML: {' '.join(str(error).split())[:300]}")
    except (ValueError, OverflowError, RecursionError) as error:
        fields.note(path, f"cannot be read: {str(error)[:200]}")
    return None


def _load(content: bytes, fields: Fields, path: str) -> Any:
    text = content.decode("utf-8-sig")
    try:
        data, repeated = _loaded(_FAST, text)
    except yaml.YAMLError:  # libyaml is six times as fast, the other one says better what is wrong
        data, repeated = _loaded(_PLAIN, text)
    for key in repeated:
        fields.note(path, f"the key {key} stands twice in one mapping; the last one counts")
    return data


def _loaded(kind: Any, text: str) -> tuple[Any, list[str]]:
    loader = kind(text)
    loader.repeated = []
    try:
        return loader.get_single_data(), loader.repeated
    finally:
        loader.dispose()


class _Budget:
    def __init__(self) -> None:
        self.nodes = 0

    def spend(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > _LIMIT or depth > _DEPTH:
            raise ValueError("the document is too large or too deep once its aliases are followed")


def _plain(value: Any, budget: _Budget, depth: int = 0) -> Any:
    budget.spend(depth)
    if isinstance(value, dict):
        return {mended(str(key)): _plain(item, budget, depth + 1) for key, item in value.items()}
    if isinstance(value, set):
        return [_plain(item, budget, depth + 1) for item in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return [_plain(item, budget, depth + 1) for item in value]
    if isinstance(value, int) and value.bit_length() > _LONGEST:
        return f"a whole number of {value.bit_length()} bits"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return mended(str(value))
