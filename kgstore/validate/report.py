"""What validation found: results by record, their counts, and how they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kgstore.namespaces import compact
from kgstore.records.finding import Finding, Severity

ORDER = {severity: rank for rank, severity in enumerate(Severity)}
"""The severities, worst first."""


@dataclass(frozen=True, slots=True)
class Result:
    """One broken constraint (SHACL section 3.6.2), in the record that says it.

    `focus` is the node, `path` the property (or a SPARQL path), `value` the offending term as
    N-Triples writes it, `constraint` the IRI of the shape, `component` the local name of SHACL's
    constraint component; `file` is where the record was read from, with `:line` if known.
    """

    severity: Severity
    record: str
    focus: str
    path: str
    message: str
    value: str = ""
    constraint: str = ""
    component: str = ""
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the result as a JSON object.

        >>> Result(Severity.INFO, "urn:r", "urn:n", "", "It is bare.").as_json()["record"]
        'urn:r'
        """
        return asdict(self)

    def as_finding(self, file: str = "") -> Finding:
        """Return the result as a finding of an import.

        >>> Result(Severity.INFO, "urn:r", "urn:r#p", "urn:q", "It is bare.").as_finding("a").path
        'urn:r#p urn:q'
        """
        place = " ".join(part for part in (self.focus, compact(self.path)) if part)
        reason = f"{self.message} Found: {shown(self.value)}" if self.value else self.message
        return Finding(
            self.severity, file or self.file, place, reason, self.record, self.constraint
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results of each severity."""

    violations: int = 0
    warnings: int = 0
    infos: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.violations + other.violations,
            self.warnings + other.warnings,
            self.infos + other.infos,
        )

    @classmethod
    def of(cls, severities: Mapping[Severity, int]) -> Counts:
        """Return the counts by severity.

        >>> Counts.of({Severity.WARNING: 2})
        Counts(violations=0, warnings=2, infos=0)
        """
        return cls(*(severities.get(severity, 0) for severity in Severity))


@dataclass(slots=True)
class Report:
    """The results of a validation: counts for every record, results down to the asked severity."""

    counts: dict[str, Counts] = field(default_factory=dict)
    """Every record that was validated, with its counts; sound ones have noughts."""
    results: list[Result] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether no record has a violation; warnings and infos do not refuse a record."""
        return not any(counts.violations for counts in self.counts.values())

    @property
    def total(self) -> Counts:
        """The counts of all records together."""
        return sum(self.counts.values(), Counts())

    def add(self, other: Report) -> None:
        """Take over the results of another report.

        >>> report = Report({"urn:a": Counts(0, 1, 0)})
        >>> report.add(Report({"urn:a": Counts(1, 0, 0)})); report.total
        Counts(violations=1, warnings=1, infos=0)
        """
        for record, counts in other.counts.items():
            self.counts[record] = self.counts.get(record, Counts()) + counts
        self.results += other.results

    def of(self, record: str) -> list[Result]:
        """Return the results of one record, worst first.

        >>> Report().of("urn:a")
        []
        """
        return sorted((r for r in self.results if r.record == record), key=sort_key)

    def as_json(self) -> dict[str, Any]:
        """Return the report as a JSON object.

        >>> Report({"urn:a": Counts()}).as_json()["conforms"]
        True
        """
        return {
            "conforms": self.conforms,
            "records": len(self.counts),
            **asdict(self.total),
            "results": [result.as_json() for result in sorted(self.results, key=sort_key)],
        }

    def as_text(self, examples: int = 3) -> str:
        """Return the report for people: one block for each kind of result, with a few examples.

        >>> print(Report({"urn:a": Counts()}).as_text())
        1 record: nothing to say.
        """
        blocks = [_heading(len(self.counts), self.total)]
        blocks += (_block(found, examples) for found in _kinds(self.results))
        return "\n\n".join(blocks)


def build_report(records: Iterable[str], results: Iterable[Result], detail: Severity) -> Report:
    """Return the report of `records`, keeping the results that are at least as bad as `detail`.

    >>> found = [Result(Severity.INFO, "urn:a", "urn:a", "", "It is bare.")]
    >>> report = build_report(["urn:a"], found, Severity.WARNING)
    >>> report.results, report.total.infos
    ([], 1)
    """
    tallies: dict[str, Counter[Severity]] = {record: Counter() for record in records}
    kept = []
    for result in results:
        tallies.setdefault(result.record, Counter())[result.severity] += 1
        if ORDER[result.severity] <= ORDER[detail]:
            kept.append(result)
    return Report(
        {record: Counts.of(tally) for record, tally in tallies.items()}, sorted(kept, key=sort_key)
    )


def sort_key(result: Result) -> tuple[Any, ...]:
    """Return what results are sorted by: the worst first, then by record and place."""
    place = (result.file, result.record, result.focus, result.path)
    return (ORDER[result.severity], *place, result.constraint, result.component, result.value)


def _kinds(results: Iterable[Result]) -> Iterator[list[Result]]:
    """Yield the results of each constraint, the worst and most frequent first."""
    kinds: dict[tuple[Severity, str, str], list[Result]] = {}
    for result in sorted(results, key=sort_key):
        kinds.setdefault((result.severity, result.constraint, result.message), []).append(result)
    yield from sorted(kinds.values(), key=lambda found: (ORDER[found[0].severity], -len(found)))


def _heading(records: int, total: Counts) -> str:
    subject = "1 record" if records == 1 else f"{records:,} records"
    parts = [
        f"{number:,} {word}{'' if number == 1 else 's'}"
        for number, word in zip(
            (total.violations, total.warnings, total.infos),
            ("violation", "warning", "info"),
            strict=True,
        )
        if number
    ]
    return f"{subject}: {', '.join(parts) or 'nothing to say'}."


def _block(found: list[Result], examples: int) -> str:
    first = found[0]
    count = "once" if len(found) == 1 else f"{len(found):,} times"
    name = compact(first.constraint)
    lines = [f"{first.severity} ({name}, {count})" if name else f"{first.severity} ({count})"]
    lines.append(f"  {first.message}")
    places = list(dict.fromkeys(_place(result) for result in found))
    lines += places[:examples]
    if len(places) > examples:
        lines.append(f"    and {len(places) - examples:,} more")
    return "\n".join(lines)


def _place(result: Result) -> str:
    file = f"{result.file}:" if result.file and result.focus else result.file
    parts = (file, compact(result.focus), compact(result.path), shown(result.value))
    return "    " + "  ".join(part for part in parts if part)


def shown(value: str, width: int = 80) -> str:
    """Return a term of N-Triples for people: IRIs and datatypes with prefixes, long texts cut.

    >>> shown('"1.5"^^<http://www.w3.org/2001/XMLSchema#integer>'), shown("<urn:a>")
    ('"1.5"^^xsd:integer', 'urn:a')
    """
    if value.startswith("<"):
        return compact(value[1:-1])
    text, quote, kind = value.rpartition('"')
    if len(text) > width:
        text = text[: width - 3] + "..."
    return f"{text}{quote}{'^^' + compact(kind[3:-1]) if kind.startswith('^^') else kind}"
