"""Where the packaged data folders are: ontology, shapes, queries, examples.

In a wheel they lie in `kgstore/_data/`; in a checkout they are the top-level folders beside the
package, so that an edit counts at once.
"""

from __future__ import annotations

from pathlib import Path

from kgstore.errors import ResourceError

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the packaged folder `name`.

    >>> folder("ontology").name
    'ontology'

    Raises:
        ResourceError: no such folder, neither in the wheel nor in the checkout.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ResourceError(
        f"the folder {name}/ is missing from this installation",
        subject=name,
        advice="Install kgstore again, or run it from a complete checkout.",
    )
