"""`python -m kgstore.ontology`: write context.jsonld and closure.ttl anew."""

from __future__ import annotations

import sys

from kgstore.ontology.build import write

if __name__ == "__main__":
    for path in write():
        sys.stdout.write(f"wrote {path.name}\n")
