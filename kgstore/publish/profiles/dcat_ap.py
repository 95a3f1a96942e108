"""The DCAT-AP profile: datasets as European data portals harvest them."""

from __future__ import annotations

from kgstore.namespaces import MZ
from kgstore.publish.profiles.rdf import RdfProfile

profile = RdfProfile(
    name="dcat_ap",
    title="DCAT-AP 3.0.1",
    iri="http://data.europa.eu/r5r/",
    classes=(MZ + "Dataset",),
)
