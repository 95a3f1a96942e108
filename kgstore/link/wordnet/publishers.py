"""Which IRIs and licences the publishers of wordnets gave to their synsets; ours are never minted.

WordNet 3.0 has the `wn30` IRIs and WordNet 3.1 the `/id/` IRIs of Princeton's RDF edition
(http://wordnet-rdf.princeton.edu/about); Open English WordNet has those of en-word.net; other
wordnets are known by the Collaborative Interlingual Index, http://globalwordnet.org/ili/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kgstore.link.wordnet.faults import broken
from kgstore.namespaces import PREFIXES

PRINCETON_LICENCE = "https://wordnet.princeton.edu/license-and-commercial-use"
ILI = "http://globalwordnet.org/ili/"
OEWN = "https://en-word.net/id/"
_PRINCETON = {"3.0": PREFIXES["wn30"], "3.1": "http://wordnet-rdf.princeton.edu/id/"}
_LMF_SYNSET = re.compile(r"(?P<lexicon>[\w-]+?)-(?P<local>\d{8}-[nvars])")
_LMF_LEXICONS = {
    "oewn": OEWN + "oewn-",
    "omw-en": _PRINCETON["3.0"],
    "omw-en31": _PRINCETON["3.1"],
}
_ILI_ID = re.compile(r"i\d+")


@dataclass(frozen=True, slots=True)
class Publisher:
    """A version of Princeton's WordNet: its name here, and the namespace of its synsets."""

    version: str
    namespace: str

    @property
    def name(self) -> str:
        """The knowledge base's name in graph IRIs and on the command line."""
        return f"wordnet-{self.version}"

    @property
    def title(self) -> str:
        """The name for people."""
        return f"WordNet {self.version}"

    def synset(self, offset: str, pos: str) -> str:
        """Return the IRI of a synset."""
        return f"{self.namespace}{offset}-{pos}"


def princeton(file: Path, version: str) -> Publisher:
    """Return what is known of a version of Princeton's WordNet.

    >>> princeton(Path("data.noun"), "3.0").synset("00007846", "n")
    'http://wordnet-rdf.princeton.edu/wn30/00007846-n'

    Raises:
        ImportFailed: its synsets have no IRIs that we know of.
    """
    if version not in _PRINCETON:
        raise broken(
            file,
            0,
            f"the synsets of WordNet {version} have no IRIs of their publisher",
            f"Load WordNet {' or '.join(_PRINCETON)}.",
        )
    return Publisher(version, _PRINCETON[version])


def lmf_iri(identifier: str, ili: str) -> str:
    """Return the IRI of a synset of a WN-LMF file: its publisher's, else the index's, else "".

    >>> lmf_iri("oewn-02086723-n", "i46360")
    'https://en-word.net/id/oewn-02086723-n'
    >>> lmf_iri("odenet-3-n", "i46360"), lmf_iri("odenet-4-n", "in")
    ('http://globalwordnet.org/ili/i46360', '')
    """
    found = _LMF_SYNSET.fullmatch(identifier)
    if found and found["lexicon"] in _LMF_LEXICONS:
        return _LMF_LEXICONS[found["lexicon"]] + found["local"]
    return ili_iri(ili)


def lmf_scheme(iri: str, url: str) -> str:
    """Return the IRI of the whole that a synset of a WN-LMF file is in, by its publisher.

    >>> lmf_scheme("https://en-word.net/id/oewn-02086723-n", "")
    'https://en-word.net/'
    >>> lmf_scheme("http://globalwordnet.org/ili/i46360", "https://ikum.mediencampus.h-da.de/odenet")
    'https://ikum.mediencampus.h-da.de/odenet'
    """
    if iri.startswith(OEWN):
        return OEWN.removesuffix("id/")
    known = next((ns for ns in _PRINCETON.values() if iri.startswith(ns)), "")
    return known or (url if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", url) else ILI)


def ili_iri(ili: str) -> str:
    """Return the IRI of an identifier of the Collaborative Interlingual Index, or ""."""
    return ILI + ili if _ILI_ID.fullmatch(ili) else ""
