"""What a card said of a result, read back from the configuration that it became.

The importer of the Hub keeps the spellings of task and dataset, and makes a name of the rest
(`Speech Recognition on Common Voice (fr, test)`); configuration, split and revision are in the IRI
of the dataset, or in the canonical term that covers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kgstore.publish.profiles.model_card import hub
from kgstore.publish.profiles.model_card.facts import Configuration, Model, Node
from kgstore.records.iri import decode_path
from kgstore.records.vocabulary import normal_form


@dataclass(slots=True)
class Origin:
    """A result as a card names it; what is not stated is ""."""

    task: str = ""
    task_name: str = ""
    dataset: str = ""
    dataset_name: str = ""
    config: str = ""
    split: str = ""
    revision: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def origin(model: Model, configuration: Configuration, base: str) -> Origin:
    """Return what the source said of a result, or what the Hub would say of it."""
    found = Origin(settings=_settings(configuration))
    iri = configuration.one("dataset")
    path = _path(iri) if hub.native_id(iri, "dataset", base) else {}
    found.config, found.split = path.get("config", ""), path.get("split", "")
    found.revision = path.get("revision", "")
    if not hub.is_of_hub(model, base):
        _of_terms(found, model, configuration, base)
        return found
    found.task, found.dataset = configuration.one("rawTask"), configuration.one("rawDataset")
    _of_name(found, configuration, model.datasets.get(iri, Node(iri)))
    return found


def _of_terms(found: Origin, model: Model, configuration: Configuration, base: str) -> None:
    """Fill in what other sources mean: the task (else the model's only one) and the dataset."""
    iri = configuration.one("dataset")
    tasks = hub.task_names(configuration) or hub.task_names(model)
    known = model.datasets.get(iri, Node(iri))
    found.task = tasks[0] if len(tasks) == 1 else ""
    found.dataset = hub.dataset_id(iri, model.datasets, base) or "".join(
        configuration.labels("dataset")[:1]
    )
    found.dataset_name = "".join(configuration.labels("dataset")[:1])
    found.split = found.split or known.one("split")


def _path(iri: str) -> dict[str, str]:
    """Return configuration, split and revision from the IRI of a part of a dataset of the Hub.

    >>> _path("https://e.org/id/dataset/huggingface/glue#config/cola/split/test")
    {'config': 'cola', 'split': 'test'}
    """
    parts = decode_path(iri.partition("#")[2]).split("/")
    names = [part.replace("%2F", "/").replace("%25", "%") for part in parts]
    return dict(zip(names[::2], names[1::2], strict=False))


def _of_name(found: Origin, configuration: Configuration, known: Node) -> None:
    """Take the names of task and dataset out of the name that the importer made of them."""
    name = configuration.one("name")
    for value in configuration.values.values():
        name = name.removesuffix(f": {value.one('name')}")
    details = [part for part in (found.config, found.split) if part]
    if details:
        name = name.removesuffix(f" ({', '.join(details)})")
    elif name.endswith(")"):
        before, _, inside = name[:-1].rpartition(" (")
        if _covers(found, inside, known):
            name = before
    task, dataset = _halves(name, found)
    found.task_name = "" if task == found.task else task
    found.dataset_name = "" if dataset == found.dataset else dataset


def _covers(found: Origin, inside: str, known: Node) -> bool:
    """Return whether a canonical term covers a configuration or a split too, and note them.

    `inside` is `configuration, split` or one of the two; the term goes by a name that holds both.
    """
    names = {normal_form(name) for key in ("label", "id") for name in known.all(key)}
    config, _, split = inside.partition(", ")
    if normal_form(f"{found.dataset} {config} {split}") not in names:
        return False
    if not split and known.one("split"):
        config, split = "", config
    found.config, found.split = config, split
    return True


def _halves(name: str, found: Origin) -> tuple[str, str]:
    """Return the names of task and dataset in `task on dataset`."""
    if not found.task or not found.dataset:
        return (name, "") if found.task else ("", name)
    if name.startswith(f"{found.task} on "):
        return found.task, name.removeprefix(f"{found.task} on ")
    if name.endswith(f" on {found.dataset}"):
        return name.removesuffix(f" on {found.dataset}"), found.dataset
    task, _, dataset = name.partition(" on ")
    return task, dataset


def _settings(configuration: Configuration) -> dict[str, str]:
    """Return the arguments by their names, which stand at the end of their IRIs."""
    head = configuration.iri + "/"
    return {
        decode_path(iri.removeprefix(head)): setting.one("stringValue") or setting.one("value")
        for iri, setting in sorted(configuration.settings.items())
        if iri.startswith(head)
    }
