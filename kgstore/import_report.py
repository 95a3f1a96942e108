"""What an import did: counts, findings and losses, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from kgstore.records.finding import Finding
from kgstore.records.loss import LossReport


@dataclass(slots=True)
class ImportCounts:
    """How many records went which way; warnings and infos are those of the shapes.

    `unread` of the unchanged ones lay in files that are as they were when they were imported.
    """

    read: int = 0
    committed: int = 0
    unchanged: int = 0
    unread: int = 0
    quarantined: int = 0
    kept: int = 0
    warnings: int = 0
    infos: int = 0


@dataclass(slots=True)
class ImportReport:
    """The report of one import; `kept` counts records left as they were because asked to."""

    source: str
    counts: ImportCounts = field(default_factory=ImportCounts)
    findings: list[Finding] = field(default_factory=list)
    losses: LossReport = field(default_factory=LossReport)
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the report as a JSON object.

        >>> ImportReport("fiftyone").as_json()["counts"]["read"]
        0
        """
        return {
            "source": self.source,
            "dryRun": self.dry_run,
            "counts": asdict(self.counts),
            "losses": {"summary": self.losses.summary(), "paths": self.losses.rows()},
            "findings": [finding.as_json() for finding in self.findings],
        }

    def lines(self) -> list[str]:
        """Return the report in a few lines for people.

        >>> ImportReport("fiftyone").lines()
        ['fiftyone: 0 records read: 0 committed, 0 unchanged, 0 in quarantine.']
        """
        c = self.counts
        verb = "would be committed" if self.dry_run else "committed"
        kept = f", {c.kept:,} left as they were" if c.kept else ""
        told = [
            f"{self.source}: {c.read:,} records read: {c.committed:,} {verb}, "
            f"{c.unchanged:,} unchanged{kept}, {c.quarantined:,} in quarantine."
        ]
        if c.unread:
            told.append(
                f"{c.unread:,} of the unchanged ones were not read: their files are as they were "
                "at the last import. --again reads them, and reports on them, anew."
            )
        if c.warnings or c.infos:
            told.append(
                f"Shapes: {c.warnings:,} warnings on comparability, {c.infos:,} notes on "
                "completeness; `kgstore validate` gives them in detail."
            )
        fates = {k: v for k, v in self.losses.summary().items() if v}
        if fates:
            shares = ", ".join(f"{v:,} {k}" for k, v in fates.items())
            told.append(f"Fields of the source: {shares}; every raw record is kept.")
        return told + self._kinds_of_findings()

    def _kinds_of_findings(self, most: int = 8) -> list[str]:
        if not self.findings:
            return []
        severities = Counter(str(finding.severity) for finding in self.findings)
        shares = ", ".join(f"{number:,} {name}" for name, number in sorted(severities.items()))
        told = [f"Findings: {shares}. The first of each kind:"]
        kinds: dict[tuple[str, str], Finding] = {}
        for finding in sorted(self.findings, key=lambda f: f.severity, reverse=True):
            kinds.setdefault((str(finding.severity), _kind(finding)), finding)
        for finding in list(kinds.values())[:most]:
            where = f"{finding.file} {finding.path}".strip()
            told.append(f"  {finding.severity}: {where}: {finding.reason}")
        if len(kinds) > most:
            told.append(f"  and {len(kinds) - most} more kinds; --report FILE writes them all.")
        return told


def _kind(finding: Finding) -> str:
    """Return the reason without what differs from one record to the next."""
    words = finding.reason.split()
    return " ".join(word for word in words if word.isalpha())[:60]
