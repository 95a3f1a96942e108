"""Findings: what is wrong with a piece of input, said so that a practitioner can mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is; the names are SHACL's (SHACL section 3.6.2.4)."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: where it stands, why it is wrong, and what was done about it.

    `file` is the source file as the user named it (with `:line` or `!member` where it has many
    records), `path` the place inside the raw record (`card.model-index[0].results`), `record` the
    record's IRI once it has one, `constraint` the IRI of the shape or the name of the rule.
    """

    severity: Severity
    file: str
    path: str
    reason: str
    record: str = ""
    constraint: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object.

        >>> Finding(Severity.INFO, "a.json", "x", "is empty").as_json()["severity"]
        'Info'
        """
        return asdict(self) | {"severity": str(self.severity)}
