"""The packaged extract of WordNet 3.0: a table of synsets, read in a few hundredths of a second.

`ontology/kb/wordnet-3.0/synsets.tsv` has a line for each synset: its identifier, words, the five
relations, lexicographer's file, the ranks of its words and its role (see `extract`). A rank stands
where the graph states one (see `graph`), as rank and tag count, "1.42"; `|` separates words, ranks
and targets. `irregular.tsv` has the forms that rules do not lead from to their words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from kgstore.errors import ResourceError
from kgstore.link.lexicon import Lexicon, Ranked, Synset
from kgstore.link.morphology import Exceptions, normalised
from kgstore.link.wordnet.graph import graph_of, only, stated_ranks
from kgstore.link.wordnet.publishers import PRINCETON_LICENCE, princeton
from kgstore.resources import folder

COLUMNS = (
    "synset",
    "lemmas",
    "hypernyms",
    "instance_hypernyms",
    "part_holonyms",
    "member_holonyms",
    "substance_holonyms",
    "domain",
    "ranks",
    "role",
)
SYNSETS, IRREGULAR, LICENCE = "synsets.tsv", "irregular.tsv", "LICENSE"
_RANKS, _ROLE = COLUMNS.index("ranks"), COLUMNS.index("role")


def place() -> Path:
    """Return the folder of the packaged extract."""
    return folder("ontology") / "kb" / "wordnet-3.0"


def files() -> list[Path]:
    """Return the files that the packaged extract is read from."""
    return [place() / SYNSETS, place() / IRREGULAR]


@lru_cache(maxsize=1)
def packaged() -> Lexicon:
    """Return the packaged extract; the same object in every call.

    >>> [sense.synset.lemmas[0] for sense in packaged().senses("car wheel")]
    ['car wheel']

    Raises:
        ResourceError: a file is missing or damaged.
    """
    return read_table(place())[0]


def packaged_graph() -> str:
    """Return the graph of the packaged extract as N-Triples: what queries need of it.

    The synsets that are there for linkers only (role `sense`) are not in it: they would make every
    new store a second slower. Those that something is linked to come with `neighbourhood`.

    Raises:
        ResourceError: a file is missing or damaged.
    """
    lexicon, stated = read_table(place(), leave_out="sense")
    return graph_of(only(lexicon, lexicon.synsets.keys()), stated)


def read_table(at: Path, leave_out: str = "") -> tuple[Lexicon, dict[str, list[str]]]:
    """Return the lexicon in a folder, and the ranks that its graph states by synset.

    Synsets of the role `leave_out` are left out.

    Raises:
        ResourceError: a file is missing or damaged; the message says in which line.
    """
    publisher = princeton(at, at.name.rpartition("-")[2])
    synsets: dict[str, Synset] = {}
    stated: dict[str, list[str]] = {}
    for number, cells in _rows(at / SYNSETS, len(COLUMNS)):
        if cells[_ROLE] == leave_out:
            continue
        synset = _synset(publisher.namespace, cells)
        synsets[synset.iri] = synset
        ranks = cells[_RANKS].split("|")
        if len(ranks) != len(synset.lemmas):
            raise _damaged(at / SYNSETS, number, "it has not as many ranks as words")
        words = zip(ranks, synset.lemmas, strict=True)
        rows = [f"{rank.replace('.', ' ')} {normalised(word)}" for rank, word in words if rank]
        if rows:
            stated[synset.iri] = list(dict.fromkeys(rows))
    lexicon = Lexicon(
        publisher.name,
        PRINCETON_LICENCE,
        synsets,
        ranked_by(synsets, stated),
        _irregular(at / IRREGULAR),
        publisher.version,
        publisher.title,
        publisher.namespace,
    )
    return lexicon, stated


def _synset(namespace: str, cells: list[str]) -> Synset:
    above, one_of, part, member, substance = (
        tuple(namespace + local for local in cell.split("|") if local) for cell in cells[2:7]
    )
    lemmas, pos, domain = tuple(cells[1].split("|")), cells[0][-1], cells[7]
    iri = namespace + cells[0]
    return Synset(iri, pos, lemmas, above, one_of, part, member, substance, domain)


def ranked_by(
    synsets: Mapping[str, Synset], stated: Mapping[str, Iterable[str]]
) -> dict[str, list[Ranked]]:
    """Return the senses of all words from the ranks that are stated; others are only senses."""
    found: dict[str, list[Ranked]] = {}
    for iri, rows in stated.items():
        for row in rows:
            rank, frequency, lemma = row.split(" ", 2)
            found.setdefault(lemma, []).append((iri, int(rank), int(frequency)))
    for synset in synsets.values():
        for lemma in synset.lemmas:
            word = normalised(lemma)
            if word not in found:
                found[word] = [(synset.iri, 1, 0)]
    return found


def roles(at: Path) -> dict[str, str]:
    """Return the role of every synset of an extract, by its identifier."""
    return {cells[0]: cells[_ROLE] for _, cells in _rows(at / SYNSETS, len(COLUMNS))}


def write_table(at: Path, lexicon: Lexicon, role: Mapping[str, str], notice: str) -> None:
    """Write the synsets of a lexicon that have a role, and its licence beside them."""
    at.mkdir(parents=True, exist_ok=True)
    stated = stated_ranks(lexicon)
    lines = ["\t".join(COLUMNS)]
    for iri in sorted(role):
        synset = lexicon.synsets[iri]
        ranks = {row.split(" ", 2)[2]: row for row in stated.get(iri, ())}
        related = (
            synset.hypernyms,
            synset.instance_hypernyms,
            synset.part_holonyms,
            synset.member_holonyms,
            synset.substance_holonyms,
        )
        cells = [
            _local(iri, lexicon.scheme),
            "|".join(synset.lemmas),
            *(
                "|".join(_local(t, lexicon.scheme) for t in targets if t in role)
                for targets in related
            ),
            synset.domain,
            "|".join(_rank(ranks.get(normalised(lemma))) for lemma in synset.lemmas),
            role[iri],
        ]
        lines.append("\t".join(cells))
    (at / SYNSETS).write_text("\n".join(lines) + "\n", "utf-8")
    words = {normalised(lemma) for iri in role for lemma in lexicon.synsets[iri].lemmas}
    forms = ["pos\tform\tlemma", *_forms(lexicon.exceptions, words)]
    (at / IRREGULAR).write_text("\n".join(forms) + "\n", "utf-8")
    (at / LICENCE).write_text(notice, "utf-8")


def table_digest() -> str:
    """Return a digest of the packaged files."""
    state = hashlib.sha256()
    for file in files():
        state.update(file.read_bytes())
    return state.hexdigest()


def _rank(row: str | None) -> str:
    return ".".join(row.split(" ", 2)[:2]) if row else ""


def _local(iri: str, scheme: str) -> str:
    return iri.removeprefix(scheme)


def _forms(exceptions: Exceptions, words: set[str]) -> Iterator[str]:
    for pos, forms in exceptions.items():
        for form, lemmas in sorted(forms.items()):
            yield from (f"{pos}\t{form}\t{lemma}" for lemma in lemmas if lemma in words)


def _irregular(file: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for _, (pos, form, lemma) in _rows(file, 3):
        forms = found.setdefault(pos, {})
        forms[form] = (*forms.get(form, ()), lemma)
    return found


def _rows(file: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{file} cannot be read: {error}", subject=str(file)) from error
    for number, line in enumerate(lines[1:-1], 2):
        cells = line.split("\t")
        if len(cells) != width:
            raise _damaged(file, number, f"it has {len(cells)} cells, not {width}")
        yield number, cells


def _damaged(file: Path, line: int, what: str) -> ResourceError:
    return ResourceError(
        f"{file}:{line}: {what}", subject=f"{file}:{line}", advice="Install kgstore again."
    )
