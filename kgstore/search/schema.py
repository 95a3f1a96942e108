"""The form of the index: its fields, what becomes of an entry in it, and what a word is there.

Three kinds of index documents, told apart by `part`: an entry (a model or dataset), a value that
was measured of one (`of` its `id`), and the state, which says what commit the index shows. All are
written in one commit of the index, so that they cannot get out of step.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata

import orjson
import tantivy

from kgstore.search.fields import FieldKind, fields
from kgstore.search.reading import Entry, Measurement
from kgstore.search.words import words

FORMAT = "1"
"""To be changed with this file: an index of another format is made anew."""
PART, ENTRY, VALUE, STATE = "part", "entry", "value", "state"
ABOUT, ID, OF, HAS, TITLE, STORED, MEASURED = (
    "about_iri",
    "id",
    "of",
    "has",
    "title",
    "stored",
    "measured",
)
_WORDS = "words_by_space"


@cache
def version() -> str:
    """Return a digest of all that the content of an index depends on but the store.

    >>> len(version())
    16
    """
    parts = [FORMAT, metadata.version("tantivy")]
    for field in fields().values():
        queries = [field.query, *([field.wider.query] if field.wider else [])]
        queries += [*field.contexts.values(), *filter(None, [field.terms])]
        queries += [field.naming.query] if field.naming else []
        parts += [field.name, field.kind, *(query.text for query in queries)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def identity(iri: str) -> int:
    """Return the number by which an entry is known in the index."""
    return int.from_bytes(hashlib.blake2b(iri.encode(), digest_size=8).digest(), "big") >> 1


def context_field(name: str) -> str:
    """Return the index field that holds a context of measured values."""
    return f"with_{name}"


def order_field(name: str) -> str:
    """Return the index field by which entries are sorted by a number: the least of several."""
    return f"least_{name}"


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in (PART, ABOUT, HAS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TITLE, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(STORED, stored=True)
    for name in (ID, OF):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_float_field(MEASURED, indexed=True, fast=True)
    for field in fields().values():
        if field.kind is FieldKind.TEXT:
            builder.add_text_field(field.name, tokenizer_name=_WORDS)
        elif field.kind in {FieldKind.TERM, FieldKind.METRIC}:
            builder.add_text_field(
                field.name, fast=True, tokenizer_name="raw", index_option="basic"
            )
        else:
            builder.add_float_field(field.name, indexed=True, fast=True)
            builder.add_float_field(order_field(field.name), indexed=True, fast=True)
        for name in field.contexts:
            builder.add_text_field(context_field(name), tokenizer_name="raw", index_option="basic")
    return builder.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """Return the index, able to split text into words."""
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_WORDS, spaces)
    index.config_reader("manual")  # no thread that watches the folder
    return index


def documents(entry: Entry) -> list[tantivy.Document]:
    """Return the documents of an entry: itself and its measured values."""
    document = tantivy.Document()
    document.add_text(PART, ENTRY)
    document.add_text(ABOUT, entry.iri)
    document.add_unsigned(ID, identity(entry.iri))
    document.add_text(TITLE, entry.name.lower())
    document.add_bytes(STORED, stored(entry))
    for name, texts in entry.stated.items():
        document.add_text(HAS, name)
        if fields()[name].kind is FieldKind.TEXT:
            for text in texts:
                document.add_text(name, " ".join(words(text)))
    for name, terms in entry.wide.items():
        for term in terms:
            document.add_text(name, term)
    for name, numbers in entry.numbers.items():
        document.add_text(HAS, name)
        for number in numbers:
            document.add_float(name, number)
        if numbers:
            document.add_float(order_field(name), numbers[0])
    return [document, *(_value(entry, measured) for measured in entry.measured)]


def _value(entry: Entry, measured: Measurement) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text(PART, VALUE)
    document.add_text(ABOUT, entry.iri)
    document.add_unsigned(OF, identity(entry.iri))
    document.add_float(MEASURED, measured.value)
    for metric in measured.metrics:
        document.add_text("metric", metric)
    for name, terms in measured.contexts.items():
        for term in terms:
            document.add_text(context_field(name), term)
    return document


def stored(entry: Entry) -> bytes:
    """Return what a row of a result shows of an entry, as JSON."""
    shown = {
        name: entry.stated[name]
        for name, field in fields().items()
        if name in entry.stated and field.kind in {FieldKind.TERM, FieldKind.METRIC}
    }
    numbers = {name: entry.numbers[name] for name in fields() if name in entry.numbers}
    return orjson.dumps({"iri": entry.iri, "name": entry.name, **shown, **numbers})


def state_document(state: bytes) -> tantivy.Document:
    """Return the document that says what the index shows."""
    document = tantivy.Document()
    document.add_text(PART, STATE)
    document.add_bytes(STORED, state)
    return document
