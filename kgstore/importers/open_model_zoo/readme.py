"""The accuracy tables of a README as evaluations, each with its metric and dataset."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kgstore.importers.fields import Fields
from kgstore.importers.markdown import Section, plain
from kgstore.importers.open_model_zoo.datasets import Datasets
from kgstore.importers.open_model_zoo.evaluations import Evaluations, Reference, Statement
from kgstore.importers.open_model_zoo.facts import Facts
from kgstore.importers.open_model_zoo.matching import (
    Cell,
    apart,
    matched_with,
    of_one_metric,
    term_key,
)
from kgstore.importers.open_model_zoo.metrics import Measure, readme_measure, row_rule, scaled
from kgstore.importers.open_model_zoo.numbers import (
    NOT_STATED,
    Number,
    number_in,
    numbers,
    precision_in,
)
from kgstore.importers.open_model_zoo.rows import Row, rows_of
from kgstore.importers.terms import Terms
from kgstore.records.finding import Severity

_SECTION = re.compile(r".*(?:specification|accuracy|quality|performance).*", re.IGNORECASE)
_DATASET = re.compile(
    r"(?:obtained|calculated|measured|evaluated|tested|estimated|computed|performed) "
    r"(?:(?:on|by) )?(?:the )?(?:100 )?(?:\d+ images? from )?(?:validation part of )?"
    r"(?:the )?\"?(?P<name>[A-Z][\w.\-]*(?: [\w.\-()]+){0,6}?)\"?,? "
    r"(?P<split>validation |test )?(?:data ?set|subset)\b(?: \(\"?(?P<part>dev|test|val|train)\b)?"
)
_SAME = "Dataset and metric follow from accuracy-check.yml, where the same number is the reference."
_BESIDE = (
    "The dataset is that of the table's other rows, which accuracy-check.yml has as references."
)


@dataclass(slots=True)
class Readme:
    """Reads the tables of one README into facts and evaluations."""

    terms: Terms
    fields: Fields
    datasets: Datasets
    evaluations: Evaluations
    name: str
    evidence: str
    facts: Facts = field(default_factory=Facts)

    def read(self, sections: Sequence[Section], references: Sequence[Reference]) -> Facts:
        """Read the tables in the specification and accuracy sections among `sections`."""
        chosen = [s for s in sections if _SECTION.fullmatch(s.title) or _below_accuracy(s)]
        stated = _stated_dataset(chosen)
        rows = [row for row in rows_of(chosen) if not self.facts.take(row, self.fields)]
        found = of_one_metric([cell for row in rows for cell in self._cell(row, references)])
        agreed = {term_key(cell.dataset): cell for cell in found if cell.matched}
        common = next(iter(agreed.values())) if len(agreed) == 1 else None
        for cell in found:
            self._add(cell, common, stated)
        return self.facts

    def _cell(self, row: Row, references: Sequence[Reference]) -> list[Cell]:
        spelled = f"{row.metric}: {row.cell}"
        if row.cell.casefold() in NOT_STATED:
            self.facts.not_stated.append(spelled)
            return []
        measure = self._measure(row)
        cells = []
        foreign = bool(row_rule("foreign").fullmatch(row.column))
        for number in () if foreign else numbers(row.cell):
            value = scaled(number.value, _spread(row, number), number.unit, measure.unit)
            if value:
                said = Statement(
                    measure=measure,
                    metric=measure.term(self.terms),
                    value=value.value,
                    raw_metric=f"{row.metric} {row.subject}" if row.axis == "part" else row.metric,
                    raw_value=number.raw,
                    spread=value.spread,
                    assumed=value.assumed,
                    for_class=measure.for_class,
                    support=_support(row),
                )
                cells.append(matched_with(Cell(row, number, said), references))
        if cells:
            self.facts.read.append(spelled)
        else:
            self.facts.unread.append(spelled)
            why = f"stands under {row.column}, so it is left out" if foreign else "cannot be read"
            self.fields.note("readme.accuracy", f"{spelled!r} {why}", Severity.INFO)
        return cells

    def _measure(self, row: Row) -> Measure:
        measure = readme_measure(row.metric) or Measure(name=row.metric)
        if row.axis == "class":
            return replace(measure, for_class=row.subject)
        if row.axis == "dataset":
            return replace(measure, dataset=row.subject)
        if row.axis == "part":
            return replace(measure, name=f"{measure.name} of {row.subject}", named=True)
        return measure

    def _add(self, cell: Cell, common: Cell | None, stated: str) -> None:
        row, said = cell.row, cell.said
        remark = "" if precision_in(cell.number.remark) else cell.number.remark
        named = said.measure.dataset or (remark if remark.endswith("set") else "")
        head, note = self._dataset(cell, common, named, stated)
        precision = cell.number.precision or precision_in(row.column)
        variant = "/".join(p for p in (row.column, said.measure.remark, row.words) if p)
        if precision and precision not in variant:
            variant = f"{variant}/{precision}".strip("/")
        place = "/".join(p for p in ("readme", head.get("rawDataset", ""), variant) if p)
        about = f", {variant}" if variant else ""
        head = {"name": f"{self.name} by its README{about}"} | head
        if precision:
            head["numericPrecision"] = precision
        if note:
            part = self.terms.minter.part(self.evaluations.iri, f"{place}/note")
            head["note"] = {"id": part, "type": "Note", "noteText": note}
        if said.assumed:
            self.fields.note(
                "readme.accuracy",
                f"{row.metric} {said.raw_value!r} has no unit; taken as a percentage",
            )
        self.evaluations.add(place, head, said, self.evidence)

    def _dataset(
        self, cell: Cell, common: Cell | None, named: str, stated: str
    ) -> tuple[dict[str, Any], str]:
        source = cell if cell.matched else common
        if source is common and common and apart(cell.row, common.row):
            source = None
        term = self.datasets.stated(named, self.name) if named else None
        if term is not None and (isinstance(term, str) or source is None):
            return {"dataset": term, "rawDataset": named}, ""
        if source and source.dataset is not None:
            note = _SAME if cell.matched else _BESIDE
            return {"dataset": source.dataset, "rawDataset": named or source.raw_dataset}, note
        if stated:
            return {"dataset": self.datasets.stated(stated, self.name), "rawDataset": stated}, ""
        return {}, ""


def _spread(row: Row, number: Number) -> Decimal | None:
    beside = number_in(row.spread) if row.spread else None
    return number.spread or (beside.value if beside else None)


def _support(row: Row) -> int | None:
    count = number_in(row.support) if row.support else None
    whole = count is not None and count.value == count.value.to_integral_value()
    return int(count.value) if count and whole else None


def _below_accuracy(section: Section) -> bool:
    return any(title.casefold() == "accuracy" for title in section.titles)


def _stated_dataset(sections: Sequence[Section]) -> str:
    """Return the dataset of the only sentence that says on which one the accuracy was measured."""
    text = " ".join(
        plain(line) for section in sections for line in section.lines if "|" not in line
    )
    found = {
        " ".join(p for p in (m["name"], (m["split"] or "").strip(), m["part"]) if p)
        for m in _DATASET.finditer(text)
    }
    return found.pop() if len(found) == 1 else ""
