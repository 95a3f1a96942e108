"""The MLDCAT-AP profile: models in the European application profile, with DCAT-AP for datasets."""

from __future__ import annotations

from kgstore.namespaces import MZ
from kgstore.publish.profiles.rdf import RdfProfile

profile = RdfProfile(
    name="mldcat_ap",
    title="MLDCAT-AP 3.1.0",
    iri="https://semiceu.github.io/MLDCAT-AP/releases/3.1.0/",
    classes=(MZ + "MLModel", MZ + "Dataset"),
    extends=("dcat_ap",),
)
