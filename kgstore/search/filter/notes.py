"""How each part of a filter was understood: what `--explain` and the API tell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the filter as written, its column, and what it was taken for."""

    text: str
    column: int
    understood: str

    def as_json(self) -> dict[str, str | int]:
        """Return the note for an answer."""
        return {"text": self.text, "column": self.column, "understood": self.understood}


@dataclass(slots=True)
class Notes:
    """Gathers notes in the order of the filter."""

    found: list[Note] = field(default_factory=list)

    def add(self, text: str, column: int, understood: str) -> None:
        """Add a note."""
        self.found.append(Note(text, column, understood))

    def all(self) -> tuple[Note, ...]:
        """Return the notes by their columns."""
        return tuple(sorted(self.found, key=lambda note: note.column))
