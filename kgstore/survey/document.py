"""docs/sources.md: what each importer reads, what came of it, what is lost and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kgstore.importers.registry import importer_named
from kgstore.records.loss import UNMAPPED, LossReport
from kgstore.survey.mentions import EVALUATED, TRACKED
from kgstore.survey.tally import Tally

COMMAND: Final = "make sources SOURCES=folder"
TARGETS: Final = {"task": 98, "metric value": 95, EVALUATED: 90, "licence": 95}
"""The least share of mentions that is to resolve, in percent."""
SHOWN: Final = (
    *TARGETS,
    "dataset elsewhere",
    "architecture",
    "framework",
    "hardware",
    "language",
    "hyperparameter",
    TRACKED,
)
MOST_PATHS: Final = 12

_INTRODUCTION: Final = f"""# Sources

Made by `{COMMAND}` (`python -m kgstore.survey`), which has every importer read what is its own
below a folder of source data and counts what comes of it, without a store. Do not edit it: what is
said of a source is in `kgstore/survey/sources.toml`, what becomes of a field in the importer's own
`.toml`, words in `ontology/vocabulary`.

How an import goes is told in [importing](importing.md).

## What there is

*Stated* is the share of the field occurrences of the raw records whose fate is known: mapped, kept
in the raw record only, or dropped for a reason. What is not is listed under its source. Every raw
record is kept whole, whatever becomes of its fields.
"""

_RESOLUTION: Final = """
## How much resolves

A mention is one use of a term in one place: the task of a model, the metric of one value, the
dataset of one evaluation (a split or a language of a dataset counts as the dataset). It resolves
where it became a term of the vocabularies. What could mean two things stays unresolved, marked so;
`kgstore unresolved` lists it for a store, `kgstore unresolved --summary` prints these shares.
Datasets that the source itself describes (a tracker's, with its digest) are records of their own
and are not counted. Metrics of an experiment's runs are named by the users of the tracker, as they
please (`SVC_score_Xte`): their values are counted apart, and no vocabulary will know them all.
"""


def document(table: Mapping[str, Mapping[str, Any]], found: Mapping[str, Tally]) -> str:
    """Return the document, from what is known of the sources and what was counted."""
    lines = [_INTRODUCTION, *_overview(found), _RESOLUTION, *_totals(found), *_by_source(found)]
    for name, entry in table.items():
        lines += _section(name, entry, found.get(name))
    return "\n".join(lines) + "\n"


def _overview(found: Mapping[str, Tally]) -> Iterator[str]:
    yield "| source | records | metric values | fields | stated | findings | seconds |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    every = Tally()
    for name, tally in found.items():
        every.add(tally)
        yield _row(f"[{name}](#{name})", tally)
    yield _row("all", every)


def _row(name: str, tally: Tally) -> str:
    values = _counted(tally, "metric value").total() + _counted(tally, TRACKED).total()
    return (
        f"| {name} | {tally.records.total():,} | {values:,} | {tally.fates.total():,} "
        f"| {_stated(tally):.2%} | {tally.findings.total():,} | {tally.seconds:.0f} |"
    )


def _stated(tally: Tally) -> float:
    unmapped = sum(n for (_, fate), n in tally.fates.items() if fate == UNMAPPED)
    return 1 - unmapped / max(tally.fates.total(), 1)


def _counted(tally: Tally, measure: str) -> Counter[str]:
    states: Counter[str] = Counter()
    for (kind, _, _, _, state), number in tally.words.items():
        if kind == measure:
            states[state] += number
    return states


def _share(states: Mapping[str, int]) -> str:
    counted = states.get("canonical", 0) + states.get("unresolved", 0)
    return f"{100 * states.get('canonical', 0) / counted:.1f} %" if counted else ""


def _totals(found: Mapping[str, Tally]) -> Iterator[str]:
    every = Tally()
    for tally in found.values():
        every.add(tally)
    yield "| mention of | target | mentions | resolved | unresolved | share |"
    yield "|---|---:|---:|---:|---:|---:|"
    for measure in SHOWN:
        states = _counted(every, measure)
        target = f"{TARGETS[measure]} %" if measure in TARGETS else ""
        known, unknown = states["canonical"], states["unresolved"]
        yield (
            f"| {measure} | {target} | {known + unknown:,} | {known:,} | {unknown:,} "
            f"| {_share(states)} |"
        )


def _by_source(found: Mapping[str, Tally]) -> Iterator[str]:
    yield "\nBy source:\n"
    yield "| source | " + " | ".join(SHOWN) + " |"
    yield "|---|" + "---:|" * len(SHOWN)
    for name, tally in found.items():
        shares = (_share(_counted(tally, measure)) for measure in SHOWN)
        yield f"| {name} | " + " | ".join(shares) + " |"


def _section(name: str, entry: Mapping[str, Any], tally: Tally | None) -> Iterator[str]:
    importer = importer_named(name)
    yield f"\n## {name}\n"
    yield f"{importer.title} (<{importer.homepage}>). {importer.reads}\n"
    yield f"* The source: {entry['standing']}."
    yield f"* Its licence: {entry['licence']}."
    yield f"* How to get it: {entry['get']}."
    if tally is None:
        yield f"* Not surveyed: {entry.get('unsurveyed', 'not asked for')}."
        return
    yield f"* Surveyed here: {', '.join(f'`{path}`' for path in entry['paths'])}."
    yield f"* Records: {_listed(tally.records)}."
    yield f"* Findings: {_listed(tally.findings) or 'none'}."
    summary = LossReport(tally.fates).summary()
    yield f"* Fields: {', '.join(f'{n:,} {fate}' for fate, n in summary.items())}."
    yield from _losses(tally)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.most_common())


def _losses(tally: Tally) -> Iterator[str]:
    dropped: Counter[str] = Counter()
    for (_, fate), number in tally.fates.items():
        kind, _, reason = fate.partition(": ")
        if kind == "dropped":
            dropped[reason] += number
    if dropped:
        yield "\nDropped, by reason:\n"
        yield from (f"* {number:,} × {reason}" for reason, number in dropped.most_common())
    yield from _paths("Kept in the raw record only", "raw", tally)
    yield from _paths("Not stated", UNMAPPED, tally)


def _paths(title: str, fate: str, tally: Tally) -> Iterator[str]:
    paths = Counter({path: n for (path, said), n in tally.fates.items() if said == fate})
    if not paths:
        return
    shown = ", ".join(f"`{path}` {n:,}" for path, n in paths.most_common(MOST_PATHS))
    rest = f", and {len(paths) - MOST_PATHS:,} more paths" if len(paths) > MOST_PATHS else ""
    yield f"\n{title}: {shown}{rest}."
