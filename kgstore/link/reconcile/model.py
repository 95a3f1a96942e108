"""What is asked of a reconciliation service, and what it answers, in whatever version of the API.

The API is that of the W3C Entity Reconciliation Community Group, versions 0.1, 0.2 and 1.0-draft
(https://reconciliation-api.github.io/specs/).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from kgstore.errors import ServerError

VERSIONS = ("0.2", "0.1", "1.0-draft")
"""The versions that are spoken, the one that is preferred first."""
_WIKIDATA = "://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class Property:
    """A value that a candidate should have for a property of the service."""

    pid: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """One text to be matched; `type` is an id of the service, `limit` the candidates wanted."""

    text: str
    type: str = ""
    limit: int = 10
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a service proposes; `match` says that the service is sure of it."""

    id: str
    name: str
    score: float
    match: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidates for one question, the best first; `left_out` is how many more came."""

    candidates: tuple[Candidate, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its manifest describes it; `version` is that in which it is spoken to."""

    url: str
    name: str
    version: str = "0.2"
    software: str = ""
    identifier_space: str = ""
    view: str = ""
    batch: int = 0

    def iri_of(self, identifier: str) -> str:
        """Return the IRI of an entity, by the service's identifier space or its view template.

        >>> Service("https://e.org", "e", identifier_space="https://e.org/id/").iri_of("Q 5")
        'https://e.org/id/Q%205'
        >>> Service("https://e.org", "e", view="https://e.org/view?id={{id}}").iri_of("Q5")
        'https://e.org/view?id=Q5'

        Raises:
            ServerError: the manifest gives neither.
        """
        space = self.identifier_space
        if space.endswith(_WIKIDATA):
            space = f"http{_WIKIDATA}"  # Wikidata's entities are named without TLS
        name = quote(identifier, safe="/:@!$&'()*+,;=-._~%")
        if identifier.startswith(("http://", "https://")):
            iri = name
        elif space.startswith(("http://", "https://")) and space.endswith(("/", "#", "=")):
            iri = space + name
        elif "{id}" in self.view:
            iri = self.view.replace("{{id}}", name).replace("{id}", name)
        else:
            raise ServerError(
                f"{self.name} does not say how its identifiers become IRIs",
                subject=self.url,
                advice="Its manifest needs an identifierSpace that ends with / or #, or a view.",
            )
        try:
            return ox.NamedNode(iri).value
        except ValueError as error:
            message = f"{self.name} names an entity {identifier!r}, which makes no IRI"
            raise ServerError(message, subject=self.url) from error
