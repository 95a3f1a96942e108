"""References to datasets: a dataset of the Hub, one configuration of it, one split of that."""

from __future__ import annotations

import re
from typing import Any

from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.terms import HUB, SOURCE, Reference, Terms
from kgstore.importers.huggingface.values import stated
from kgstore.namespaces import MZ
from kgstore.records.iri import Minter

_ROLES: dict[str, str] = TABLE["roles"]


def split_role(name: str) -> str | None:
    """Return the role that a split's name says, or None.

    >>> split_role("validation_matched"), split_role("unsupervised")
    ('https://w3id.org/modelzoo#ValidationRole', None)
    """
    role = _ROLES.get(re.split(r"[^a-z]", name.lower(), maxsplit=1)[0])
    return MZ + role if role else None


def hub_id(said: str) -> str:
    """Return the id of a repository that was named by its id or by its address on the Hub.

    >>> hub_id("https://huggingface.co/datasets/acme/pets"), hub_id("acme/pets")
    ('acme/pets', 'acme/pets')
    """
    path = said.removeprefix(HUB).removeprefix("https://hf.co/")
    return path.removeprefix("datasets/").strip("/") or said


def part_of_dataset(minter: Minter, native_id: str, *path: str) -> str:
    """Return the IRI of a configuration or a split of a dataset of the Hub.

    >>> part_of_dataset(Minter("https://e.org"), "glue", "config", "cola", "split", "test")
    'https://e.org/id/dataset/huggingface/glue#config/cola/split/test'
    """
    names = (name.replace("%", "%25").replace("/", "%2F") for name in path)
    return minter.part(minter.record("dataset", SOURCE, native_id), "/".join(names))


def dataset(
    terms: Terms, said: str, config: str = "", split: str = "", revision: str = ""
) -> Reference:
    """Return the reference to a dataset, as narrow as what was said of it.

    A canonical term stands for as much as its labels say (`glue`, `glue cola`, `glue cola test`);
    what it does not cover becomes a part of the Hub's own dataset, nested in the term.
    """
    if not revision:
        for names in ((said, config, split), (said, split) if not config else ()):
            if all(names) and (term := terms.find("dataset", " ".join(names))):
                return term
    native_id = hub_id(said)
    whole = terms.find("dataset", said) or terms.term("dataset", native_id)
    path: list[str] = []
    if revision:
        path += ["revision", revision]
        whole = {
            "id": part_of_dataset(terms.minter, native_id, *path),
            "type": "Dataset",
            "name": f"{said} at {revision}",
            "versionOf": whole,
            "revision": revision,
        }
    if config:
        whole = _configuration(terms, native_id, said, config, path, whole)
    return _split(terms, native_id, [said, config, split], path, whole) if split else whole


def _configuration(
    terms: Terms, native_id: str, said: str, config: str, path: list[str], whole: Reference
) -> Reference:
    term = None if path else terms.find("dataset", f"{said} {config}")
    path += ["config", config]
    return term or {
        "id": part_of_dataset(terms.minter, native_id, *path),
        "type": "Dataset",
        "name": f"{said} ({config})",
        "subsetOf": whole,
    }


def _split(
    terms: Terms, native_id: str, names: list[str], path: list[str], whole: Reference
) -> dict[str, Any]:
    said, config, split = names
    node = {
        "id": part_of_dataset(terms.minter, native_id, *path, "split", split),
        "type": "DatasetSplit",
        "name": f"{said} ({config}), {split}" if config else f"{said}, {split}",
        "splitName": split,
        "splitRole": split_role(split),
        "splitOf": whole,
    }
    return stated(node)
