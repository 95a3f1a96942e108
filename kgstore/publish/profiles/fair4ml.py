"""The FAIR4ML profile: models in the RDA group's vocabulary, on top of schema.org's terms."""

from __future__ import annotations

from kgstore.namespaces import MZ
from kgstore.publish.profiles.rdf import RdfProfile

profile = RdfProfile(
    name="fair4ml",
    title="FAIR4ML 0.1.0",
    iri="https://w3id.org/fair4ml/",
    classes=(MZ + "MLModel",),
    extends=("schema_org",),
)
