"""The types of the client, seen by a user's mypy --strict."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import CHECKOUT

PROGRAM = """
from kgstore.client import IRI, Knowledge, Rows, connect

def names(knowledge: Knowledge) -> list[str]:
    rows: Rows = knowledge.query("cq04", concept="wn30:02084071-n", metrics=["mzm:AP_50"])
    found = [value for value in rows.column("model") if isinstance(value, IRI)]
    return [iri.short for iri in found]

with connect("https://models.example.org", token="x") as there:
    document = there.get("model/x/y")
    document["description"] = "mended"
    reveal_type(there.put(document).outcome)
    reveal_type(there.ask("ASK {}"))
    reveal_type(there.query("cq04").dicts())
    there.delete("model/x/y", "duplicate")
    there.delete("model/x/y", "boredom")
    there.quary("cq04")
"""


def test_a_user_s_program_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path}", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    said = [line.split(": ", 2)[-1] for line in done.stdout.splitlines()]
    assert "created" in said[0], done.stdout
    assert "bool" in said[1]
    assert "list[" in said[2]
    assert "has incompatible type \"Literal['boredom']\"" in done.stdout
    assert 'has no attribute "quary"' in done.stdout
    assert "Found 2 errors in 1 file" in done.stdout
