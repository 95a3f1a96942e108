"""A run of OpenML as a document: a flow with settings, trained and tested on the data of a task.

Values over all folds stand in one testing configuration, with those of each fold. Where the folds
were drawn several times, each time has a configuration of its own. The values of an `array_data`
are those of the classes, in the order of the target's values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgstore.importers.draft import Draft, Node
from kgstore.importers.openml.flow import settings
from kgstore.importers.openml.shared import RULES, Shared, moment, stub, whole
from kgstore.importers.xml_text import many
from kgstore.namespaces import MZ
from kgstore.records.finding import Severity
from kgstore.records.labels import PLACEHOLDER, Schemas, label_list

_NO_METRICS = frozenset(RULES["no_metrics"]["names"])
_SELF_REPORTED = frozenset(RULES["self_reported"]["names"])


def run(draft: Draft, sides: Mapping[str, Any], shared: Shared) -> Node:
    """Return the document of a run."""
    return _Run(draft, sides, shared).document()


class _Run:
    def __init__(self, draft: Draft, sides: Mapping[str, Any], shared: Shared) -> None:
        self.draft, self.shared = draft, shared
        fields = draft.fields
        rows = [fields.mapping(row, "evaluations") for row in many(sides.get("evaluations"))]
        listed = fields.mapping(sides.get("list"), "list")
        described = fields.mapping(sides.get("description"), "description")
        self.about = (rows[0] if rows else {}) | _agreeing(listed, described) | described
        output = fields.mapping(described.get("output_data"), "description.output_data")
        self.files = many(output.get("file"))
        self.rows = many(output.get("evaluation")) or rows
        given = fields.mapping(described.get("input_data"), "description.input_data")
        inputs = many(given.get("dataset"))
        self.data = fields.mapping(inputs[0] if inputs else None, "description.input_data.dataset")

    def _text(self, key: str) -> str | None:
        return self.draft.fields.text(self.about.get(key), f"description.{key}")

    def document(self) -> Node:
        """Return the document."""
        draft, fields = self.draft, self.draft.fields
        flow = self._text("flow_name") or f"flow {self._text('flow_id')}"
        number = fields.text(self.data.get("did"), "data.did") or self._text("data_id")
        stated = fields.text(self.data.get("name"), "data.name") or self._text("data_name")
        data = stated or self.shared.names.get(number or "")
        self._configurations(self._common(number, data), number)
        nodes, draft.configurations = draft.configurations, []
        task = self._text("task_id")
        return draft.head(
            "Run",
            f"{flow} on {data} (OpenML run {draft.native_id})" if data else flow,
            landingPage=fields.web(f"https://www.openml.org/r/{draft.native_id}", ""),
            experiment=stub(draft, "task", task) if task else None,
            associatedWith=self._uploader(),
            keyword=fields.texts(many(self.about.get("tag")), "description.tag"),
            environment=self._environment(),
            artifact=self._artifacts(),
            executes=nodes,
            **self._course(),
        )

    def _course(self) -> Node:
        failed = self._text("error") or self._text("error_message")
        time = self.about.get("upload_time")
        return {
            "description": failed,
            "runStatus": MZ + ("RunFailed" if failed else "RunFinished"),
            "issued": moment(self.draft, time, "description.upload_time"),
        }

    def _uploader(self) -> Node | None:
        number, name = self._text("uploader"), self._text("uploader_name")
        if number is None or "@" in (name or ""):
            return None
        return self.draft.stub("agent", "Agent", f"user/{number}", name or f"OpenML user {number}")

    def _common(self, number: str | None, data_name: str | None) -> Node:
        flow = self._text("flow_id") or "unknown"
        node: Node = {"model": stub(self.draft, "flow", flow, self._text("flow_name") or "")}
        if number:
            node["dataset"] = [stub(self.draft, "dataset", number, data_name or "")]
            node["rawDataset"] = data_name or number
        return node | self.draft.resolved("task", self._text("task_type"))

    def _configurations(self, common: Node, number: str | None) -> None:
        draft = self.draft
        parameters = many(self.about.get("parameter_setting"))
        path = "description.parameter_setting"
        training = draft.configuration("training", "TrainingConfiguration")
        training |= common
        training["name"] = f"settings of OpenML run {draft.native_id}"
        owner = self._text("flow_name") or self._text("flow_id") or "unknown"
        found = settings(draft, parameters, owner, path, fragment="training/setting")
        training |= {"hyperparameterValue": found} if found else {}
        counts = self._supports()
        repeats = sorted({str(r["@repeat"]) for r in self.rows if _has(r, "@repeat")})
        nodes: dict[str, Node] = {}
        for place, raw in enumerate(self.rows):
            said = draft.fields.mapping(raw, f"evaluation[{place}]")
            repeat = str(said.get("@repeat", "")) if len(repeats) > 1 else ""
            if repeat not in nodes:
                fragment = f"test/repeat-{repeat}" if repeat else "test"
                nodes[repeat] = draft.configuration(fragment, "TestingConfiguration")
                nodes[repeat] |= common
                nodes[repeat]["name"] = f"evaluation of OpenML run {draft.native_id}" + (
                    f", repeat {repeat}" if repeat else ""
                )
            self._evaluation(nodes[repeat], said, f"evaluation[{place}]", number, counts)

    def _supports(self) -> list[int | None]:
        """Return the numbers of instances of the classes, in their order."""
        for row in self.rows:
            of_all = isinstance(row, dict) and row.get("array_data") and "@fold" not in row
            if of_all and row.get("name") == "number_of_instances":
                found = _array(row["array_data"])
                return [int(v) if v.isdecimal() and len(v) < 19 else None for v in found]
        return []

    def _evaluation(
        self, node: Node, said: Node, path: str, number: str | None, counts: list[int | None]
    ) -> None:
        draft = self.draft
        metric = draft.fields.text(said.get("name", said.get("function")), f"{path}.name")
        if metric is None or metric in _NO_METRICS:
            return
        fold = whole(draft, said.get("@fold"), f"{path}.fold")
        by = "SelfReported" if metric in _SELF_REPORTED else "IndependentlyMeasured"
        how: dict[str, Any] = {"unit": RULES["unit"].get(metric, ""), "verification": MZ + by}
        if fold is not None:
            how["fold"] = fold
        if said.get("value") is not None:
            draft.measure(node, metric, said["value"], f"{path}.value", key={"fold": fold}, **how)
        values = _array(said.get("array_data")) if metric in RULES["per_class"] else []
        classes = self._classes(number, len(values)) if values else []
        for place, raw in enumerate(values):
            if raw in {"", "?", "null"}:
                continue
            known = counts[place] if place < len(counts) and fold is None else None
            own = how | {
                "term": draft.terms.term("metric", RULES["per_class"][metric]),
                "key": {"fold": fold, "for_class": classes[place]["id"]},
                "forClass": classes[place],
                "support": known,
            }
            draft.measure(node, metric, raw, f"{path}.array_data[{place}]", **own)

    def _classes(self, number: str | None, size: int) -> list[Node]:
        """Return the classes of the target, or places of them where its values are not known."""
        labels = self.shared.targets.get(number or "", [])
        if len(labels) == size:
            found = label_list(labels)
            schemas = Schemas(self.draft.terms.minter, self.draft.terms.vocabulary)
            nodes = schemas.classes(schemas.iri(found), found)
            return [{k: n[k] for k in ("id", "type", "prefLabel")} for n in nodes]
        told = f"the {size} values of the target of dataset {number} are not known"
        self.draft.fields.note("array_data", f"{told}; the classes go by number", Severity.INFO)
        marked = {"labelStatus": PLACEHOLDER}
        return [self.draft.class_of(f"class {n}") | {"index": n} | marked for n in range(size)]

    def _environment(self) -> Node | None:
        for row in self.rows:
            if isinstance(row, dict) and row.get("name") == "os_information":
                facts = _array(row.get("array_data"))
                if facts:
                    name = f"environment of OpenML run {self.draft.native_id}"
                    told = ", ".join(facts)
                    return self.draft.part(
                        "environment", "SoftwareEnvironment", name=name, operatingSystem=told
                    )
        return None

    def _artifacts(self) -> list[Node]:
        found = []
        for number, file in enumerate(self.files):
            path = f"description.output_data.file[{number}]"
            said = self.draft.fields.mapping(file, path)
            place = self.draft.fields.web(said.get("url"), f"{path}.url")
            name = self.draft.fields.text(said.get("name"), f"{path}.name") or f"file {number}"
            kind = MZ + "OtherArtifact"
            if place:
                node = self.draft.part(f"file/{name}", "Artifact", name=name, artifactKind=kind)
                found.append(node | {"location": [place]})
        return list({node["id"]: node for node in found}.values())


def _agreeing(listed: Node, described: Node) -> Node:
    """Return the entry of a list, unless it is of another server's run of the same number."""
    told = described.get("task_id", listed.get("task_id"))
    return listed if told == listed.get("task_id") else {}


def _has(row: Any, key: str) -> bool:
    return isinstance(row, dict) and key in row


def _array(text: Any) -> list[str]:
    """Return the texts of a list in brackets; of a nested one (a matrix), none.

    >>> _array("[ Oracle Corporation, 1.7 ]")
    ['Oracle Corporation', '1.7']
    """
    if isinstance(text, list):
        return [str(item) for item in text]
    inner = text.strip() if isinstance(text, str) else ""
    if not (inner.startswith("[") and inner.endswith("]")) or "[" in inner[1:]:
        return []
    return [piece.strip().strip('"') for piece in inner[1:-1].split(",")]
