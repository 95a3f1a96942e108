"""Queries: the library's and a user's own, run over a view, written in any format."""

from kgstore.query.federation import refuse_federation
from kgstore.query.prologue import with_prefixes
from kgstore.query.results import FORMATS, Presentation, write
from kgstore.query.run import run, run_text

__all__ = [
    "FORMATS",
    "Presentation",
    "refuse_federation",
    "run",
    "run_text",
    "with_prefixes",
    "write",
]
