"""A tiny WordNet in the format of the database files, written by hand but for its byte offsets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

LICENCE = "  1 This is no WordNet, it is a test.  \n  2 WordNet 3.0 Copyright  \n"
# Key, number of the lexicographer's file, words, pointers.
NOUNS = [
    ("entity", 3, ["entity"], []),
    ("vehicle", 6, ["vehicle"], [("@", "entity")]),
    ("car", 6, ["car", "auto", "motor_car"], [("@", "vehicle"), ("%p", "wheel")]),
    ("railcar", 6, ["railcar", "car"], [("@", "vehicle"), ("#m", "train")]),
    ("wheel", 6, ["car_wheel"], [("@", "entity"), ("#p", "car")]),
    ("train", 6, ["train"], [("@", "entity")]),
    ("Herbie", 6, ["Herbie"], [("@i", "car")]),
    ("rubber", 27, ["rubber"], [("@", "entity"), ("#s", "wheel")]),
    ("mouse", 5, ["mouse"], [("@", "entity")]),
]
VERBS = [("drive", 38, ["drive"], []), ("car-drive", 38, ["motor", "drive"], [("@", "drive")])]
INDEX = {"car": ["railcar", "car"], "drive": ["drive", "car-drive"]}
Entry = tuple[str, int, list[str], list[tuple[str, str]]]


@pytest.fixture
def files(checkout: Path) -> Path:
    """The hand-written files of the other formats."""
    return checkout / "tests" / "link" / "wordnet" / "files"


@pytest.fixture
def wndb(tmp_path: Path) -> Path:
    """A folder of WordNet database files."""
    folder = tmp_path / "wndb"
    folder.mkdir()
    for name, pos, entries in (("noun", "n", NOUNS), ("verb", "v", VERBS)):
        write(folder, name, pos, entries)
    (folder / "cntlist.rev").write_text(
        "car%1:06:01:: 1 7\ncar%1:06:00:: 2 71\nred%3:00:00:: 1 2\n"
    )
    (folder / "noun.exc").write_text("mice mouse\nmotor_men motor_man\n")
    return folder


def write(folder: Path, name: str, pos: str, entries: list[Entry]) -> None:
    offsets = dict.fromkeys((entry[0] for entry in entries), 0)
    for _again in range(2):  # every offset has eight digits, so lines keep their lengths
        lines = [line(entry, pos, offsets) for entry in entries]
        at = len(LICENCE)
        for entry, text in zip(entries, lines, strict=True):
            offsets[entry[0]] = at
            at += len(text)
    (folder / f"data.{name}").write_text(LICENCE + "".join(lines))
    words = dict.fromkeys(word for entry in entries for word in entry[2])
    rows = []
    for word in words:
        keys = INDEX.get(word, [entry[0] for entry in entries if word in entry[2]])
        places = " ".join(f"{offsets[key]:08d}" for key in keys)
        rows.append(f"{word.lower()} {pos} {len(keys)} 1 @ {len(keys)} 0 {places}  \n")
    (folder / f"index.{name}").write_text(LICENCE + "".join(rows))


def line(entry: Entry, pos: str, offsets: dict[str, int]) -> str:
    key, number, words, pointers = entry
    listed = " ".join(f"{word} 0" for word in words)
    pointed = "".join(f" {symbol} {offsets[to]:08d} {pos} 0000" for symbol, to in pointers)
    count = f"{len(words):02x} {listed} {len(pointers):03d}{pointed}"
    return f"{offsets[key]:08d} {number:02d} {pos} {count} | a gloss  \n"


@pytest.fixture
def iri(wndb: Path) -> Callable[[str], str]:
    """Return a function: the IRI of the synset whose line holds a word first."""

    def of(word: str) -> str:
        for name in ("noun", "verb"):
            for text in (wndb / f"data.{name}").read_text().splitlines():
                fields = text.split(" ")
                if len(fields) > 4 and fields[4] == word:
                    return f"http://wordnet-rdf.princeton.edu/wn30/{fields[0]}-{name[0]}"
        raise KeyError(word)

    return of
