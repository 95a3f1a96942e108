"""init, log, verify, rebuild, backup, restore, stats: on sound, damaged and absent stores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BASE, Kgstore


def test_a_new_store_is_sound_and_knows_the_ontology(kgstore: Kgstore) -> None:
    assert kgstore("init", "--base", BASE).status == 0
    assert "sound" in kgstore("verify").err
    assert "knowledge" in kgstore("log").out
    assert "mzd:COCO" in kgstore("show", "mzd:COCO").out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["query", "cq04"], 1, "is not a store|does not exist"),
        (["verify"], 1, "does not exist"),
        (["init", "--base", "not an IRI"], 1, "cannot be the base"),
        (["nonsense"], 2, "No such command"),
        (["import", "records"], 2, "name files or folders"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    kgstore: Kgstore, arguments: list[str], status: int, said: str
) -> None:
    outcome = kgstore(*arguments)
    assert outcome.status == status
    assert any(part in outcome.err for part in said.split("|")), outcome.err


def test_init_twice_is_refused(zoo: Kgstore) -> None:
    outcome = zoo("init")
    assert (outcome.status, "already" in outcome.err) == (1, True)


def test_a_folder_with_other_things_is_no_place_for_a_store(
    kgstore: Kgstore, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    assert kgstore("init", store=tmp_path / "notes").status == 1
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("command", ["rebuild", "verify", "init", "serve", "quarantine list"])
def test_what_needs_the_folder_says_so_of_a_url(kgstore: Kgstore, command: str) -> None:
    outcome = kgstore(*command.split(), store="https://models.example.org")
    assert outcome.status == 1
    assert f"kgstore {command.split()[0]}" in outcome.err
    assert "--store FOLDER" in outcome.err


def test_a_server_that_is_not_there_is_one_clear_line(kgstore: Kgstore) -> None:
    outcome = kgstore("stats", store="http://127.0.0.1:9")
    assert outcome.status == 1
    assert "cannot be reached" in outcome.err


def test_the_log_names_agent_and_source(zoo: Kgstore) -> None:
    (newest, *_) = zoo("log", "--json").json()
    assert (newest["agent"], newest["source"]) == ("tester", "records")
    assert zoo("log", newest["number"]).out.count("\n") == 1
    assert zoo("log", 99).status == 1


def test_a_flipped_byte_is_found_and_the_rest_recovered(zoo: Kgstore, tmp_path: Path) -> None:
    segment = sorted((tmp_path / "store" / "ledger").iterdir())[-1]
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(bytes(content))
    outcome = zoo("verify")
    assert outcome.status == 1
    assert segment.name in outcome.out
    assert zoo("rebuild").status == 1
    assert "mzd:COCO" in zoo("show", "mzd:COCO").out


def test_rebuild_gives_the_same_answers(zoo: Kgstore) -> None:
    before = zoo("export", "--format", "nquads").out
    assert zoo("rebuild").status == 0
    assert zoo("export", "--format", "nquads").out == before
    assert zoo("verify").status == 0


def test_a_backup_comes_back(zoo: Kgstore, tmp_path: Path) -> None:
    before = zoo("export").out
    assert zoo("backup", tmp_path / "copy").status == 0
    assert zoo("backup", tmp_path / "copy").status == 1
    assert zoo("restore", tmp_path / "copy", store=tmp_path / "again").status == 0
    assert zoo("export", store=tmp_path / "again").out == before
    assert zoo("verify", store=tmp_path / "again").status == 0


def test_a_store_held_by_another_process_says_by_whom(zoo: Kgstore, tmp_path: Path) -> None:
    holding = (
        "import sys, pathlib; from kgstore.commit.store import Store\n"
        "store = Store.open(pathlib.Path(sys.argv[1]), write=True)\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holding, str(tmp_path / "store")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        outcome = zoo("stats")
        holder.stdin.close()
    assert outcome.status == 1
    assert str(holder.pid) in outcome.err
    assert zoo("stats").status == 0


def test_the_script_is_installed() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("kgstore"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("kgstore ")
