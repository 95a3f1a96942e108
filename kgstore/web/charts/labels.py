"""Where the names of points stand in a chart, so that they do not lie over each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

_LETTER: Final = 6.3
_HEIGHT: Final = 13.0
_GAP: Final = 8.0
PLACES: Final = (
    *("right", "left", "above", "below"),
    *("above right", "above left", "below right", "below left"),
)


class Box(NamedTuple):
    """A rectangle in pixels, from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether two rectangles overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def place(
    points: Sequence[tuple[float, float]], names: Sequence[str], width: float, height: float
) -> list[str]:
    """Return the place of each name, one of `PLACES`, or "" where there is no room for it.

    Names are placed in their order, so those that matter most come first.

    >>> place([(50, 50), (52, 50), (51, 50)], ["first", "second", "third"], 200, 100)
    ['right', 'left', 'above']
    """
    ground = Box(-10.0, -6.0, width + 10.0, height + 6.0)
    taken = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    found = []
    for (x, y), name in zip(points, names, strict=True):
        own = Box(x - 5, y - 5, x + 5, y + 5)
        chosen = ""
        for where in PLACES:
            box = _box(where, x, y, len(name) * _LETTER)
            inside = box.left >= ground.left and box.right <= ground.right
            inside = inside and box.top >= ground.top and box.bottom <= ground.bottom
            if inside and not any(box.meets(other) for other in taken if other != own):
                chosen = where
                taken.append(box)
                break
        found.append(chosen)
    return found


def _box(where: str, x: float, y: float, length: float) -> Box:
    half = _HEIGHT / 2
    if where == "right":
        return Box(x + _GAP, y - half, x + _GAP + length, y + half)
    if where == "left":
        return Box(x - _GAP - length, y - half, x - _GAP, y + half)
    up = -1 if where.startswith("above") else 1
    middle = y + up * (_GAP + half)
    share = 0.0 if where.endswith("right") else 1.0 if where.endswith("left") else 0.5
    return Box(x - share * length, middle - half, x + (1 - share) * length, middle + half)
