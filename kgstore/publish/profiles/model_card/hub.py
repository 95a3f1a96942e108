"""The Hub's own spelling of what the store knows: licences, tasks, frameworks, models, datasets."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from kgstore.errors import IriError
from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.terms import SOURCE
from kgstore.namespaces import PREFIXES
from kgstore.publish.profiles.model_card.facts import Model, Node
from kgstore.records.iri import Minter

TASKS = frozenset(TABLE["tasks"]["hub"])
FRAMEWORK_TAGS = frozenset(TABLE["tags"]["frameworks"])
_SPELLINGS = tomllib.loads(Path(__file__).with_name("hub.toml").read_text("utf-8"))
LICENCES = frozenset(_SPELLINGS["licences"]["ids"].split())
LICENCE_OF_TERM: dict[str, str] = _SPELLINGS["licences"]["terms"]


def is_of_hub(model: Model, base: str) -> bool:
    """Return whether a model's record is the Hub's, so that it is spelled as cards are."""
    return Minter(base).source(SOURCE) in model.all("source")


def native_id(iri: str, kind: str, base: str) -> str:
    """Return the Hub's id of one of its own models or datasets, or "".

    >>> native_id("https://e.org/id/model/huggingface/acme/tiny", "model", "https://e.org")
    'acme/tiny'
    """
    try:
        name = Minter(base).parse(iri)
    except IriError:
        return ""
    return name.native_id if (name.kind, name.source) == (kind, SOURCE) else ""


def licence_id(term: str) -> str:
    """Return the Hub's id of one of our licence terms, or "".

    >>> licence_id(PREFIXES["mzl"] + "CC-BY-4.0"), licence_id(PREFIXES["mzl"] + "GFDL-1.3")
    ('cc-by-4.0', 'gfdl')
    """
    name = term.removeprefix(PREFIXES["mzl"])
    known = LICENCE_OF_TERM.get(name, name.lower())
    return known if name != term and known in LICENCES else ""


def task_names(node: Node) -> list[str]:
    """Return the tasks of a node by the names of our terms: the Hub's, where it has one."""
    terms = [task for task in node.all("task") if task.startswith(PREFIXES["mzt"])]
    return [task.removeprefix(PREFIXES["mzt"]) for task in terms]


def frameworks(model: Model, *, of_hub: bool) -> list[str]:
    """Return the frameworks of a model, as a card spelled them or by the names of our terms."""
    if of_hub:
        return model.all("rawFramework")
    namespace = PREFIXES["mzf"]
    known = (f for f in model.all("framework") if f.startswith(namespace))
    spelt = {"tensorflow": "tf", "paddlepaddle": "paddlepaddle"}
    return [spelt.get(name, name) for name in (f.removeprefix(namespace) for f in known)]


def dataset_id(iri: str, datasets: dict[str, Node], base: str) -> str:
    """Return the Hub's id of a dataset, or of the whole that it is a part of, or ""."""
    seen: set[str] = set()
    while iri not in seen:
        seen.add(iri)
        if own := native_id(iri, "dataset", base):
            return own
        known = datasets.get(iri, Node(iri))
        if not known.one("whole"):
            return _of_whole(known.all("id"))
        iri = known.one("whole")
    return ""


def _of_whole(ids: Sequence[str]) -> str:
    """Return the `owner/name` or `name` among ids that can also be `name/configuration`.

    >>> _of_whole(["imagenet-1k/default", "ILSVRC/imagenet-1k", "imagenet-1k"])
    'ILSVRC/imagenet-1k'
    """
    names = {known.rpartition("/")[2] for known in ids}
    fitting = [
        i for i in ids if i.count("/") <= 1 and ("/" not in i or i.split("/")[0] not in names)
    ]
    return min(fitting, key=lambda known: (-known.count("/"), len(known), known), default="")
