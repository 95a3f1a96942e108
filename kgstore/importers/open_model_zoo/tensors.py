"""The Inputs and Outputs sections of a README: tensors by name, shape, layout and classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgstore.importers.markdown import Section
from kgstore.records.labels import LabelList, label_list

_NAME = re.compile(
    r"\b(?:[Nn]ames?|named)\b\s*(?:is\b)?[:\-–]?\s*`([^`]+)`|(?:^|\n)\s*(?:\d+\.|-)?\s*(?:The\s+)?`([^`]+)`"
    r"\s+(?:is\s+a\s+blob|of\s+shape)|\bblob\s+`([^`]+)`"
)
_SHAPE = re.compile(
    r"\b[Ss]hapes?\b\s*(?:is\b|of\b)?[:\-–]?\s*`([^`]*)`|\bwith\s+the\s+`([\d,\s]+)`\s+shape"
)
_DIMENSIONS = re.compile(r"-?\w[\w*+/'-]*(?:\s*,\s*-?\w[\w*+/'-]*)*")
_LAYOUT = re.compile(
    r"(?:\b[Ff]ormat\b|\b[Ll]ayout\b)\s*(?:is\b|of\b)?[:\-–]?\s*`([^`]+)`|\bin\s+`([^`]+)`\s+format\b"
)
_LIST = re.compile(r"data/dataset_classes/([\w.-]+\.(?:txt|json))")
_CLASSES = re.compile(r"[(\[]([^()\[\]]*\d\s*-[^()\[\]]*)[)\]]")
_CLASS = re.compile(r"`?(\d+)`?\s*-\s*['\"]?([\w][\w /.+-]*?)['\"]?")
_ITEM = re.compile(r"\s*\d+\.\s")
_COLOUR = re.compile(r"(?:[Cc]hannel|[Cc]olou?r)s? order(?: is)?:?\s*`(RGB|BGR)`")


@dataclass(frozen=True, slots=True)
class Tensor:
    """An output as a README describes it; `lists` are the label files it names, `classes` a list.

    `first` is the index of the first of `classes`.
    """

    name: str = ""
    shape: str = ""
    layout: str = ""
    lists: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    first: int = 0


def outputs(sections: Sequence[Section]) -> list[Tensor]:
    r"""Return the outputs that the sections describe: of the original model where it is told apart.

    >>> text = ["Age, name: `prob`, shape: `1, 2` in `B, C` format [0 - female, 1 - male]."]
    >>> outputs([Section(("m", "Outputs"), text)])
    [Tensor(name='prob', shape='1,2', layout='B,C', lists=(), classes=('female', 'male'), first=0)]
    """
    return [tensor for block in _blocks(_chosen(sections, "output")) if (tensor := _tensor(block))]


def label_lists(sections: Sequence[Section]) -> list[str]:
    """Return the names of the label files that the sections about outputs name."""
    text = "\n".join("\n".join(s.lines) for s in sections if _about(s, "output"))
    return list(dict.fromkeys(_LIST.findall(text)))


def colour_order(sections: Sequence[Section]) -> str | None:
    """Return the only colour order that the chosen section about inputs names, or None.

    >>> colour_order([Section(("m", "Inputs"), ["Expected color order is `BGR`."])])
    'BGR'
    """
    text = "\n".join("\n".join(s.lines) for s in _chosen(sections, "input"))
    found = set(_COLOUR.findall(text))
    return found.pop() if len(found) == 1 else None


def _about(section: Section, kind: str) -> bool:
    return any(re.fullmatch(rf"{kind}s?", title, re.IGNORECASE) for title in section.titles)


def _chosen(sections: Sequence[Section], kind: str) -> list[Section]:
    about = [s for s in sections if _about(s, kind)]
    original = [s for s in about if s.title.casefold().startswith("original")]
    return original or about


def _blocks(sections: Sequence[Section]) -> Iterator[str]:
    """Yield the text about each tensor: from the line that names it to the next such line."""
    for section in sections:
        block: list[str] = []
        for chunk in _chunks(section.lines):
            if block and (_NAME.search(chunk) or _SHAPE.search(chunk)):
                yield "\n".join(block)
                block = []
            block.append(chunk)
        if block:
            yield "\n".join(block)


def _chunks(lines: Sequence[str]) -> Iterator[str]:
    chunk: list[str] = []
    for line in lines:
        if chunk and (not line.strip() or _ITEM.match(line)):
            yield "\n".join(chunk)
            chunk = []
        if line.strip():
            chunk.append(line)
    if chunk:
        yield "\n".join(chunk)


def _tensor(text: str) -> Tensor | None:
    name, shape, layout = (_first(rule, text) for rule in (_NAME, _SHAPE, _LAYOUT))
    shape = _dimensions(shape) if shape else ""
    if not (name or shape):
        return None
    first, classes = _classes(text)
    return Tensor(
        name=name,
        shape=shape,
        layout=_dimensions(layout),
        lists=tuple(dict.fromkeys(_LIST.findall(text))),
        classes=classes,
        first=first,
    )


def _first(rule: re.Pattern[str], text: str) -> str:
    found = rule.search(text)
    return next((group.strip() for group in found.groups() if group), "") if found else ""


def _dimensions(text: str) -> str:
    return re.sub(r"\s*,\s*", ",", text) if _DIMENSIONS.fullmatch(text) else ""


def _classes(text: str) -> tuple[int, tuple[str, ...]]:
    """Return the classes of the only list in brackets whose every entry is `index - label`."""
    found = []
    for inner in _CLASSES.findall(" ".join(text.split())):
        entries = [_CLASS.fullmatch(entry.strip()) for entry in inner.split(",")]
        whole = [entry for entry in entries if entry]
        numbers = [int(entry[1]) for entry in whole]
        first = numbers[0] if numbers else 0
        if len(whole) == len(entries) and numbers == list(range(first, first + len(whole))):
            found.append((first, tuple(entry[2].strip() for entry in whole)))
    return found[0] if len(set(found)) == 1 else (0, ())


def as_list(tensor: Tensor) -> LabelList:
    """Return the classes of a tensor as a label list."""
    return label_list(tensor.classes)
