"""The prefixes that kgstore reads and writes, and the ontology's own IRIs.

The table is the one place where a prefix is bound: the Turtle files, queries and shapes are
tested against it, the query library prepends it, and exports declare it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

MZ: Final = "https://w3id.org/modelzoo#"
VOCABULARY: Final = "https://w3id.org/modelzoo/vocabulary/"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final = MappingProxyType(
    {
        "mz": MZ,
        "mzt": VOCABULARY + "task/",
        "mzm": VOCABULARY + "metric/",
        "mza": VOCABULARY + "architecture/",
        "mzalg": VOCABULARY + "algorithm/",
        "mzl": VOCABULARY + "licence/",
        "mzhw": VOCABULARY + "hardware/",
        "mzd": VOCABULARY + "dataset/",
        "mzf": VOCABULARY + "framework/",
        "mzh": VOCABULARY + "hyperparameter/",
        "mzlab": VOCABULARY + "labels/",
        "mzs": VOCABULARY + "source/",
        "mzk": VOCABULARY + "key/",
        "mzv": VOCABULARY,
        "mzsh": "https://w3id.org/modelzoo/shapes#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": XSD,
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "prov": "http://www.w3.org/ns/prov#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "vann": "http://purl.org/vocab/vann/",
        "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
        "schema": "http://schema.org/",
        "qudt": "http://qudt.org/schema/qudt/",
        "unit": "http://qudt.org/vocab/unit/",
        "iso": "http://purl.org/iso25964/skos-thes#",
        "mls": "http://www.w3.org/ns/mls#",
        "mlso": "http://w3id.org/mlso/",
        "sssom": "https://w3id.org/sssom/",
        "semapv": "https://w3id.org/semapv/vocab/",
        "pav": "http://purl.org/pav/",
        "orcid": "https://orcid.org/",
        "wn30": "http://wordnet-rdf.princeton.edu/wn30/",
        "wd": "http://www.wikidata.org/entity/",
        "spdx": "http://spdx.org/licenses/",
        "spdxrdf": "http://spdx.org/rdf/terms#",
        "adms": "http://www.w3.org/ns/adms#",
        "dqv": "http://www.w3.org/ns/dqv#",
        "it6": "http://data.europa.eu/it6/",
        "fair4ml": "https://w3id.org/fair4ml#",
        "void": "http://rdfs.org/ns/void#",
    }
)


def expand(curie: str) -> str:
    """Return the IRI that a prefixed name stands for; anything else comes back unchanged.

    >>> expand("mzt:object-detection")
    'https://w3id.org/modelzoo/vocabulary/task/object-detection'
    >>> expand("https://example.org/a")
    'https://example.org/a'
    """
    prefix, separator, local = curie.partition(":")
    if separator and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return curie


def compact(iri: str) -> str:
    """Return the prefixed name of an IRI, by the longest namespace that fits, or the IRI.

    >>> compact("https://w3id.org/modelzoo/vocabulary/metric/AP_50_95")
    'mzm:AP_50_95'
    >>> compact("urn:example:a")
    'urn:example:a'
    """
    fitting = [(len(ns), p, ns) for p, ns in PREFIXES.items() if iri.startswith(ns)]
    if not fitting:
        return iri
    _, prefix, namespace = max(fitting)
    local = iri[len(namespace) :]
    return f"{prefix}:{local}" if "/" not in local and "#" not in local else iri
