"""The document of one resource in the form that is asked for: a page, RDF, or a profile's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from fastapi import Request, Response

from kgstore.commit.tombstone import Tombstone
from kgstore.errors import NotFound
from kgstore.publish.conneg import FORMS, profiles_wanted
from kgstore.publish.describe import Description, describe
from kgstore.publish.profiles import Profile, profile_named, profiles
from kgstore.web import jsonld, linked_profiles, pages_about, pages_resource, signposting
from kgstore.web.dataset import page as dataset_page
from kgstore.web.documents import Site, answer, chosen_form, rdf, site
from kgstore.web.model import page as model_page
from kgstore.web.signposting import Link, Signposts
from kgstore.web.vocabulary import term

NATIVE = "native"
EVERYTHING = "everything"
PAGES: dict[str, Callable[[Site, Description, list[Link]], bytes]] = {
    **dict.fromkeys(dataset_page.CLASSES, dataset_page.page),
    model_page.CLASS: model_page.page,
    **dict.fromkeys(term.CLASSES, term.page),
}
"""The maker of the page of each kind of thing that has one of its own, by class."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: of which resource, in which form, in which profile ("" is none)."""

    iri: str
    form: str
    profile: str


def asked(request: Request, iri: str, form: str, fitting: list[Profile]) -> Asked:
    """Return what a request asks for.

    The profile is the parameter's, or else the first of `Accept-Profile` that fits the resource;
    a header that names none of them is passed over, an unknown parameter is refused.

    Raises:
        UnknownFormat: the parameter names no profile.
    """
    query = request.query_params
    wanted = query.get("profile") or query.get("_profile") or ""
    if wanted and wanted not in linked_profiles.ALTERNATES:
        by_iri = {profile.iri: profile.name for profile in installed()}
        wanted = profile_named(by_iri.get(wanted, wanted)).name
    if not wanted:
        names = {profile.iri: profile.name for profile in fitting}
        header = profiles_wanted(request.headers.get("accept-profile"))
        wanted = next((names[one] for one in header if one in names), "")
    return Asked(iri, form or _media_form(request), wanted)


def _media_form(request: Request) -> str:
    """Return the form that `_mediatype` names (Content Negotiation by Profile, section 7.3)."""
    media_type = request.query_params.get("_mediatype", "")
    return next((form for form, kind in FORMS.items() if kind == media_type), "")


@cache
def installed() -> tuple[Profile, ...]:
    """Return all profiles; finding them takes longer than making a page, so it is done once."""
    return tuple(profiles())


def fitting_profiles(here: Site, iri: str) -> list[Profile]:
    """Return the profiles that describe a thing of its classes, native first."""
    types = here.view.types([iri]).get(iri, frozenset())
    found = [p for p in installed() if not p.classes or types.intersection(p.classes)]
    return sorted(found, key=lambda profile: (profile.name != NATIVE, profile.name))


def resource(request: Request, iri: str, form: str = "") -> Response:
    """Return the document of `iri`; 410 with what is left of it where it was deleted.

    Raises:
        NotFound: nothing is known of it.
        UnknownFormat: it does not come in the profile asked for.
    """
    here = site(request)
    grave = here.services.store.tombstone(iri)
    described = describe(here.view, here.library, here.base, iri)
    if described is None:
        raise NotFound(f"nothing is known of {iri}", subject=iri)
    if grave is not None:
        return _gone(request, here, described, grave, form)
    fitting = fitting_profiles(here, iri)
    wanted = asked(request, iri, form, fitting)
    signposts = Signposts(described, here.view, here.base, tuple(fitting))
    if wanted.profile in linked_profiles.ALTERNATES:
        return linked_profiles.alternates(request, here, signposts, wanted.form)
    if wanted.profile not in {"", NATIVE}:
        profile = next(one for one in installed() if one.name == wanted.profile)
        return linked_profiles.in_profile(request, here, signposts, profile, wanted.form)
    return _native(request, here, signposts, wanted.form)


def _native(request: Request, here: Site, signposts: Signposts, form: str) -> Response:
    form = chosen_form(request, form)
    described = signposts.described
    profile = Link("profile", next(one.iri for one in installed() if one.name == NATIVE))
    view = request.query_params.get("view", "")

    def make() -> tuple[bytes, Mapping[str, str]]:
        if form == "html":
            links = [*signposts.of_page(), profile]
            body = page(here, described, links, view)
        else:
            links = [*signposts.of_metadata(), profile]
            body = rdf(described.statements(), form)
        return body, {"Link": signposting.header(links), "Content-Profile": f"<{profile.href}>"}

    return answer(request, here.etag(described.iri, form, view), FORMS[form], make)


def page(here: Site, described: Description, links: list[Link], view: str = "") -> bytes:
    """Return the page of a resource: that of its kind, or else the one that shows any resource.

    The view "everything" is the latter for whatever resource: it leaves no statement out.
    """
    types = here.view.types([described.iri]).get(described.iri, frozenset())
    kinds = PAGES if view != EVERYTHING else {}
    make = next((kinds[kind] for kind in kinds if kind in types), pages_resource.page)
    return make(here, described, links)


def _gone(
    request: Request, here: Site, described: Description, grave: Tombstone, form: str
) -> Response:
    form = chosen_form(request, form)

    def make() -> tuple[bytes, Mapping[str, str]]:
        if form != "html":
            return rdf(described.provenance, form), {}
        names = pages_about.names_of(
            here.view, here.library, here.base, [*grave.types, *grave.replaced_by]
        )
        title = grave.labels[0] if grave.labels else pages_about.Names(here.base, {})(grave.iri)
        said = jsonld.page("WebPage", title, grave.iri, here.base)
        values = {"title": title, "section": "/about", "jsonld": said, "grave": grave}
        return here.render("gone.html", **values, names=names), {}

    return answer(request, here.etag(grave.iri, form), FORMS[form], make, 410)
