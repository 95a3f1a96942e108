"""The text of a model card: tables of what the store knows, and no word that nobody said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kgstore.namespaces import MZ, PREFIXES, compact
from kgstore.publish.profiles.model_card.facts import Configuration, Model, Node

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#!&])")
_BLANKS = re.compile(r"\s+")
_FACTS = (
    ("Description", "description"),
    ("Page", "landingPage"),
    ("Creator", "creator"),
    ("Version", "version"),
    ("Created", "created"),
    ("Modified", "modified"),
    ("Licence", "licence"),
    ("Language", "language"),
    ("Task", "task"),
    ("Architecture", "architecture"),
    ("Framework", "framework"),
    ("Parameters", "parameterCount"),
    ("Floating-point operations", "floatingPointOperations"),
    ("Numeric precision", "numericPrecision"),
    ("Context length", "contextLength"),
    ("Fine-tuned from", "fineTunedFrom"),
    ("Quantised from", "quantizedFrom"),
    ("Merged from", "mergedFrom"),
    ("Adapter of", "adapterOf"),
    ("Converted from", "convertedFrom"),
    ("Derived from", "derivedFromModel"),
    ("Replaced by", "replacedBy"),
    ("Reference", "references"),
    ("Identifier", "identifier"),
)
_MEASURED = ("Task", "Dataset", "Hardware", "Metric", "Value", "Unit", "Of", "Source")
_FILES = ("Path", "Format", "Bytes", "Digest")


def body(model: Model) -> str:
    """Return the card's text in Markdown: the model's facts, its training, values and files."""
    trained = _rows(
        c for c in _configurations(model) if MZ + "TrainingConfiguration" in c.all("type")
    )
    tested = _rows(
        c for c in _configurations(model) if MZ + "TrainingConfiguration" not in c.all("type")
    )
    files = [_file(model.files[iri]) for iri in sorted(model.files)]
    parts = [f"# {_text(model.one('name') or model.one('nativeId') or model.iri)}\n"]
    parts += [_section("Facts", ("Fact", "Value"), _facts(model))]
    parts += [_section("Training", _MEASURED, trained)]
    parts += [_section("Evaluation", _MEASURED, tested)]
    parts += [_section("Files", _FILES, files)]
    return "\n".join(part for part in parts if part)


def _configurations(model: Model) -> list[Configuration]:
    return [model.configurations[iri] for iri in sorted(model.configurations)]


def _facts(model: Model) -> list[list[str]]:
    return [
        [title, ", ".join(_thing(label) for label in model.labels(key))]
        for title, key in _FACTS
        if model.all(key)
    ]


def _rows(configurations: Iterable[Configuration]) -> list[list[str]]:
    """Return a row for each metric value, or one for a configuration that has none."""
    found = []
    for configuration in configurations:
        head = [
            ", ".join(map(_thing, configuration.labels(key)))
            for key in ("task", "dataset", "hardware")
        ]
        values = [configuration.values[iri] for iri in sorted(configuration.values)]
        found += [[*head, *_measured(value)] for value in values] or [[*head, "", "", "", "", ""]]
    return found


def _measured(value: Node) -> list[str]:
    unit = value.one("unit")
    of = [*value.labels("forClass"), *value.labels("sliceAttribute"), *value.labels("sliceValue")]
    return [
        _thing("".join(value.labels("metric")[:1])),
        _text(value.one("value")),
        _text(compact(unit).removeprefix("unit:")) if unit.startswith(PREFIXES["unit"]) else "",
        ", ".join(map(_thing, of)),
        _thing(value.one("evidence")),
    ]


def _file(file: Node) -> list[str]:
    place, path = file.one("location"), file.one("path")
    name = _text(path) if path else _thing(place)
    return [name, *(_text(file.one(key)) for key in ("fileFormat", "sizeInBytes", "digest"))]


def _section(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a heading with a table of those columns that have something to say, or ""."""
    told = [i for i in range(len(heads)) if any(line[i] for line in lines)]
    if not told:
        return ""
    rows = [[heads[i] for i in told], ["---"] * len(told)]
    rows += [[line[i] for i in told] for line in lines]
    return f"## {title}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _thing(text: str) -> str:
    """Return a page's address as a link, any other text as itself."""
    is_page = text.startswith(("https://", "http://")) and not re.search(r"[\s<>|]", text)
    return f"<{text}>" if is_page else _text(text)


def _text(text: str) -> str:
    r"""Return `text` as Markdown that shows it as it is, on one line.

    >>> _text("a|b\n<script>")
    'a\\|b \\<script\\>'
    """
    return _MARKUP.sub(r"\\\1", _BLANKS.sub(" ", text)).strip()
