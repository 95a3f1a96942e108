"""A model of the Hub as a record's document."""

from __future__ import annotations

import re
from typing import Any

from kgstore.importers.huggingface.evaluation import Evaluations
from kgstore.importers.huggingface.identity import from_tags, identity, licences, tags_of
from kgstore.importers.huggingface.labels import label_schema, labels_by_index
from kgstore.importers.huggingface.language import languages
from kgstore.importers.huggingface.lineage import lineage
from kgstore.importers.huggingface.results import hub_results, results_of
from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.statement import Statement
from kgstore.importers.huggingface.terms import SOURCE, Terms
from kgstore.importers.huggingface.training import training
from kgstore.importers.huggingface.values import Remarks, mapping, text, texts
from kgstore.importers.huggingface.weights import artifacts, card_artifact, weights

_FRAMEWORKS = frozenset(TABLE["tags"]["frameworks"])
_HUB_TASKS = frozenset(TABLE["tasks"]["hub"])
_HEAD = re.compile(r"(?:For[A-Z]\w*|LMHead\w*|Model|PreTrained\w*|DoubleHeads\w*)$")
_INDEX = "card.front_matter.model-index"


def model_document(said: Statement, terms: Terms) -> dict[str, Any]:
    """Return the document of a model: what its API answer, its card and its results say."""
    infos, card, remarks = said.infos, said.meant, said.remarks
    iri = terms.minter.record("model", SOURCE, said.native_id)
    tags = tags_of(infos, card, remarks)
    document = identity(iri, "MLModel", said.native_id, infos, terms, remarks)
    document |= _tasks(infos, card, tags, terms, remarks)
    document |= _architecture(infos, terms, remarks)
    document |= _frameworks(infos, card, tags, terms)
    document |= languages(card.get("language"), remarks)
    document |= licences(card, tags, terms, remarks)
    document |= lineage(infos, card, tags, terms, remarks)
    document |= weights(infos, remarks)
    document |= from_tags(tags, _held(document))
    files = artifacts(iri, said.native_id, infos, terms, remarks)
    if files := files + card_artifact(iri, said.native_id, infos, bool(said.card), terms):
        document["artifact"] = files
    if configurations := _configurations(iri, said, tags, terms):
        document["configurations"] = configurations
    return document | _output(iri, document, infos, terms, remarks) | _successor(card, terms)


def _configurations(
    iri: str, said: Statement, tags: list[str], terms: Terms
) -> list[dict[str, Any]]:
    found = training(iri, said.meant, tags, terms, said.remarks)
    index = said.meant.get("model-index")
    results = list(results_of(index, _INDEX, said.remarks))
    if not results and "results" in said.meant:
        said.remarks.info("card.front_matter.results", "results stand outside of model-index")
        index = {"results": said.meant["results"]}
        results = list(results_of([index], "card.front_matter", said.remarks))
    results += hub_results(said.evaluations, said.remarks)
    evaluations = Evaluations(iri, terms, said.remarks).nodes(results) if results else []
    return ([found] if found else []) + evaluations


def _tasks(
    infos: dict[str, Any], card: dict[str, Any], tags: list[str], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    """Return the task: the pipeline tag of the API or the card, else the tags that are tasks."""
    said = text(infos.get("pipeline_tag"))
    found = (
        [said]
        if said
        else texts(card.get("pipeline_tag"), "card.front_matter.pipeline_tag", remarks)
    )
    found = found or [tag for tag in tags if tag in _HUB_TASKS]
    if not found:
        return {}
    return {"task": [terms.term("task", task) for task in found], "rawTask": found}


def _architecture(infos: dict[str, Any], terms: Terms, remarks: Remarks) -> dict[str, Any]:
    """Return the architecture: the model type of the configuration, else its first class."""
    config = mapping(infos.get("config"))
    classes = texts(config.get("architectures"), "infos.config.architectures", remarks)
    classes = classes or texts(mapping(config.get("diffusers")).get("_class_name"), "", remarks)
    kind = text(config.get("model_type")) or text(mapping(infos.get("gguf")).get("architecture"))
    if not kind and not classes:
        return {}
    name = kind or _HEAD.sub("", classes[0]) or classes[0]
    raw = [kind, *classes] if kind else classes
    return {"architecture": terms.term("architecture", name), "rawArchitecture": raw}


def _frameworks(
    infos: dict[str, Any], card: dict[str, Any], tags: list[str], terms: Terms
) -> dict[str, Any]:
    library = text(infos.get("library_name")) or text(card.get("library_name"))
    found = dict.fromkeys(tag for tag in tags if tag in _FRAMEWORKS)
    if library:
        found[library] = None
    if not found:
        return {}
    return {
        "framework": [terms.term("framework", name) for name in found],
        "rawFramework": [*found],
    }


def _held(document: dict[str, Any]) -> list[str]:
    """Return the texts that are already said in other fields, so that tags need not repeat them."""
    found: list[str] = []
    for key in ("rawTask", "rawArchitecture", "rawFramework", "rawLanguage", "language"):
        found += document.get(key, ())
    return found


def _output(
    iri: str, document: dict[str, Any], infos: dict[str, Any], terms: Terms, remarks: Remarks
) -> dict[str, Any]:
    """Return what the model can predict, where its configuration lists its labels."""
    path = "infos.config.id2label"
    labels = labels_by_index(mapping(infos.get("config")).get("id2label"), path, remarks)
    if not labels:
        return {}
    node = {
        "id": terms.minter.part(iri, "output"),
        "type": "OutputSpecification",
        "labelSchema": label_schema(labels, terms),
    }
    if "task" in document:
        node["task"] = document["task"]
    return {"output": node}


def _successor(card: dict[str, Any], terms: Terms) -> dict[str, Any]:
    newer = text(card.get("new_version"))
    return {"replacedBy": terms.model(newer)} if newer else {}
