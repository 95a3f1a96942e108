"""The hardware that a source measured on: a known device as it is, or a system made of some.

"V100" is the device of the vocabulary. "8 x V100, 488 GB" is a system of the source's own, whose
`skos:broader` is the device: a question about V100 follows `mz:hardware/skos:broader*` and finds
both, with the number of accelerators beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from kgstore.importers.fields import without_none
from kgstore.importers.terms import UNRESOLVED, Term, Terms
from kgstore.namespaces import PREFIXES

BYTE = PREFIXES["unit"] + "BYTE"
"""The unit of sizes of memory."""


def system(
    terms: Terms,
    text: str,
    device: str = "",
    *,
    count: int | None = None,
    attributes: Mapping[str, str | int | float | None] | None = None,
    units: Mapping[str, str] | None = None,
) -> Term:
    """Return the term for hardware that a source describes by `text`.

    `device` is the accelerator (or processor) in it, `count` how many there are, `attributes`
    further facts by name, as the host's processor or memory, `units` the unit IRIs of numeric ones.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> terms = Terms(Minter("https://e.org"), Vocabulary(), "zoo")
    >>> eight = system(terms, "8 x V100", "V100", count=8)
    >>> eight["acceleratorCount"], eight["broader"]["name"]
    (8, 'V100')
    """
    stated = {name: value for name, value in (attributes or {}).items() if value is not None}
    known = terms.known("hardware", *(word for word in (text, device) if word))
    if not stated and count in (None, 1):
        return known or terms.term("hardware", device or text)
    iri = terms.minter.record("hardware", terms.source, text)
    parts = [
        _attribute(terms, iri, name, value, (units or {}).get(name))
        for name, value in stated.items()
    ]
    if device and not known:
        broader: Term | None = terms.own("hardware", device, device)
    else:
        broader = known
    return without_none(
        {
            "id": iri,
            "type": "Hardware",
            "name": text,
            "broader": broader,
            "acceleratorCount": count,
            "hardwareAttribute": parts,
            "resolutionStatus": None if broader else UNRESOLVED,
        }
    )


def _attribute(
    terms: Terms, hardware: str, name: str, value: str | int | float, unit: str | None
) -> dict[str, object]:
    said = {"stringValue": value} if isinstance(value, str) else {"value": float(value)}
    node = {"id": terms.minter.part(hardware, name), "type": "HardwareAttribute", "name": name}
    return without_none(node | said | {"unit": unit})
