"""The file of tokens: what is kept, what is told, and that revoking counts at once."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from kgstore.errors import NotFound, StoreError, TokenError
from kgstore.web.tokens import Role, TokenStore


def test_a_token_is_found_by_itself_alone(tmp_path: Path) -> None:
    tokens = TokenStore(tmp_path)
    secret = tokens.create("Ann Lee", Role.EDITOR)
    found = tokens.find(secret)
    assert found is not None
    assert (found.name, found.role) == ("Ann Lee", Role.EDITOR)
    identity, _, rest = secret.removeprefix("kgs_").partition("_")
    other = ("A" if rest[0] != "A" else "B") + rest[1:]
    for wrong in (
        "",
        secret[:-1],
        secret + "x",
        f"kgs_{identity}_{other}",
        f"kgs_{'0' * 12}_{rest}",
    ):
        assert tokens.find(wrong) is None


def test_the_secret_is_not_in_the_file(tmp_path: Path) -> None:
    secret = TokenStore(tmp_path).create("ann", Role.ADMIN)
    text = (tmp_path / "tokens.json").read_text()
    assert secret.rpartition("_")[2] not in text
    assert json.loads(text)["tokens"][0]["name"] == "ann"


def test_one_secret_twice_has_two_digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgstore.web.tokens.secrets.token_urlsafe", lambda n: "x" * 43)
    tokens = TokenStore(tmp_path)
    tokens.create("ann", Role.READER)
    tokens.create("bob", Role.READER)
    first, second = tokens
    assert first.digest != second.digest


def test_what_another_process_did_counts_at_once(tmp_path: Path) -> None:
    serving, command = TokenStore(tmp_path), TokenStore(tmp_path)
    secret = command.create("ann", Role.EDITOR)
    assert serving.find(secret) is not None
    command.revoke("ann")
    assert serving.find(secret) is None
    assert serving.find(command.create("ann", Role.READER)) is not None
    assert serving.find(secret) is None


def test_names_are_unique_and_names(tmp_path: Path) -> None:
    tokens = TokenStore(tmp_path)
    tokens.create("ann", Role.READER)
    with pytest.raises(TokenError, match="there is a token 'ann'"):
        tokens.create("ann", Role.ADMIN)
    for name in ("", " ", "a/b", "a\nb", "-", "x" * 65, "\0"):
        with pytest.raises(TokenError, match="cannot be the name"):
            tokens.create(name, Role.READER)
    with pytest.raises(NotFound):
        tokens.revoke("bob")
    assert [token.name for token in tokens] == ["ann"]


def test_many_at_once_lose_none(tmp_path: Path) -> None:
    work = [
        threading.Thread(target=lambda n=n: TokenStore(tmp_path).create(f"agent {n}", Role.READER))
        for n in range(12)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert {token.name for token in TokenStore(tmp_path)} == {f"agent {n}" for n in range(12)}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tokens": [{"id": 1}]}'])
def test_a_broken_file_lets_nobody_in(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokens.json").write_text(content)
    with pytest.raises(StoreError, match="cannot be read"):
        TokenStore(tmp_path).find("kgs_" + "0" * 12 + "_" + "x" * 43)


@pytest.mark.parametrize("role", list(Role))
def test_roles_are_a_ladder(role: Role) -> None:
    assert [role.covers(other) for other in Role] == [
        list(Role).index(other) <= list(Role).index(role) for other in Role
    ]
