"""An export on its way out: into one stream, or its documents into a folder; under another base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from kgstore.errors import UnknownFormat
from kgstore.publish.profiles import Document, Exported, Missing, Profile
from kgstore.publish.serialise import rebase, used_prefixes, write


def fitting_format(profile: Profile, name: str | None, *preferred: str) -> str:
    """Return the format `name` if the profile has it; without a name the first preferred one.

    >>> from kgstore.publish.profiles import profile_named
    >>> fitting_format(profile_named("native"), None, "nquads")
    'nquads'

    Raises:
        UnknownFormat: the profile is not written in that format; the advice lists its formats.
    """
    if name is None:
        return next((p for p in preferred if p in profile.formats), next(iter(profile.formats)))
    if name not in profile.formats:
        raise UnknownFormat(
            f"the profile {profile.name} has no format {name!r}",
            subject=name,
            advice=f"Formats: {', '.join(profile.formats)}.",
        )
    return name


def rebased(exported: Exported, base: str, new_base: str) -> Exported:
    """Return the export with every IRI below `base` moved below `new_base`.

    In documents, which may be of any form, that is every mention of an address below the base.
    """
    if exported.quads is not None:
        return replace(exported, quads=rebase(exported.quads, base, new_base))
    old, new = f"{base}/".encode(), f"{new_base}/".encode()
    documents = (
        replace(
            document,
            resource=document.resource.replace(f"{base}/", f"{new_base}/"),
            content=document.content.replace(old, new),
        )
        for document in exported.documents or ()
    )
    return replace(exported, documents=documents)


def write_stream(
    exported: Exported,
    output: IO[bytes],
    profile: Profile,
    format_name: str,
    *,
    short: bool = False,
) -> None:
    """Write an export to one stream, documents one after the other.

    A `short` one is read into memory first, so that only the prefixes that it uses are declared.
    """
    if exported.quads is None:
        for document in exported.documents or ():
            output.write(document.content)
    elif short:
        quads = list(exported.quads)
        write(quads, output, format_name, used_prefixes(quads, profile.prefixes))
    else:
        write(exported.quads, output, format_name, profile.prefixes)


def write_folder(documents: Iterable[Document], folder: Path) -> int:
    """Write each document under its name in `folder`, which is made; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for document in documents:
        (folder / document.name).write_bytes(document.content)
        number += 1
    return number


def missing_lines(missing: Iterable[Missing]) -> Iterator[str]:
    """Yield a line for each field that is missing and why, the most frequent first.

    >>> list(missing_lines([Missing("urn:a", "dcat:version"), Missing("urn:b", "dcat:version")]))
    ['dcat:version: the source does not state it (2 times, first urn:a)']
    """
    first: dict[tuple[str, str], str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for one in missing:
        first.setdefault((one.field, one.why), one.resource)
        counts[one.field, one.why] += 1
    for (field, why), number in counts.most_common():
        where = first[field, why]
        yield f"{field}: {why} ({where if number == 1 else f'{number:,} times, first {where}'})"
