"""The PROV-O profile: where a thing comes from, and where what is known of it comes from."""

from __future__ import annotations

from kgstore.namespaces import MZ, PREFIXES
from kgstore.publish.profiles.rdf import RdfProfile

profile = RdfProfile(
    name="prov_o",
    title="PROV-O",
    iri=PREFIXES["prov"],
    classes=(MZ + "MLModel", MZ + "Dataset"),
)
