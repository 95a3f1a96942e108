"""Languages of cards as BCP 47 tags (RFC 5646); what is none stays as the source wrote it.

A two-letter code must be one of ISO 639-1, because cards are full of country codes (`jp`, `vn`)
and of translation pairs (`en-de`), which have the form of a tag and another meaning.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from kgstore.importers.huggingface.settings import TABLE
from kgstore.importers.huggingface.values import Remarks, elements, stated, texts

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*",
    re.IGNORECASE,
)
_ISO_639_1 = frozenset(TABLE["languages"]["iso-639-1"].split())
_SHORTER = dict(pair.split("=") for pair in TABLE["languages"]["shorter"].split())
_NO_LANGUAGE = frozenset(TABLE["languages"]["none"])
_PATH = "card.front_matter.language"


@lru_cache(4096)
def language_tag(said: str) -> str | None:
    """Return the lower-case BCP 47 tag that a text is, or None.

    >>> [language_tag(said) for said in ("en", "sv-SE", "zh_CN", "eng", "yue")]
    ['en', 'sv-se', 'zh-cn', 'en', 'yue']
    >>> [language_tag(said) for said in ("English", "jp", "en-de", "unk")]
    [None, None, None, None]
    """
    tag = said.replace("_", "-")
    found = _TAG.fullmatch(tag)
    if not found or said.lower() in _NO_LANGUAGE:
        return None
    language, region = found["language"].lower(), found["region"]
    language = str(_SHORTER.get(language, language))
    if len(language) == 2 and language not in _ISO_639_1:
        return None
    if region and region.islower() and region in _ISO_639_1:  # a pair of languages, not a region
        return None
    return str(language + tag[len(found["language"]) :]).lower()


def languages(value: object, remarks: Remarks, path: str = _PATH) -> dict[str, Any]:
    """Return `language` and `rawLanguage` of a card.

    >>> languages(["en", False, "Klingon"], Remarks("card"))
    {'language': ['en', 'no'], 'rawLanguage': ['en', 'no', 'Klingon']}
    """
    tags: dict[str, None] = {}
    raw: dict[str, None] = {}
    for place, item in elements(value, path):
        if item is False:
            remarks.info(place, "false is taken for the language code no, Norwegian")
            item = "no"
        if isinstance(item, bool):
            remarks.warn(place, f"{item!r} is not a language")
            continue
        said_here = ",".join(texts(item, place, remarks))
        for said in filter(None, map(str.strip, said_here.split(","))):
            raw[said] = None
            if tag := language_tag(said):
                tags[tag] = None
    return stated({"language": list(tags), "rawLanguage": list(raw)})
