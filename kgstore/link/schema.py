"""What a linker is given: a label schema, its labels in order, and what is known of its use."""

from __future__ import annotations

from dataclasses import dataclass

from kgstore.namespaces import MZ

PLACEHOLDER = MZ + "Placeholder"
BACKGROUND = MZ + "Background"


@dataclass(frozen=True, slots=True)
class Label:
    """One class of a schema: its IRI, its text as the source spells it, and what else names it.

    `synonyms` are other names that the schema gives; `identifiers` are ids or IRIs of knowledge
    bases that the source gives (an ImageNet wnid, a Freebase mid), which the lexical linker never
    reads; `status` is the IRI of the class's `mz:labelStatus`, "" if it is an ordinary class.
    """

    iri: str
    text: str
    synonyms: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    status: str = ""

    @property
    def linkable(self) -> bool:
        """Whether the class means something of its own: no placeholder, not the background.

        >>> Label("urn:c", "LABEL_3", status=PLACEHOLDER).linkable
        False
        """
        return self.status not in (PLACEHOLDER, BACKGROUND)


@dataclass(frozen=True, slots=True)
class Schema:
    """A label schema: its labels, and the tasks (IRIs) of the models and datasets that use it.

    `hints` are words for what the schema is about beyond its labels, as a dataset's name.
    """

    iri: str
    name: str
    labels: tuple[Label, ...]
    tasks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
