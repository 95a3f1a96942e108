"""Names of files for exported documents, one for each resource, without folders."""

from __future__ import annotations

from urllib.parse import quote

from kgstore.records.iri import digest

_LONGEST = 200


def file_name(iri: str, base: str, ending: str) -> str:
    """Return a file name that no other resource of the store has.

    >>> file_name("https://e.org/id/model/huggingface/acme/tiny", "https://e.org", ".md")
    'model%2Fhuggingface%2Facme%2Ftiny.md'
    """
    stem = quote(iri.removeprefix(f"{base}/id/"), safe="")
    if len(stem) > _LONGEST:
        stem = f"{stem[:_LONGEST]}-{digest(iri)}"
    return stem + ending
