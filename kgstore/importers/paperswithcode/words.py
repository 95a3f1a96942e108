"""What the heading of a column of results means: a metric, and what part or setting it is for.

Headings are free text: "Accuracy (CS)", "Restaurant (Acc)", "text-to-video R@1", "Senseval 2". A
heading that the vocabulary knows, by itself or for its task or data set, is a metric. One that
holds a known metric and more words is that metric in a setting, which gets its own configuration,
so that two settings are not taken for two claims about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgstore.importers.paperswithcode.rules import RULES
from kgstore.importers.terms import Term, Terms
from kgstore.records.vocabulary import normal_form

_SPLITS = (
    re.compile(r"(?P<metric>.+?) ?\((?P<setting>[^()]+)\)"),
    re.compile(r"(?P<setting>.+?) ?\((?P<metric>[^()]+)\)"),
    re.compile(r"(?P<metric>.+?) - (?P<setting>.+)"),
    re.compile(r"(?P<setting>.+?) - (?P<metric>.+)"),
)
_LONGEST = 5
"""Words that may stand before or after a metric as its setting."""


_PART = (
    r"(?:test|val|valid|validation|dev|test-dev|test-std|test-challenge|train|trainval|public|"
    r"private|full|fullset|set|split|unseen|seen|online|offline|data|subset|size|images?|frames|"
    r"benchmark|dataset|challenge|corpus|easy|hard|moderate|server|upscaling|label(?:s|ed)?|classes|"
    r"\(?\d+-(?:way|shot)\)?|\d+(?:x|k|%)?|x\d+|\d+ ?x ?\d+|\d+(?:\.\d+)?%|sigma ?\d+|v\d(?:\.\d)*)"
)
_DATASETS = (
    re.compile(r"(?P<dataset>.+?) - (?P<setting>.+)"),
    re.compile(r"(?P<dataset>.+?) / (?P<setting>.+)"),
    re.compile(r"(?P<dataset>.+?) ?\((?P<setting>.+)\)"),
    re.compile(rf"(?P<dataset>.+?),? (?P<setting>{_PART}(?:,? {_PART})*)", re.IGNORECASE),
    re.compile(rf"(?P<dataset>.+?),? (?P<setting>{_PART}(?:,? {_PART})*,? ?\(.+\))", re.IGNORECASE),
    re.compile(r"(?P<dataset>.+?)(?: -|:| with) (?P<setting>.+)"),
)
"""How a leaderboard writes a data set with its split, language, task or degree."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric, the words beside it ("" if none), and the unit that the heading states."""

    metric: Term
    setting: str = ""
    unit: str = ""


def reading(terms: Terms, heading: str, task: str = "", dataset: str = "") -> Reading:
    """Return what a heading means in a table of results on a task and a data set.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.resources import folder
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    >>> terms = Terms(Minter("https://e.org"), known, "paperswithcode")
    >>> reading(terms, "Accuracy (CS)").setting, reading(terms, "text-to-video R-at-1").setting
    ('CS', 'text-to-video')
    >>> reading(terms, "PSNR (dB)").unit, reading(terms, "Percentage error").unit
    ('dB', '%')
    >>> reading(terms, "Runtime").metric["name"]
    'Runtime'
    """
    word = heading.strip()
    plain = re.sub(r"-at-(?=\d|K\b)", "@", word)
    contexts = [f"{place}: {text}" for place in (dataset, task) if place for text in (word, plain)]
    known = terms.known("metric", *contexts, word, plain)
    if known:
        return Reading(known, unit=_unit_of(word))
    metric, setting = _listed(word, task, dataset)
    if metric and (found := terms.known("metric", metric)):
        return Reading(found, setting)
    if word not in RULES["heading"]["whole"]:
        for metric, setting in _parts(plain):
            named = [f"{place}: {metric}" for place in (dataset, task) if place]
            found = terms.known("metric", *named, metric)
            if found and setting in RULES["unit"]:
                return Reading(found, unit=RULES["unit"][setting])
            if found and not _changes(setting):
                return Reading(found, setting)
    return Reading(terms.own("metric", plain, plain))


def dataset_term(terms: Terms, text: str, task: str, native_id: str) -> Term:
    """Return the data set that a leaderboard's heading names, whatever part of it is meant.

    >>> from kgstore.records.iri import Minter
    >>> from kgstore.resources import folder
    >>> from kgstore.records.vocabulary import Vocabulary
    >>> known = Vocabulary.load((folder("ontology") / "vocabulary").glob("*.ttl"))
    >>> terms = Terms(Minter("https://e.org"), known, "paperswithcode")
    >>> dataset_term(terms, "Set5 - 4x upscaling", "", "")
    'https://w3id.org/modelzoo/vocabulary/dataset/Set5'
    """
    for name in (text, *_heads(text)):
        if found := terms.known("dataset", f"{task}: {name}", name):
            return found
    return terms.own("dataset", native_id, text)


def _heads(text: str) -> list[str]:
    """Return what may be the name of a data set in a heading, the longest first."""
    found: list[str] = []
    names = [text]
    for _ in range(2):  # "FFHQ 512 x 512 - 4x upscaling"
        names = [split["dataset"] for n in names for p in _DATASETS if (split := p.fullmatch(n))]
        found += names
    lower = text.casefold()
    families = [f for f in RULES["family"]["names"] if lower.startswith(f.casefold() + " ")]
    return sorted({*found, *families}, key=lambda name: (-len(name), name))


def _listed(word: str, task: str, dataset: str) -> tuple[str, str]:
    """Return metric and setting of a heading that the importer's table lists, or two ""."""
    if word in RULES["reads"]:
        metric, setting = RULES["reads"][word]
        return metric, setting
    for place in (dataset, task):
        column = RULES["columns"].get(normal_form(place), {})
        if column:
            return (column["metric"], word) if word in column["names"] else ("", "")
    return "", ""


def _unit_of(word: str) -> str:
    if re.fullmatch(r"(?:percentage|%) .+|.+ %", word.casefold()):
        return "%"
    found = re.fullmatch(r".* ?\((?P<unit>[^()]+)\)", word)
    return str(RULES["unit"].get(found["unit"], "")) if found else ""


def _parts(heading: str) -> Iterator[tuple[str, str]]:
    """Yield (metric, setting) as a heading may be read, the likeliest first."""
    for pattern in _SPLITS:
        if found := pattern.fullmatch(heading):
            yield found["metric"].strip(), found["setting"].strip()
    words = heading.split()
    for count in range(1, min(len(words), _LONGEST + 1)):
        yield " ".join(words[count:]), " ".join(words[:count])
    for count in range(1, min(len(words), _LONGEST + 1)):
        yield " ".join(words[:-count]), " ".join(words[-count:])


def _changes(setting: str) -> bool:
    """Return whether the words beside a metric make another metric out of it."""
    changing: Any = RULES["heading"]["changing"]
    return any(word.strip("()") in changing for word in setting.casefold().split())
