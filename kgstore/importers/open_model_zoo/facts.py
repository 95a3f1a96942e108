"""What a README's tables say of the model itself: operations, parameters, limits of use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.open_model_zoo.metrics import readme_measure, row_rule
from kgstore.importers.open_model_zoo.numbers import NOT_STATED, Number, number_in
from kgstore.importers.open_model_zoo.rows import Row


@dataclass(slots=True)
class Facts:
    """What the tables say of the model itself, and how many accuracy cells could be read."""

    operations: list[Number] = field(default_factory=list)
    parameters: list[Number] = field(default_factory=list)
    frameworks: list[str] = field(default_factory=list)
    limitations: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    not_stated: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def take(self, row: Row, fields: Fields) -> bool:
        """Take the row if it is no metric; return whether it was taken."""
        if self._count(row, fields):
            return True
        if row_rule("framework").fullmatch(row.metric):
            self.frameworks.append(row.cell)
        elif row_rule("limitation").fullmatch(row.metric):
            self.limitations.append(f"{row.metric}: {row.cell}")
        elif "accura" in row.section.casefold() or readme_measure(row.metric):
            return False
        else:
            self.other.append(f"{row.metric}: {row.cell}")
        return True

    def _count(self, row: Row, fields: Fields) -> bool:
        counts = {"flops": self.operations, "parameters": self.parameters}
        for kind, target in counts.items():
            if row_rule(kind).fullmatch(row.metric):
                count = number_in(row.cell)
                if count and not count.unit and count.value >= 0:
                    target.append(count)
                elif row.cell.casefold() not in NOT_STATED:
                    reason = f"{row.metric} {row.cell!r} is no number"
                    fields.note("readme.specification", reason)
                return True
        return False


def specification(facts: Facts) -> Mapping[str, Any]:
    """Return the model's properties among the facts; two different counts are no count.

    >>> from decimal import Decimal
    >>> facts = Facts(operations=[Number("65.984", Decimal("65.984"))], frameworks=["Keras"])
    >>> specification(facts)
    {'floatingPointOperations': 65984000000.0}
    """
    found: dict[str, Any] = {}
    operations = {count.value * 10**9 for count in facts.operations}
    parameters = {count.value * 10**6 for count in facts.parameters}
    if len(operations) == 1:
        found["floatingPointOperations"] = float(operations.pop())
    if len(parameters) == 1:
        found["parameterCount"] = int(parameters.pop().to_integral_value())
    if facts.limitations:
        found["limitation"] = list(dict.fromkeys(facts.limitations))
    return found
