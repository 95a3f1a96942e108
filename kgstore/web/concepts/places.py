"""Where the pages of concepts lie. Their IRIs are those of knowledge bases, so none is a path here.

A concept whose IRI has a prefix has a path with it, `/concepts/wn30:02958343-n`; any other one is
named in the query, `/concepts/of?iri=...`. The same as RDF has a suffix, or a format in the query.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode

from kgstore.commit.view import View
from kgstore.namespaces import MZ, PREFIXES, RDF_TYPE, compact, expand
from kgstore.publish.conneg import FORMS

CONCEPT: Final = MZ + "SemanticConcept"
PLACE: Final = "/concepts"
_SHORT = re.compile(r"(?:wn30|wd):[A-Za-z0-9-]+\Z")
_ITEM = PREFIXES["wd"]
MATCHES: Final = tuple(
    PREFIXES["skos"] + match
    for match in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
)
CLASS: Final = MZ + "PredictionClass"


def place(iri: str, root: str = "", form: str = "") -> str:
    """Return the address of the page of a concept, or of the same in another form.

    >>> place("http://wordnet-rdf.princeton.edu/wn30/02958343-n", "/zoo", "ttl")
    '/zoo/concepts/wn30:02958343-n.ttl'
    >>> place("https://en-word.net/id/x")
    '/concepts/of?iri=https%3A%2F%2Fen-word.net%2Fid%2Fx'
    """
    short = compact(iri)
    if _SHORT.match(short):
        return f"{root}{PLACE}/{short}" + (f".{form}" if form else "")
    return f"{root}{PLACE}/of?" + urlencode({"iri": iri} | ({"format": form} if form else {}))


def is_long(iri: str) -> bool:
    """Return whether an IRI has no prefix here, so that its page is named by all of it.

    >>> is_long("https://en-word.net/id/x"), is_long("http://www.wikidata.org/entity/Q1420")
    (True, False)
    """
    return not _SHORT.match(compact(iri))


def named(path: str) -> tuple[str, str]:
    """Return the IRI of the concept that a path names, and the form or ""; two "" for none.

    >>> named("wn30:02958343-n.ttl")
    ('http://wordnet-rdf.princeton.edu/wn30/02958343-n', 'ttl')
    >>> named("review"), named("mz:Model")
    (('', ''), ('', ''))
    """
    name, dot, form = path.rpartition(".")
    name, form = (name, form) if dot and form in FORMS else (path, "")
    return (expand(name), form) if _SHORT.match(name) else ("", "")


def is_concept(view: View, iri: str) -> bool:
    """Return whether the store knows something as a concept.

    Items of Wikidata are not loaded; of them the store knows what is linked to them.
    """
    try:
        if CONCEPT in view.values(iri, RDF_TYPE):
            return True
    except ValueError:  # what a source calls an IRI
        return False
    if not iri.startswith(_ITEM):
        return False
    linked = (one for match in MATCHES for one in view.subjects_with(match, iri))
    return any(CLASS in view.values(one, RDF_TYPE) for one in linked)


def asking(root: str, query: str, **parameters: str) -> str:
    """Return the address of a named query's form with parameters filled in.

    >>> asking("", "cq04", concept="urn:a b")
    '/ask/cq04?concept=urn%3Aa%20b'
    """
    return f"{root}/ask/{query}?" + urlencode(parameters, quote_via=quote)


def finding(root: str, iri: str) -> str:
    """Return the address of the search for all models that detect a concept.

    >>> finding("", "urn:a")
    '/find?filter=detects%3A%3Curn%3Aa%3E'
    """
    return f"{root}/find?" + urlencode({"filter": f"detects:<{iri}>"})
