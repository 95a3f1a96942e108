"""A record in the making: what most importers do alike, in one place.

A draft mints the parts of one thing, resolves its words, reads its numbers into their metric's
unit, keeps the findings, and becomes the record. Two values that a source states for one key (one
configuration, metric, class, step) both stay, in configurations of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from kgstore.importers.fields import Fields, without_none
from kgstore.importers.hardware import system
from kgstore.importers.terms import Term, Terms, term_iri
from kgstore.namespaces import MZ
from kgstore.records.loss import Fates
from kgstore.records.quantity import Unreadable, read_quantity
from kgstore.records.record import Raw, Record

Node = dict[str, Any]


class Draft:
    """The draft of the record of one thing: its `iri`, `fields` (with the findings) and `terms`.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> draft = Draft("model", "a", "zoo.json", Terms(Minter("https://e.org"), Vocabulary(), "zoo"))
    >>> testing = draft.configuration("test", "TestingConfiguration", dataset="COCO")
    >>> draft.measure(testing, "AP", "41.2 %", "models[0].AP")
    >>> testing["hasMetricValue"][0]["value"]
    0.412
    """

    def __init__(self, kind: str, native_id: str, file: str, terms: Terms) -> None:
        self.kind, self.native_id, self.terms = kind, native_id, terms
        self.iri = terms.minter.record(kind, terms.source, native_id)
        self.fields = Fields(file, self.iri)
        self.configurations: list[Node] = []
        """The configurations in the order in which they were made."""
        self._values: dict[str, Node] = {}
        self._taken: set[str] = set()

    def head(self, kind: str, name: str, **values: Any) -> Node:
        """Return the document's own keys: id, type, name, source, native id, and `values`."""
        source = self.terms.minter.source(self.terms.source)
        own = {"id": self.iri, "type": kind, "name": name, "source": source}
        return without_none(own | {"nativeId": self.native_id} | values)

    def part(self, fragment: str, kind: str, **values: Any) -> Node:
        """Return a part of the thing, without the values that are None or empty lists."""
        node = {"id": self.terms.minter.part(self.iri, fragment), "type": kind}
        return without_none(node | values)

    def stub(self, kind: str, class_name: str, native_id: str, name: str = "") -> Node:
        """Return what is said of another record of the source: that it is, and its name."""
        iri = self.terms.minter.record(kind, self.terms.source, native_id)
        return {"id": iri, "type": class_name, "name": name or native_id}

    def agent(self, name: str | None) -> Node | None:
        """Return the agent of that name; None without a name."""
        return self.stub("agent", "Agent", name) if name else None

    def resolved(self, scheme: str, *texts: str | None) -> Node:
        """Return the terms and raw spellings of `texts` as keys of a node; {} if there are none.

        >>> from kgstore.records.iri import Minter
        >>> from kgstore.records.vocabulary import Vocabulary
        >>> terms = Terms(Minter("https://e.org"), Vocabulary(), "zoo")
        >>> sorted(Draft("model", "a", "f", terms).resolved("task", "Juggling", None))
        ['rawTask', 'task']
        """
        node: Node = {}
        self.terms.put(node, scheme, [text for text in texts if text])
        return node

    def configuration(self, fragment: str, kind: str, *, dataset: str = "", **values: Any) -> Node:
        """Return a new configuration, listed in `configurations`; a fragment taken gets a number.

        `dataset` is the source's word for it.
        """
        place = next(p for p in _numbered(fragment) if p not in self._taken)
        self._taken.add(place)
        node = self.part(place, kind, **values)
        node |= self.resolved("dataset", dataset)
        self.configurations.append(node)
        return node

    def on(self, configuration: Node, text: str, device: str = "", **facts: Any) -> None:
        """Say what hardware a configuration is on; see kgstore.importers.hardware.system."""
        configuration["hardware"] = system(self.terms, text, device, **facts)
        configuration["rawHardware"] = text

    def measure(
        self,
        configuration: Node,
        metric: str,
        raw: object,
        path: str,
        *,
        unit: str = "",
        term: Term | None = None,
        key: Mapping[str, str | int | None] | None = None,
        **values: Any,
    ) -> None:
        """Add the value that `raw` says of a metric; a finding at `path` where it says none.

        `metric` is the source's word, `term` what it resolves to if more than the word decides;
        `unit` is the stated unit, `key` the further parts of the value's identity (`for_class`,
        `slice_attribute`, `slice_value`, `step`, `fold`, `run`), `values` further keys of the node.
        """
        term = term or self.terms.term("metric", metric)
        iri, known = term_iri(term), self.terms.vocabulary
        quantity = read_quantity(
            raw,
            minimum=known.minima.get(iri),
            maximum=known.maxima.get(iri),
            stated_unit=unit,
            canonical_unit=known.units.get(iri, ""),
        )
        if isinstance(quantity, Unreadable):
            self.fields.note(path, quantity.reason)
            return
        said = {
            "type": "MetricValue",
            "metric": term,
            "rawMetric": metric,
            "value": quantity.value,
            "rawValue": quantity.raw,
            "uncertainty": quantity.uncertainty,
            "unit": quantity.unit or None,
            "unitStatus": MZ + "Assumed" if quantity.assumed else None,
        }
        self._put(configuration, iri, dict(key or {}), without_none(said | values))

    def _put(
        self, configuration: Node, metric: str, key: dict[str, str | int | None], said: Node
    ) -> None:
        for node in self._alike(configuration):
            iri = self.terms.minter.metric_value(node["id"], metric, **key)
            known = self._values.get(iri)
            if known is None:
                self._values[iri] = said
                node.setdefault("hasMetricValue", []).append({"id": iri} | said)
                return
            if known["value"] == said["value"]:
                return

    def _alike(self, configuration: Node) -> Iterator[Node]:
        """Yield the configuration, then further ones like it, made when they are asked for."""
        yield configuration
        fragment = configuration["id"].partition("#")[2]
        head = {k: v for k, v in configuration.items() if k != "hasMetricValue"}
        for number in count(2):
            iri = f"{configuration['id']}/{number}"
            found = next((node for node in self.configurations if node["id"] == iri), None)
            if found is None:
                found = head | {"id": iri}
                self._taken.add(f"{fragment}/{number}")
                self.configurations.append(found)
            yield found

    def class_of(self, label: str) -> Node:
        """Return a class that only evaluations name, in a schema of the thing without an order."""
        name = f"classes in the evaluations of {self.native_id}"
        schema = self.part("class", "LabelSchema", name=name)
        return self.part(f"class/{label}", "PredictionClass", prefLabel=label, inScheme=schema)

    def record(
        self, document: Node, raw: Raw, fates: Fates, data: object, revision: str = ""
    ) -> Record:
        """Return the record: the document with the configurations, its findings and losses.

        `data` is the raw record as it was parsed, whose paths the fates are counted for.
        """
        if self.configurations:
            document = document | {"configurations": self.configurations}
        return Record(
            self.kind,
            self.terms.source,
            self.native_id,
            document,
            raw,
            self.fields.file,
            revision,
            tuple(self.fields.findings),
            fates.count(data),
        )


def _numbered(fragment: str) -> Iterator[str]:
    yield fragment
    yield from (f"{fragment}/{number}" for number in count(2))
