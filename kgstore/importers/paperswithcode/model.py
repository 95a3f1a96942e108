"""What one paper calls by one name, with all its results, as the document of a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.paperswithcode.rules import RULES
from kgstore.importers.paperswithcode.tables import cell, dataset_name, slug
from kgstore.importers.paperswithcode.words import dataset_term, reading
from kgstore.importers.terms import Term, term_iri
from kgstore.namespaces import MZ, PREFIXES

_PARAMETERS = PREFIXES["mzm"] + "ParameterCount"
_UNITLESS = PREFIXES["unit"] + "UNITLESS"
_COUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<scale>[KMB])\??", re.IGNORECASE)
_SCALE = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_MARKS = re.compile(r"^[*_]+|[*_+†‡]+$")
_NOTHING = {"", "-", "--", "−", "–", "—", "n/a", "na", "N/A"}


@dataclass(frozen=True, slots=True)
class Result:
    """One value: what, on what, for which task, where it is said and when."""

    task: str
    dataset: str
    metric: str
    raw: Any
    path: str
    day: str | None
    evidence: str | None
    verification: str
    additional_data: bool | None = None
    negated: bool = False
    """Whether the source negates what should be small, as the ITO's table with a polarity does."""


class Results:
    """The results of one model: `data` holds rows of the ITO and of evaluation tables."""

    def __init__(self, draft: Draft, data: Mapping[str, Any]) -> None:
        self.draft, self.data = draft, data
        self._setups: dict[tuple[str, str, str, bool | None], Node] = {}
        self._tasks: dict[str, Term] = {}
        self._days: list[str] = []
        self._counts: set[float] = set()

    def document(self) -> Node:
        """Return the document of the model."""
        for result in (*self._of_ito(), *self._of_tables()):
            self._add(result)
        setups = self.draft.configurations
        setups[:] = [setup for setup in setups if "hasMetricValue" in setup]
        name = self.data.get("name") or self.draft.native_id
        count = self._counts.pop() if len(self._counts) == 1 else None
        document = self.draft.head(
            "MLModel",
            name,
            citation=self.data.get("title") or None,
            references=list(dict.fromkeys(self._papers())),
            issued=f"{min(self._days)}T00:00:00Z" if self._days else None,
            identifier=_once(row.get("model") for row in self._ito() if _is_iri(row.get("model"))),
            landingPage=self._links("model_links"),
            sourceCode=self._code(),
            parameterCount=int(count) if count and count.is_integer() else None,
        )
        if self._tasks:
            terms = {term_iri(term): term for term in self._tasks.values()}
            document |= {"task": list(terms.values()), "rawTask": list(self._tasks)}
        return document

    def _ito(self) -> list[dict[str, str]]:
        return list(self.data.get("ito", ()))

    def _of_ito(self) -> Iterator[Result]:
        for number, row in enumerate(self._ito()):
            yield Result(
                cell(row, "task"),
                cell(row, "dataset"),
                cell(row, "metric"),
                row.get("result"),
                f"ito[{number}].result",
                self._day(row.get("date"), f"ito[{number}].date"),
                row.get("paper") if _is_iri(row.get("paper")) else None,
                MZ + "SelfReported",
                negated=row.get("polarity") == "neg",
            )

    def _of_tables(self) -> Iterator[Result]:
        fields = self.draft.fields
        for number, whole in enumerate(self.data.get("sota", ())):
            path, row = f"sota[{number}].row", whole["row"]
            measured = whole["table"] in RULES["verified"]["tables"]
            for metric, raw in fields.mapping(row.get("metrics"), f"{path}.metrics").items():
                yield Result(
                    self._heading(whole["tasks"]),
                    dataset_name(whole["datasets"]),
                    metric,
                    raw,
                    f"{path}.metrics.{metric}",
                    self._day(row.get("paper_date"), f"{path}.paper_date"),
                    fields.web(row.get("paper_url") or None, f"{path}.paper_url"),
                    MZ + ("IndependentlyMeasured" if measured else "SelfReported"),
                    fields.truth(row.get("uses_additional_data"), f"{path}.uses_additional_data"),
                )

    def _heading(self, path: list[str]) -> str:
        """Return the narrowest heading that names a task."""
        named = [text for text in path if text not in RULES["heading"]["no_task"]]
        return (named or path or [""])[-1]

    def _day(self, said: Any, path: str) -> str | None:
        text = self.draft.fields.text(said, path) or ""
        if re.fullmatch(r"\d{4}-\d\d", text):  # a month: no day is invented
            return None
        with suppress(ValueError):
            if len(text) == 10:
                return date.fromisoformat(text).isoformat()
        if text:
            self.draft.fields.note(path, f"{text[:40]!r} is no date")
        return None

    def _add(self, result: Result) -> None:
        if result.day:
            self._days.append(result.day)
        text = result.raw.strip() if isinstance(result.raw, str) else result.raw
        if text is None or text in _NOTHING or not result.metric.strip():
            return
        if result.negated:
            text = str(text).removeprefix("-")
        read = reading(self.draft.terms, result.metric, result.task, result.dataset)
        known = term_iri(read.metric)
        setup = self._setup(result, read.setting)
        before = len(self.draft.fields.findings)
        self.draft.measure(
            setup,
            result.metric,
            _number(text, known),
            result.path,
            unit=read.unit if self._has_unit(known) else "",
            term=read.metric,
            rawValue=str(result.raw),
            verification=result.verification,
            measuredOn=result.day,
            evidence=result.evidence,
        )
        if known == _PARAMETERS and len(self.draft.fields.findings) == before:
            self._counts |= {v["value"] for v in setup["hasMetricValue"] if v["metric"] == known}

    def _has_unit(self, metric: str) -> bool:
        """Return whether a metric is kept in a unit, so that a heading may state another."""
        return self.draft.terms.vocabulary.units.get(metric, _UNITLESS) != _UNITLESS

    def _setup(self, result: Result, setting: str) -> Node:
        task, dataset = result.task, result.dataset
        key = (task, dataset, setting, result.additional_data)
        if key in self._setups:
            return self._setups[key]
        fragment = f"test/{slug(task) or 'task'}/{slug(dataset) or 'dataset'}"
        more = result.additional_data
        tail = "/additional-data" if more else ""
        node = self.draft.configuration(
            fragment + (f"/{slug(setting)}" if slug(setting) else "") + tail,
            "TestingConfiguration",
            name=_setup_name(task, dataset, setting),
            usesAdditionalData=more,
        )
        terms = self.draft.terms
        if dataset:
            term = dataset_term(terms, dataset, task, slug(dataset) or dataset)
            node |= {"dataset": [term], "rawDataset": [dataset]}
        if task:
            known = terms.known("task", task)
            self._tasks[task] = known or terms.own("task", slug(task) or task, task)
            node |= {"task": [self._tasks[task]], "rawTask": [task]}
        self._setups[key] = node
        return node

    def _papers(self) -> Iterator[str]:
        fields = self.draft.fields
        for number, whole in enumerate(self.data.get("sota", ())):
            said = whole["row"].get("paper_url") or None
            if found := fields.web(said, f"sota[{number}].row.paper_url"):
                yield found
        yield from (row["paper"] for row in self._ito() if _is_iri(row.get("paper")))

    def _links(self, key: str) -> list[str]:
        found: dict[str, None] = {}
        fields = self.draft.fields
        for number, whole in enumerate(self.data.get("sota", ())):
            path = f"sota[{number}].row.{key}"
            for place, link in fields.mappings(whole["row"].get(key), path):
                if url := fields.web(link.get("url") or None, f"{place}.url"):
                    found[url] = None
        return list(found)

    def _code(self) -> list[Node]:
        links = self._links("code_links")
        return [
            self.draft.part(f"code/{number}", "SourceCode", codeRepository=link)
            for number, link in enumerate(links)
        ]


def _setup_name(task: str, dataset: str, setting: str) -> str | None:
    name = f"{task} on {dataset}" if task and dataset else dataset or task
    return (f"{name} ({setting})" if name and setting else name or setting) or None


def _number(said: Any, metric: str) -> Any:
    """Return a value without the marks of its table; a count written out."""
    if not isinstance(said, str):
        return said
    text = _MARKS.sub("", said).strip()
    found = _COUNT.fullmatch(text)
    if found and metric == _PARAMETERS:
        return int(Decimal(found["number"]) * _SCALE[found["scale"].upper()])
    return text


def _is_iri(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) is not None


def _once(texts: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(texts))
