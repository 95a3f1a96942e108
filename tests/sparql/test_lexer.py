"""The lexer: tokens joined give the text back, and each kind is told apart."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgstore.errors import QuerySyntaxError
from kgstore.sparql.lexer import TokenKind, is_ambiguous, tokens

PIECES = (
    *("SELECT", "?x", "$y", "a:b", ":", "_:n1", "<urn:a#b>", "<", "<=", "'it'", '"x"', "@en-GB"),
    *("'''a'b'''", '"""q"\n"""', "1.5e-3", ".5", "{", "}", "# note\n", " ", "\n", "^^", "é:ü"),
)


@given(st.lists(st.sampled_from(PIECES)))
def test_joined_tokens_give_the_text_back(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert "".join(token.text for token in tokens(text)) == text


@given(st.text())
def test_any_text_has_tokens_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(QuerySyntaxError):
        assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# SERVICE <urn:x>", TokenKind.COMMENT),
        ("<http://e.org/a#b>", TokenKind.IRI),
        ("'a # b'", TokenKind.STRING),
        ('"\\"$x\\""', TokenKind.STRING),
        ("'''a\n'b''c'''", TokenKind.STRING),
        ('"""a\n"b""c"""', TokenKind.STRING),
        ("wn30:00007846-n", TokenKind.NAME),
        ("a:b\\#c", TokenKind.NAME),
        ("a:b%23c", TokenKind.NAME),
        (":", TokenKind.NAME),
        ("_:b.0", TokenKind.BLANK),
        ("$name", TokenKind.VARIABLE),
        ("@de-AT", TokenKind.LANGUAGE),
        ("1.0E+3", TokenKind.NUMBER),
        ("OPTIONAL", TokenKind.WORD),
        ("<", TokenKind.SIGN),
    ],
)
def test_one_token_of_each_kind(text: str, kind: TokenKind) -> None:
    assert [(token.kind, token.text) for token in tokens(text)] == [(kind, text)]


def test_less_than_is_a_sign_where_no_iri_can_be_read() -> None:
    assert [token.text for token in tokens("?a < ?b && ?c > 1")][2] == "<"


@pytest.mark.parametrize("text", ["'open", '"two\nlines"'])
def test_a_string_without_an_end_is_an_error(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 1: a string that does not end"):
        list(tokens(text))


def test_a_long_string_without_an_end_is_an_error() -> None:
    with pytest.raises(QuerySyntaxError):
        list(tokens("'''open"))


@pytest.mark.parametrize("text", ["<?b#c>", "<b'c>", "<urn:a#b>"])
def test_an_iri_that_could_hide_a_comment_or_string_is_ambiguous(text: str) -> None:
    assert is_ambiguous(next(tokens(text)))


@pytest.mark.parametrize("text", ["<http://e.org/a#b>", "<http://e.org/o'b>", "<urn:a>", "'#'"])
def test_an_ordinary_iri_is_not(text: str) -> None:
    assert not is_ambiguous(next(tokens(text)))
