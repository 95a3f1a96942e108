"""Where a model comes from and what was made of it: as a nested list, and as a graph of the same.

The list is what is read; the graph is drawn over it by an island (frontend/src/lineage.ts), which
reads the nodes and edges of `Lineage.graph`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES
from kgstore.web.model.facts import LABEL, Facts
from kgstore.web.model.setups import Setup

RELATIONS: Final = {
    MZ + "fineTunedFrom": ("fine-tuned from", "fine-tuned"),
    MZ + "adapterOf": ("adapter of", "adapters"),
    MZ + "quantizedFrom": ("quantised from", "quantised"),
    MZ + "mergedFrom": ("merged from", "merged into"),
    MZ + "convertedFrom": ("converted from", "converted"),
    MZ + "derivedFromModel": ("derived from", "derived"),
    PREFIXES["dcat"] + "isVersionOf": ("version of", "versions"),
}
"""How models are made of models: as said upwards, and downwards."""

MOST_ANCESTORS: Final = 40
MOST_CHILDREN: Final = 20
_GENERATED: Final = PREFIXES["prov"] + "generated"
_GENERATED_BY: Final = PREFIXES["prov"] + "wasGeneratedBy"
_REPLACED: Final = PREFIXES["dcterms"] + "isReplacedBy"
_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the lineage; `how` is its relation to the one above it in the list."""

    iri: str
    how: str
    kind: str
    children: Sequence[Node] = ()
    left_out: int = 0
    text: str = ""

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Branch:
    """Nodes under one heading; `upwards` where what is above stands for what came before."""

    heading: str
    nodes: Sequence[Node]
    upwards: bool = True
    left_out: int = 0


@dataclass(slots=True)
class Lineage:
    """The branches of a model's story; `descendants` counts all that derive from it."""

    model: str
    branches: list[Branch] = field(default_factory=list)
    descendants: int = 0

    def iris(self) -> set[str]:
        """Return the IRIs that are shown."""
        return {one.iri for branch in self.branches for n in branch.nodes for one in n.walk()}

    def graph(self, label: str, named: Any, page: Any) -> dict[str, list[dict[str, str]]]:
        """Return the nodes and edges; `named` and `page` give label and address of an IRI."""
        nodes = {self.model: {"id": self.model, "label": label, "kind": "this", "href": ""}}
        edges: dict[tuple[str, str], dict[str, str]] = {}
        for branch in self.branches:
            for node in branch.nodes:
                self._draw(node, self.model, branch.upwards, nodes, edges, (named, page))
        return {"nodes": list(nodes.values()), "edges": list(edges.values())}

    def _draw(
        self,
        node: Node,
        above: str,
        upwards: bool,
        nodes: dict[str, dict[str, str]],
        edges: dict[tuple[str, str], dict[str, str]],
        say: tuple[Any, Any],
    ) -> None:
        label = node.text or str(say[0](node.iri))
        shown = {"id": node.iri, "label": label[:60], "kind": node.kind, "href": say[1](node.iri)}
        nodes.setdefault(node.iri, shown)
        start, end = (node.iri, above) if upwards else (above, node.iri)
        if start != end:
            drawn = {"source": start, "target": end, "label": node.how}
            drawn["at"] = "source" if upwards else "target"
            edges.setdefault((start, end), drawn)
        for child in node.children:
            self._draw(child, node.iri, upwards, nodes, edges, say)


def lineage(facts: Facts, view: View, model: str, setups: Sequence[Setup]) -> Lineage:
    """Return the story of a model as far as the store knows it."""
    found = Lineage(model, descendants=len(view.subjects_with(MZ + "ancestorModel", model)))
    _add(found, "Made from", _Ancestors(view).of(model))
    nodes, more = _datasets(setups, "training")
    _add(found, "Trained on", nodes, left_out=more)
    nodes, more = _datasets(setups, "evaluation")
    _add(found, "Evaluated on", nodes, upwards=False, left_out=more)
    _add(found, "Put together from", _steps(facts, model))
    made_by = [*_runs(facts, view, model, setups), *_own(facts, model)]
    _add(found, "Runs, code and software", made_by)
    nodes, more = _children(view, model, deeper=True)
    _add(found, "Made from it", nodes, upwards=False, left_out=more)
    replaced = [Node(iri, "replaced by", "model") for iri in facts.iris(model, _REPLACED)]
    _add(found, "Replaced by", replaced, upwards=False)
    _add(found, "Used in compositions", _compositions(view, model), upwards=False)
    return found


def _add(
    found: Lineage,
    heading: str,
    nodes: Sequence[Node],
    *,
    upwards: bool = True,
    left_out: int = 0,
) -> None:
    if nodes:
        found.branches.append(Branch(heading, nodes, upwards, left_out))


@dataclass(slots=True)
class _Ancestors:
    view: View
    seen: set[str] = field(default_factory=set)

    def of(self, model: str, depth: int = 0) -> list[Node]:
        """Return what a model was made from, and that in turn, each model once."""
        self.seen.add(model)
        found = []
        for relation, (how, _) in RELATIONS.items():
            for parent in sorted(self.view.values(model, relation)):
                if parent not in self.seen and len(self.seen) < MOST_ANCESTORS:
                    deeper = self.of(parent, depth + 1) if depth < _DEEPEST else []
                    found.append(Node(parent, how, "model", deeper))
        return found


def _children(view: View, model: str, *, deeper: bool) -> tuple[list[Node], int]:
    """Return what was made of a model, one more step down, and how many are not shown."""
    found, left_out = [], 0
    for relation, (_, how) in RELATIONS.items():
        there = sorted(view.subjects_with(relation, model))
        left_out += max(0, len(there) - MOST_CHILDREN)
        for child in there[:MOST_CHILDREN]:
            below = _children(view, child, deeper=False) if deeper else ([], 0)
            found.append(Node(child, how, "model", below[0][:MOST_CHILDREN], below[1]))
    return found, left_out


def _datasets(setups: Iterable[Setup], kind: str) -> tuple[list[Node], int]:
    there = sorted({iri for setup in setups if setup.kind == kind for iri in setup.datasets})
    how = "trained on" if kind == "training" else "evaluated on"
    nodes = [Node(iri, how, "dataset") for iri in there[:MOST_CHILDREN]]
    return nodes, len(there) - len(nodes)


def _runs(facts: Facts, view: View, model: str, setups: Sequence[Setup]) -> list[Node]:
    runs = {*facts.iris(model, _GENERATED_BY), *view.subjects_with(_GENERATED, model)}
    for setup in setups[:100]:
        runs.update(view.subjects_with(MZ + "executes", setup.iri))
    found = []
    for run in sorted(runs)[:MOST_CHILDREN]:
        facts.load(run)
        inner = [*_own(facts, run)]
        inner += [Node(one, "experiment", "run") for one in facts.iris(run, MZ + "experiment")]
        found.append(Node(run, "run", "run", inner))
    return found


def _own(facts: Facts, iri: str) -> Iterator[Node]:
    """Yield source code and software environment of a model or a run."""
    for code in facts.iris(iri, MZ + "sourceCode"):
        facts.load(code)
        said = [facts.text(code, MZ + p) for p in ("entryPoint", "commitHash")]
        where = facts.iri(code, MZ + "codeRepository") or facts.text(code, MZ + "codeRepository")
        text = ", ".join(filter(None, [facts.text(code, LABEL), where, *said]))
        yield Node(code, "code", "code", text=text)
    for one in facts.iris(iri, MZ + "softwareRequirement", MZ + "environment"):
        facts.load(one)
        packages = facts.texts(one, MZ + "package")
        said = [facts.text(one, MZ + p) for p in ("programmingLanguage", "languageVersion")]
        language = " ".join(filter(None, said))
        text = ", ".join(filter(None, [language, *packages[:12]]))
        yield Node(one, "software", "code", text=text or facts.text(one, LABEL))


def _compositions(view: View, model: str) -> list[Node]:
    found = []
    for step in sorted(view.subjects_with(MZ + "stepModel", model))[:MOST_CHILDREN]:
        for whole in view.subjects_with(MZ + "compositionStep", step):
            owners = view.subjects_with(MZ + "composition", whole)
            found += [Node(one, "step of", "model") for one in sorted(owners) if one != model]
    return found


def _steps(facts: Facts, model: str) -> list[Node]:
    found = []
    for whole in facts.iris(model, MZ + "composition"):
        facts.load(whole)
        for step in facts.iris(whole, MZ + "compositionStep"):
            facts.load(step)
            found += [Node(one, "step", "model") for one in facts.iris(step, MZ + "stepModel")]
    return found
