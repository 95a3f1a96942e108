"""Says what a path holds, and reads it: the one way in for all formats of knowledge bases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kgstore.errors import ImportFailed, PathMissing
from kgstore.link.lexicon import Lexicon
from kgstore.link.wordnet.compressed import head
from kgstore.link.wordnet.lmf import read_lmf
from kgstore.link.wordnet.rdf import read_rdf
from kgstore.link.wordnet.wndb import is_wndb, read_wndb

DEBIAN = Path("/usr/share/wordnet")
"""Where Debian's package wordnet-base puts WordNet 3.0."""
ACCEPTED = (
    "a folder of WordNet database files (data.noun, index.noun ...), WN-LMF XML, "
    "or a wordnet in Turtle or N-Triples; files may be gzip or xz"
)


def read_lexicon(path: Path) -> Lexicon:
    """Return the lexicon at a path, whatever its format.

    Raises:
        PathMissing: there is nothing at the path.
        ImportFailed: it is none of the formats, or broken; the message names file and line.
    """
    return _reader(path)(path)


def _reader(path: Path) -> Callable[[Path], Lexicon]:
    if not path.exists():
        raise PathMissing(f"there is no {path}", subject=str(path), advice=f"Give {ACCEPTED}.")
    if path.is_dir():
        if is_wndb(path):
            return read_wndb
        raise _unknown(path, "the folder has no data.noun")
    start = head(path)
    if b"<LexicalResource" in start or start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        return read_lmf
    if any(mark in start for mark in (b"@prefix", b"PREFIX ", b"<http://", b"<https://")):
        return read_rdf
    raise _unknown(path, "its beginning is none of these formats")


def _unknown(path: Path, why: str) -> ImportFailed:
    return ImportFailed(
        f"{path} is no knowledge base that kgstore can read: {why}",
        subject=str(path),
        advice=f"Accepted are {ACCEPTED}.",
    )
