"""SPARQL as text: tokens, `#+` headers, parameters and the library of `.rq` files.

Nothing here needs a store, so that commit, derive and query can all use it.
"""

from kgstore.sparql.header import Kind, Parameter, Query
from kgstore.sparql.library import Library
from kgstore.sparql.parameters import bind

__all__ = ["Kind", "Library", "Parameter", "Query", "bind"]
