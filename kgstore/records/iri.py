"""IRIs of records, their parts and their graphs: minted here, by one rule, and read back here.

`{base}/id/{kind}/{source}/{native id}` names a thing, `{base}/graph/record/{source}/{kind}/{native
id}` the named graph with what that source says of it. Bytes outside RFC 3986 `unreserved` are
percent-encoded as UTF-8, `/` is kept; a path segment that is empty, `.`, `..` or starts with `~`
gets a `~` before it, because clients and servers rewrite such segments (RFC 3986 section 5.2.4).
The mapping is injective: two native ids never share an IRI, and `Minter.parse` inverts it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from kgstore.errors import IriError


class RecordName(NamedTuple):
    """What a record's IRI says: kind of thing, source system, and the source's own id."""

    kind: str
    source: str
    native_id: str


def encode_path(text: str) -> str:
    """Return `text` as a path of an IRI, reversibly.

    >>> encode_path("google/vit base#1"), encode_path("a//../~b")
    ('google/vit%20base%231', 'a/~/~../~~b')

    Raises:
        IriError: the text holds a lone surrogate, which has no UTF-8 form.
    """
    try:
        return "/".join(_encode_segment(segment) for segment in text.split("/"))
    except UnicodeEncodeError as error:
        raise IriError(f"no IRI can be made from {text!r}: {error.reason}", subject=text) from error


@lru_cache(maxsize=65536)  # a record repeats its own name in the IRI of each of its parts
def _encode_segment(segment: str) -> str:
    guarded = segment in {"", ".", ".."} or segment.startswith("~")
    return ("~" if guarded else "") + quote(segment, safe="")


def decode_path(path: str) -> str:
    """Return the text that `encode_path` made `path` from.

    >>> decode_path("a/~/~../~~b")
    'a//../~b'
    """
    return "/".join(unquote(segment.removeprefix("~")) for segment in path.split("/"))


def digest(text: str, length: int = 16) -> str:
    """Return the first `length` hex digits of the SHA-256 of `text` in UTF-8.

    >>> digest("coco")
    '4f682b71153ffa91'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints the IRIs of one store; `base` is the store's base IRI, without a slash at its end."""

    base: str

    def record(self, kind: str, source: str, native_id: str) -> str:
        """Return the IRI of a thing.

        >>> Minter("https://example.org").record("model", "huggingface", "google/vit-base")
        'https://example.org/id/model/huggingface/google/vit-base'
        """
        return f"{self.base}/id/{self._path(kind, source, native_id)}"

    def graph(self, kind: str, source: str, native_id: str) -> str:
        """Return the IRI of the named graph that holds what `source` says of a thing.

        >>> Minter("https://example.org").graph("model", "fiftyone", "clip")
        'https://example.org/graph/record/fiftyone/model/clip'
        """
        return f"{self.base}/graph/record/{self._path(source, kind, native_id)}"

    def source(self, source: str) -> str:
        """Return the IRI of a source system.

        >>> Minter("https://example.org").source("huggingface")
        'https://example.org/id/source/huggingface'
        """
        return f"{self.base}/id/source/{quote(source, safe='')}"

    def part(self, iri: str, fragment: str) -> str:
        """Return the IRI of a part of the thing `iri`, a fragment of the same document.

        >>> Minter("https://e.org").part("https://e.org/id/model/x/m", "eval/coco val")
        'https://e.org/id/model/x/m#eval/coco%20val'
        """
        return f"{iri.partition('#')[0]}#{encode_path(fragment)}"

    def metric_value(self, configuration: str, metric: str, **key: str | int | None) -> str:
        """Return the IRI of a metric value, made from its identity key.

        The key is the configuration and the metric, and optionally `for_class`, `slice_attribute`,
        `slice_value`, `step`, `fold` and `run` (ontology: mz:MetricValue).

        >>> m = Minter("https://e.org")
        >>> a = m.metric_value("https://e.org/id/model/x/m#c", "urn:AP", for_class="urn:dog")
        >>> a.partition("#")[0], a == m.metric_value("https://e.org/id/model/x/m#c", "urn:AP")
        ('https://e.org/id/model/x/m', False)
        """
        parts = [configuration, metric]
        parts += [f"{name}={key[name]}" for name in sorted(key) if key[name] is not None]
        return self.part(configuration, f"value-{digest(chr(10).join(parts))}")

    def parse(self, iri: str) -> RecordName:
        """Return kind, source and native id of a record's IRI or of its graph's IRI.

        >>> Minter("https://e.org").parse("https://e.org/id/model/x/a%20b#part")
        RecordName(kind='model', source='x', native_id='a b')

        Raises:
            IriError: the IRI is not a record's.
        """
        path = iri.partition("#")[0].removeprefix(self.base)
        for prefix in ("/id/", "/graph/record/"):
            parts = path.removeprefix(prefix).split("/", 2)
            if iri.startswith(self.base) and path.startswith(prefix) and len(parts) == 3:
                first, second = unquote(parts[0]), unquote(parts[1])
                kind, source = (first, second) if prefix == "/id/" else (second, first)
                return RecordName(kind, source, decode_path(parts[2]))
        raise IriError(f"{iri} is not the IRI of a record under {self.base}", subject=iri)

    def graph_of(self, iri: str) -> str:
        """Return the record graph of a record's IRI (or of a part of it).

        >>> Minter("https://e.org").graph_of("https://e.org/id/model/x/m#part")
        'https://e.org/graph/record/x/model/m'
        """
        return self.graph(*self.parse(iri))

    @staticmethod
    def _path(first: str, second: str, native_id: str) -> str:
        return f"{quote(first, safe='')}/{quote(second, safe='')}/{encode_path(native_id)}"
