"""Reads a folder of WordNet database files, as wndb(5WN) describes them: nouns and verbs.

`data.noun` and `data.verb` hold the synsets, `index.*` the order of each lemma's senses,
`index.sense` or `cntlist.rev` how often tagged text has a sense (all 0 where neither is there),
`*.exc` the irregular forms. A synset's identity is its byte offset, so a file that was altered is
refused: its offsets would name other synsets of the same version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kgstore.link.lexicon import Lexicon, Ranked, Synset
from kgstore.link.wordnet.faults import broken, check_targets
from kgstore.link.wordnet.publishers import PRINCETON_LICENCE, Publisher, princeton

_FILES = {"n": "noun", "v": "verb"}
_NUMBERS = {"1": "n", "2": "v"}
_NOUNS = (
    "Tops act animal artifact attribute body cognition communication event feeling food group "
    "location motive object person phenomenon plant possession process quantity relation shape "
    "state substance time"
)
_VERBS = (
    "body change cognition communication competition consumption contact creation emotion motion "
    "perception possession social stative weather"
)
# lexnames(5WN): the lexicographers' files by their numbers; 0 to 2 are adjectives and adverbs.
_FIRST_NOUNS = 3
_DOMAINS = [f"noun.{n}" for n in _NOUNS.split()] + [f"verb.{n}" for n in _VERBS.split()]
_POINTERS = ("@", "@i", "#p", "#m", "#s")
_VERSION = re.compile(rb"WordNet (?:Release )?(\d\.\d)")
_ALTERED = (
    "Offsets are the identity of synsets: use the publisher's file as it was, with its line ends."
)


def is_wndb(folder: Path) -> bool:
    """Return whether a folder holds WordNet's database files."""
    return folder.is_dir() and (folder / "data.noun").is_file()


def read_wndb(folder: Path) -> Lexicon:
    """Return the nouns and verbs of a folder of WordNet database files.

    Raises:
        ImportFailed: a file is missing, cut or altered; the message names file and line.
    """
    publisher = princeton(folder / "data.noun", _version(folder / "data.noun"))
    synsets: dict[str, Synset] = {}
    for pos, name in _FILES.items():
        for synset in _synsets(folder / f"data.{name}", pos, publisher):
            synsets[synset.iri] = synset
    check_targets(folder, synsets)
    counts = _counts(folder)
    ranked: dict[str, list[Ranked]] = {}
    for pos, name in _FILES.items():
        for lemma, iris in _index(folder / f"index.{name}", pos, publisher, synsets):
            ranked.setdefault(lemma, []).extend(
                (iri, rank, counts.get((lemma, pos, rank), 0)) for rank, iri in enumerate(iris, 1)
            )
    return Lexicon(
        name=publisher.name,
        licence=PRINCETON_LICENCE,
        synsets=synsets,
        ranked=ranked,
        exceptions={p: _exceptions(folder / f"{name}.exc") for p, name in _FILES.items()},
        version=publisher.version,
        title=publisher.title,
        scheme=publisher.namespace,
    )


def notice(folder: Path) -> str:
    """Return the licence that the files carry at their top, as text."""
    lines = _bytes(folder / "data.noun").split(b"\n")
    text = [
        line.decode()[2:].lstrip("0123456789 ").rstrip() for line in lines[:60] if line[:2] == b"  "
    ]
    return "\n".join(text) + "\n"


def _version(file: Path) -> str:
    found = _VERSION.search(_bytes(file)[:4000])
    if not found:
        raise broken(
            file,
            0,
            "its first lines do not say which WordNet it is",
            "Keep the licence at its top.",
        )
    return found[1].decode()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise broken(file, 0, f"cannot be read: {error.strerror}") from error


def _lines(file: Path) -> Iterator[tuple[int, int, str]]:
    """Yield number, byte offset and text of the lines after the licence."""
    content = _bytes(file)
    if content and not content.endswith(b"\n"):
        raise broken(file, content.count(b"\n") + 1, "the file ends within a line: it is cut")
    offset = 0
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        if not line.startswith(b"  "):
            try:
                yield number, offset, line.decode()
            except UnicodeDecodeError as error:
                raise broken(file, number, f"it is no UTF-8: {error}") from error
        offset += len(line) + 1


def _synsets(file: Path, pos: str, publisher: Publisher) -> Iterator[Synset]:
    for number, offset, line in _lines(file):
        try:
            synset = _synset(line, pos, publisher)
        except (ValueError, IndexError) as error:
            raise broken(file, number, f"it is no synset as in wndb(5WN): {error}") from error
        if int(line[:8]) != offset:
            what = f"it says that it stands at byte {int(line[:8])}, and stands at {offset}"
            raise broken(file, number, what, _ALTERED)
        yield synset


def _synset(line: str, pos: str, publisher: Publisher) -> Synset:
    data, bar, _gloss = line.partition(" | ")
    if not bar:
        raise ValueError("there is no gloss after ' | '")
    fields = data.split(" ")
    if len(fields[0]) != 8 or fields[2] != pos:
        raise ValueError(f"it begins with {line[:16]!r}")
    words = 4 + 2 * int(fields[3], 16)
    end = words + 1 + 4 * int(fields[words])
    if len(fields) < end:
        raise ValueError("it has fewer pointers than it says")
    related: dict[str, list[str]] = {pointer: [] for pointer in _POINTERS}
    for place in range(words + 1, end, 4):
        if fields[place] in related:
            related[fields[place]].append(publisher.synset(*fields[place + 1 : place + 3]))
    broader, instance, parts, members, substances = (tuple(related[p]) for p in _POINTERS)
    return Synset(
        publisher.synset(fields[0], pos),
        pos,
        tuple(word.replace("_", " ") for word in fields[4:words:2]),
        broader,
        instance,
        parts,
        members,
        substances,
        _domain(int(fields[1])),
    )


def _domain(number: int) -> str:
    if not _FIRST_NOUNS <= number < _FIRST_NOUNS + len(_DOMAINS):
        raise ValueError(f"there is no lexicographers' file {number} of nouns or verbs")
    return _DOMAINS[number - _FIRST_NOUNS]


def _index(
    file: Path, pos: str, publisher: Publisher, synsets: Mapping[str, Synset]
) -> Iterator[tuple[str, list[str]]]:
    """Yield every lemma with the IRIs of its senses, the commonest first."""
    for number, _offset, line in _lines(file):
        fields = line.split()
        try:
            first = 6 + int(fields[3])
            iris = [publisher.synset(offset, pos) for offset in fields[first:]]
            whole = fields[1] == pos and int(fields[2]) == len(iris) > 0
        except (ValueError, IndexError):
            whole = False
        if not whole:
            raise broken(file, number, "it is no entry as in wndb(5WN)")
        lost = next((iri for iri in iris if iri not in synsets), "")
        if lost:
            what = f"its synset {lost} is not in data.{_FILES[pos]}"
            raise broken(file, number, what, "Use files of one version together.")
        yield fields[0].replace("_", " "), iris


def _counts(folder: Path) -> Mapping[tuple[str, str, int], int]:
    """Return the tag counts by lemma, part of speech and rank; senses never tagged have none."""
    found = {}
    for name, columns in (("index.sense", 4), ("cntlist.rev", 3)):
        if not (folder / name).is_file():
            continue
        for number, _offset, line in _lines(folder / name):
            fields = line.split()
            lemma, percent, key = fields[0].partition("%") if fields else ("", "", "")
            if len(fields) != columns or not percent or not "".join(fields[1:]).isdigit():
                raise broken(folder / name, number, "it is no count of a sense as in senseidx(5WN)")
            if (pos := _NUMBERS.get(key[:1])) and fields[-1] != "0":
                found[lemma.replace("_", " "), pos, int(fields[-2])] = int(fields[-1])
        return found
    return found


def _exceptions(file: Path) -> Mapping[str, tuple[str, ...]]:
    if not file.is_file():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for number, _offset, line in _lines(file):
        form, *lemmas = [word.replace("_", " ") for word in line.split()] or [""]
        if not lemmas:
            raise broken(file, number, "an irregular form has no lemma")
        found[form] = (*found.get(form, ()), *lemmas)
    return found
