"""Surveys a folder of source data: `python -m kgstore.survey SOURCES [--help]`.

Without a store, every importer reads what is its own below the folder; docs/sources.md is written
from the counts. `--words` gives the unresolved words instead, `--sample` draws mentions for the
tables in tests/importers/resolution.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kgstore.importers.registry import names
from kgstore.resources import folder
from kgstore.survey.document import document
from kgstore.survey.tally import DRAWN, Tally, surveyed

TABLE = Path(__file__).with_name("sources.toml")
SAMPLE = 100


def sources() -> dict[str, dict[str, Any]]:
    """Return what is known of the source of each importer.

    >>> sources()["fiftyone"]["paths"]
    ['fiftyone']
    """
    known = tomllib.loads(TABLE.read_text("utf-8"))
    return {name: known[name] for name in known if name in names()}


def main(arguments: Sequence[str]) -> None:
    """Do what `arguments` ask for."""
    given = _parser().parse_args(arguments)
    table = sources()
    chosen = {name: table[name] for name in given.only or table}
    found: dict[str, Tally] = {}
    for name, entry in chosen.items():
        paths = [given.sources / path for path in entry["paths"]]
        if paths:
            found[name] = surveyed(name, paths, seed=given.seed, processes=given.workers)
            print(_line(name, found[name]), file=sys.stderr, flush=True)  # noqa: T201
    if given.words:
        _write_words(found)
    elif given.sample:
        _write_sample(found, given.sample)
    else:
        given.document.write_text(document(table, found), "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kgstore.survey", description=__doc__)
    parser.add_argument("sources", type=Path, help="The folder of source data.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="Only these importers.")
    parser.add_argument("--workers", type=int, default=2, help="Processes that read.")
    parser.add_argument("--words", action="store_true", help="Print the words, by their uses.")
    parser.add_argument("--sample", type=Path, help="Write a sample of each measure here.")
    parser.add_argument("--seed", default="1", help="The seed of the sample.")
    parser.add_argument(
        "--document",
        type=Path,
        default=folder("ontology").parent / "docs" / "sources.md",
        help="The document to write.",
    )
    return parser


def _line(name: str, tally: Tally) -> str:
    return f"{name}: {tally.records.total():,} records in {tally.seconds:.1f} s"


def _write_words(found: Mapping[str, Tally]) -> None:
    rows = [(n, word) for tally in found.values() for word, n in tally.words.items()]
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(("uses", "measure", "source", "raw", "term", "state"))
    out.writerows((n, *word) for n, word in sorted(rows, key=lambda row: (-row[0], row[1])))


def _write_sample(found: Mapping[str, Tally], place: Path) -> None:
    """Write a table a measure, for someone to judge.

    The mentions of all sources are drawn by lot; a word that was drawn before is passed over, else
    a few words would fill the tables.
    """
    every = Tally()
    for tally in found.values():
        every.add(tally)
    place.mkdir(parents=True, exist_ok=True)
    for measure in DRAWN:
        with (place / f"{measure.split()[0]}.tsv").open("w", encoding="utf-8") as file:
            out = csv.writer(file, delimiter="\t", lineterminator="\n")
            out.writerow(("raw", "source", "record", "node", "term", "evidence", "verdict"))
            for mention in every.sample(measure, SAMPLE):
                said = (mention.raw, mention.source, mention.record, mention.node, mention.term)
                out.writerow((*said, "", ""))


if __name__ == "__main__":
    main(sys.argv[1:])
