"""Boxes around objects on images, true or detected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A box on an image: left, top, width and height in pixels; a truth has no score."""

    image: str
    label: int
    box: tuple[float, float, float, float]
    score: float | None = None
    crowd: bool = False
    area: float | None = None
