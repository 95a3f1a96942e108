"""The commands `kgstore token ...`."""

from __future__ import annotations

from pathlib import Path

from kgstore.web.tokens import TokenStore
from tests.cli.conftest import Kgstore


def test_a_token_is_shown_once_listed_and_revoked(empty: Kgstore, tmp_path: Path) -> None:
    made = empty("token", "create", "Ann Lee", "--role", "editor")
    assert made.status == 0
    secret = made.out.strip()
    tokens = TokenStore(tmp_path / "store")
    found = tokens.find(secret)
    assert found is not None
    assert (found.name, found.role) == ("Ann Lee", "editor")
    assert "not shown again" in made.err
    listed = empty("token", "list")
    assert "Ann Lee" in listed.out
    assert secret not in listed.out
    (row,) = empty("token", "list", "--json").json()
    assert row.keys() == {"name", "role", "created"}
    assert empty("token", "revoke", "Ann Lee").status == 0
    assert tokens.find(secret) is None
    assert empty("token", "list", "--json").json() == []


def test_a_role_is_reader_unless_more_is_asked_for(empty: Kgstore) -> None:
    empty("token", "create", "rita")
    assert empty("token", "list", "--json").json()[0]["role"] == "reader"
    assert empty("token", "create", "x", "--role", "king").status == 2


def test_what_cannot_be_done_is_said(kgstore: Kgstore, empty: Kgstore, tmp_path: Path) -> None:
    empty("token", "create", "ann")
    again = empty("token", "create", "ann")
    assert again.status == 2
    assert "Revoke it first" in again.err
    assert empty("token", "create", "a/b").status == 2
    assert empty("token", "revoke", "bob").status == 1
    nowhere = kgstore("token", "list", store=tmp_path / "nowhere")
    assert nowhere.status == 1
    assert "init" in nowhere.err
    assert not (tmp_path / "nowhere").exists()
