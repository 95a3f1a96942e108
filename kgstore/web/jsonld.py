"""JSON-LD for pages: what a page is, in the terms of schema.org, for those who crawl it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from markupsafe import Markup

_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
"""What would end a script element, or a line of JavaScript, as JSON writes it otherwise."""


def script(document: Mapping[str, Any] | list[Any] | bytes | str) -> Markup:
    r"""Return a JSON-LD document as the content of a script element, which it cannot end.

    >>> script({"name": "</script>"})
    Markup('{"name":"\\u003c/script\\u003e"}')
    """
    if isinstance(document, bytes):
        text = document.decode()
    else:
        text = document if isinstance(document, str) else orjson.dumps(document).decode()
    return Markup(text.translate(_ESCAPES))  # noqa: S704  # nothing that HTML reads is left


def page(kind: str, name: str, address: str, catalogue: str, **more: Any) -> Markup:
    """Return what a page that is no thing's document says of itself.

    `kind` is a class of schema.org, `catalogue` the base IRI of the store that it is part of.

    >>> str(page("WebPage", "About", "https://e.org/about", "https://e.org"))[:40]
    '{"@context":"https://schema.org","@type"'
    """
    whole = {"@type": "DataCatalog", "@id": catalogue + "/", "name": "kgstore"}
    said = {"@context": "https://schema.org", "@type": kind, "@id": address, "name": name}
    return script({**said, "url": address, "isPartOf": whole, **more})
