"""FAIR Signposting (signposting.org/FAIR), level 1 as headers and level 2 as a link set (RFC 9264).

The landing page of a resource is its document `/doc/...`; the same in RDF is its metadata.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, expand
from kgstore.publish.conneg import FORMS
from kgstore.publish.describe import Description, name
from kgstore.publish.profiles import Profile
from kgstore.web import linked_paths

LINKSET: Final = "application/linkset+json"
MOST_ITEMS: Final = 20
"""How many items are named in headers; the link set names all."""

_SCHEMA: Final = "https://schema.org/"
_SEE_ALSO: Final = PREFIXES["rdfs"] + "seeAlso"
_AUTHORS: Final = (expand("dcterms:creator"), expand("dcterms:publisher"))
_LICENCE: Final = expand("dcterms:license")
_FILES: Final = (MZ + "location", MZ + "contentUrl", expand("dcat:distribution"))
_WITHIN: Final = (MZ + "splitOf", MZ + "subsetOf", expand("dcat:isVersionOf"))
_SCHEMA_TYPES: Final = {
    MZ + "Dataset": "Dataset",
    MZ + "DatasetSplit": "Dataset",
    MZ + "Agent": "Person",
    MZ + "LabelSchema": "DefinedTermSet",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link; `anchor` is what it is a link of, if not the document that carries it."""

    rel: str
    href: str
    type: str = ""
    profile: str = ""
    anchor: str = ""

    def header(self) -> str:
        """Return it as an element of a `Link` header (RFC 8288 section 3).

        >>> Link("item", "https://e.org/a b", "text/plain").header()
        '<https://e.org/a%20b>; rel="item"; type="text/plain"'
        """
        values = {"rel": self.rel, "type": self.type, "profile": self.profile}
        more = (f'{key}="{_quoted(value)}"' for key, value in values.items() if value)
        return "; ".join([f"<{_safe(self.href)}>", *more])


def _safe(iri: str) -> str:
    """Headers are ASCII: what else an IRI holds is percent-encoded (RFC 3987 section 3.1)."""
    return quote(iri, safe="!#$%&'()*+,/:;=?@[]~")


def _quoted(value: str) -> str:
    return quote(value, safe="!#$%&'()*+,/:;=?@[]~ ")


def header(links: Iterable[Link]) -> str:
    """Return the value of a `Link` header."""
    return ", ".join(link.header() for link in links)


@dataclass(frozen=True, slots=True)
class Signposts:
    """The links of one resource's documents."""

    described: Description
    view: View
    base: str
    profiles: tuple[Profile, ...] = ()

    @property
    def landing(self) -> str:
        """The path of the landing page."""
        return linked_paths.document(self.described.iri, self.base)

    def of_page(self) -> list[Link]:
        """Return the links of the landing page."""
        items = list(self._items())
        return [
            Link("cite-as", self.described.iri),
            *(Link("describedby", link.href, link.type) for link in self.forms()),
            *self.forms(),
            *self.in_profiles(),
            *self._about(),
            *items[:MOST_ITEMS],
            *self._linkset(),
        ]

    def of_metadata(self) -> list[Link]:
        """Return the links of a document in RDF or of a profile."""
        html = self.landing + ".html"
        return [
            Link("describes", self.landing, FORMS["html"]),
            Link("alternate", html, FORMS["html"]),
            *self.forms(),
            *self.in_profiles(),
            *self._linkset(),
        ]

    def forms(self) -> list[Link]:
        """Return the alternates in RDF."""
        rdf = {form: kind for form, kind in FORMS.items() if form != "html"}
        return [Link("alternate", f"{self.landing}.{form}", kind) for form, kind in rdf.items()]

    def in_profiles(self) -> list[Link]:
        """Return the alternates by profile, each in its first format."""
        return [
            Link("alternate", f"{self.landing}?profile={p.name}", kind, p.iri)
            for p in self.profiles
            for kind in list(p.formats.values())[:1]
        ]

    def _linkset(self) -> Iterator[Link]:
        root = linked_paths.root(self.base)
        if self.landing.startswith(root + "/doc/"):
            place = self.landing.removeprefix(root + "/doc/")
            yield Link("linkset", f"{root}/linkset/{place}", LINKSET)

    def _values(self, predicate: str, subject: str = "") -> Iterator[str]:
        about = subject or self.described.iri
        for quad in self.described.quads:
            if quad.predicate.value == predicate and name(quad.subject) == about:
                yield getattr(quad.object, "value", "")

    def _about(self) -> Iterator[Link]:
        authors = [list(dict.fromkeys(filter(_is_web, self._values(p)))) for p in _AUTHORS]
        for author in next(filter(None, authors), []):
            yield Link("author", author)
        for licence in dict.fromkeys(filter(_is_web, self._values(_LICENCE))):
            texts = sorted(filter(_is_web, self.view.values(licence, _SEE_ALSO)))
            yield Link("license", texts[0] if texts else licence)
        yield Link("type", _SCHEMA + "AboutPage")
        kinds = dict.fromkeys(self._values(RDF_TYPE))
        general = {_SCHEMA_TYPES.get(kind, "CreativeWork") for kind in kinds}
        for kind in sorted(general - {"CreativeWork"} or general):
            yield Link("type", _SCHEMA + kind)
        for whole in dict.fromkeys(w for p in _WITHIN for w in self._values(p)):
            if path := linked_paths.document(whole, self.base):
                yield Link("collection", path, FORMS["html"])

    def _items(self) -> Iterator[Link]:
        """Yield the files that belong to the resource, with their media types if known."""
        kinds: dict[str, str] = {}
        for quad in self.described.quads:
            if quad.predicate.value == MZ + "mediaType":
                kinds[name(quad.subject)] = getattr(quad.object, "value", "")
        found: dict[str, str] = {}
        inside = {self.described.iri, *self.described.parts}
        for quad in self.described.quads:
            subject, target = name(quad.subject), name(quad.object)
            is_file = quad.predicate.value in _FILES and subject in inside and _is_web(target)
            if is_file and target not in inside:
                found[target] = kinds.get(subject, "")
        for target in sorted(found):
            yield Link("item", target, found[target])

    def linkset(self) -> dict[str, Any]:
        """Return all links as the content of a link set, with absolute addresses."""
        html, landing = FORMS["html"], self.landing
        links = [link for link in self.of_page() if link.rel not in {"item", "linkset"}]
        items = list(self._items())
        links += items
        links += [Link("collection", landing, html, anchor=item.href) for item in items]
        links += [Link("describes", landing, html, anchor=form.href) for form in self.forms()]
        contexts: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
        for link in links:
            target: dict[str, Any] = {"href": self._absolute(link.href)}
            target |= {"type": link.type} if link.type else {}
            target |= {"profile": [link.profile]} if link.profile else {}
            contexts[self._absolute(link.anchor or landing)][link.rel].append(target)
        return {"linkset": [{"anchor": anchor, **rels} for anchor, rels in contexts.items()]}

    def _absolute(self, href: str) -> str:
        """Link sets should hold no relative references (RFC 9264 section 4.2)."""
        parts = urlsplit(self.base)
        return _safe(f"{parts.scheme}://{parts.netloc}{href}" if href.startswith("/") else href)


def _is_web(iri: str) -> bool:
    return iri.startswith(("http://", "https://"))
