"""Anchors: IRIs of parts have fragments, and a browser that follows one finds it on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

MOST_LEFT = 300


class Anchors:
    """Gives each part of a document its `id`, once, as the page is drawn from top to bottom.

    >>> anchors = Anchors("https://e.org/m", ["https://e.org/m#a", "https://e.org/m#b"])
    >>> anchors("https://e.org/m#a"), anchors("https://e.org/m#a"), anchors("https://e.org/x#a")
    (Markup(' id="a"'), Markup(''), Markup(''))
    >>> anchors.left()
    ['https://e.org/m#b']
    """

    def __init__(self, iri: str, parts: Iterable[str]) -> None:
        self._owner = iri
        self._left = dict.fromkeys(parts)

    def __call__(self, part: str) -> Markup:
        """Return the attribute of a part that was not yet placed, else nothing."""
        if part not in self._left:
            return Markup("")
        del self._left[part]
        return Markup(' id="{}"').format(part.partition("#")[2])

    def link(self, part: str) -> str:
        """Return the fragment that leads to a part of this page, "" for another document's."""
        owner, _, fragment = part.partition("#")
        return f"#{fragment}" if owner == self._owner and fragment else ""

    def left(self) -> Sequence[str]:
        """Return the parts that have no place yet."""
        return list(self._left)
