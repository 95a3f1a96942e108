"""A Croissant description as the document of a dataset: what it is, whose, and its files."""

from __future__ import annotations

import re
from typing import Any, Final

from kgstore.importers.croissant.check import origins, parts, reference
from kgstore.importers.croissant.names import TABLE, Context, Node
from kgstore.importers.croissant.record_sets import RecordSets
from kgstore.importers.croissant.values import agents, digest, first, fragment, moment, size, spoken
from kgstore.importers.draft import Draft
from kgstore.importers.fields import without_none
from kgstore.importers.terms import term_iri
from kgstore.importers.xml_text import many
from kgstore.namespaces import MZ
from kgstore.records.check import iri_problem

_HUB: Final = "https://huggingface.co/datasets/"
_LICENCE_PAGE: Final = re.compile(
    r"https?://(?:choosealicense\.com|spdx\.org)/licenses/([\w.+-]+?)(?:\.html|\.json)?/?"
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATES: Final = {"issued": "datePublished", "created": "dateCreated", "modified": "dateModified"}


def dataset(draft: Draft, said: Node, context: Context) -> Node:
    """Return the document of a dataset, the keys of its description named by what they mean."""
    names = spoken(draft, said.get("name"), "name")
    document = draft.head(
        "Dataset",
        names[0] if names else draft.native_id,
        otherName=names[1:] + spoken(draft, said.get("alternateName"), "alternateName"),
        description=first(draft, said.get("description"), "description"),
        version=first(draft, said.get("version"), "version"),
        identifier=spoken(draft, said.get("identifier"), "identifier"),
        citation=spoken(draft, said.get("cr:citeAs", said.get("citation")), "citeAs"),
        keyword=_keywords(draft, said),
        **_pages(draft, said),
        **{key: moment(draft, said.get(told), told) for key, told in _DATES.items()},
    )
    document |= _licences(draft, said)
    document |= _languages(draft, said) | _people(draft, said) | _responsible(draft, said)
    document |= without_none(
        {"derivedFrom": _derivation(said), "distribution": _files(draft, said)}
    )
    return document | RecordSets(draft, said, context, document["name"]).keys()


def _licences(draft: Draft, said: Node) -> Node:
    """Return the licences; a page of SPDX or choosealicense.com is known by its last part."""
    texts = spoken(draft, said.get("license"), "license")
    found = {}
    for text in texts:
        match = _LICENCE_PAGE.fullmatch(text)
        term = draft.terms.term("licence", text, *([match[1]] if match else []))
        found[term_iri(term)] = term
    return without_none({"licence": list(found.values()), "rawLicence": texts})


def _keywords(draft: Draft, said: Node) -> list[str]:
    found = spoken(draft, said.get("keywords"), "keywords")
    if len(found) == 1 and "," in found[0]:
        found = [word.strip() for word in found[0].split(",") if word.strip()]
    return found


def _pages(draft: Draft, said: Node) -> Node:
    """Return pages of the dataset, what it is the same as, and its canonical term on the hub."""
    found = []
    for key in ("url", "sameAs"):
        for text in spoken(draft, said.get(key), key):
            found.append(draft.fields.web(text, key))
    pages = list(dict.fromkeys(page for page in found if page))
    own = said.get("@id")
    same = isinstance(own, str) and own.startswith("http") and not iri_problem(own)
    name = (spoken(draft, said.get("name"), "name") or [""])[0].rpartition("/")[2].casefold()
    on_hub = [page.removeprefix(_HUB) for page in pages if page.startswith(_HUB)]
    on_hub = [hub for hub in on_hub if hub.rpartition("/")[2].casefold() == name]
    resolve = draft.terms.vocabulary.resolve
    known = next((iri for name in on_hub if (iri := resolve("dataset", name, "huggingface"))), None)
    return {
        "landingPage": pages,
        "exactMatch": [own] if same and own not in pages and own != draft.iri else None,
        "canonical": known,
    }


def _languages(draft: Draft, said: Node) -> Node:
    texts = spoken(draft, said.get("inLanguage"), "inLanguage")
    tags = [text.casefold() for text in texts if _LANGUAGE.fullmatch(text)]
    return without_none({"language": tags, "rawLanguage": texts})


def _people(draft: Draft, said: Node) -> Node:
    found = {
        key: agents(draft, said.get(key), key) for key in ("creator", "publisher", "contributor")
    }
    if not found["creator"]:
        found["creator"] = agents(draft, said.get("creditText"), "creditText")
    return without_none(dict(found))


def _responsible(draft: Draft, said: Node) -> Node:
    """Return what is said on responsible AI: statements, and how the data were gathered."""
    found: dict[str, Any] = {}
    for key, own in TABLE["statements"].items():
        texts = spoken(draft, said.get(key), key)
        found[own] = [*found.get(own, []), *texts]
    how = spoken(draft, said.get("rai:dataCollection", said.get("cr:dataCollection")), "rai")
    types = spoken(draft, said.get("rai:dataCollectionType"), "rai:dataCollectionType")
    if how or types:
        methods = [MZ + TABLE["collection"].get(t, "OtherCollectionMethod") for t in types]
        about = {"description": " ".join([*how, *types]), "name": "gathering of the data"}
        node = draft.part("collection", "DataCollection", **about)
        found["collectedBy"] = [node | without_none({"collectionMethod": sorted(set(methods))})]
    return without_none(found)


def _derivation(said: Node) -> list[Any]:
    found = []
    for source in many(said.get("prov:wasDerivedFrom")):
        target = reference(source)
        if target and target.startswith(("http://", "https://")) and not iri_problem(target):
            found.append(target)
    return found


def _files(draft: Draft, said: Node) -> list[Node]:
    found: dict[str, Node] = {}
    for number, node in enumerate(parts(said.get("distribution"))):
        path = f"distribution[{number}]"
        own = draft.fields.text(node.get("@id", node.get("name")), path) or str(number)
        made = _file(draft, node, path, own)
        if made["id"] in found:
            draft.fields.note(path, f"{own[:60]!r} is described twice; the first one counts")
        found.setdefault(made["id"], made)
    return list(found.values())


def _file(draft: Draft, node: Node, path: str, own: str) -> Node:
    address = draft.fields.text(node.get("contentUrl"), f"{path}.contentUrl")
    remote = address and re.match(r"[a-z][a-z0-9+.-]*://", address) and not iri_problem(address)
    globs = spoken(draft, node.get("cr:includes"), f"{path}.includes")
    inside: list[str] = []
    for place in many(node.get("cr:containedIn", node.get("containedIn"))):
        inside += list(origins(place)) or [reference(place) or ""]
    return draft.part(
        f"file/{fragment(own)}",
        "Artifact",
        name=first(draft, node.get("name"), f"{path}.name") or own,
        description=first(draft, node.get("description"), f"{path}.description"),
        artifactKind=MZ + "OtherArtifact",
        location=[address] if remote else None,
        path=globs or (None if remote else address),
        mediaType=spoken(draft, node.get("encodingFormat"), f"{path}.encodingFormat"),
        sizeInBytes=size(draft, node.get("contentSize"), f"{path}.contentSize"),
        digest=digest(draft, node, path),
        derivedFrom=[
            draft.terms.minter.part(draft.iri, f"file/{fragment(target)}")
            for target in inside
            if target
        ],
    )
