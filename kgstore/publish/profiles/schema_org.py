"""The schema.org profile: models and datasets as search engines read them."""

from __future__ import annotations

from kgstore.namespaces import MZ
from kgstore.publish.profiles.rdf import RdfProfile

profile = RdfProfile(
    name="schema_org",
    title="schema.org",
    iri="http://schema.org/",
    classes=(MZ + "MLModel", MZ + "Dataset"),
)
