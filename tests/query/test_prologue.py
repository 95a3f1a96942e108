"""Prefixes are added where a query uses and does not declare them, and nowhere else."""

from __future__ import annotations

import pytest

from kgstore.query.prologue import with_prefixes


def added(text: str) -> str:
    complete = with_prefixes(text)
    assert complete.endswith(text)
    return complete.removesuffix(text)


def test_those_used_are_added_on_one_line() -> None:
    line = added("SELECT * {\n ?s a mz:MLModel ; mz:task mzt:x }")
    assert line.count("\n") == 1
    assert "PREFIX mz: <" in line
    assert "PREFIX mzt: <" in line
    assert line.count("PREFIX") == 2


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p ?o }",
        "PREFIX mz: <urn:x:> ASK { ?s a mz:MLModel }",
        "prefix\n# note\nmz: <urn:x:> ASK { ?s a mz:MLModel }",
        'ASK { ?s ?p "mz:MLModel" } # mz:MLModel',
        "ASK { ?s ?p <mz:MLModel> }",
        "ASK { ?s a unknown:Thing }",
    ],
)
def test_no_others_are(text: str) -> None:
    assert added(text) == ""
