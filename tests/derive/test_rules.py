"""Rules: found with their affected query, and refused where they are not what they must be."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.derive.rules import Rule, load
from kgstore.errors import QueryError

AFFECTED = "#+ parameters: {changed: {kind: iris, default: [], description: d}}\n"
AFFECTED += "SELECT ?focus { VALUES ?focus { $changed } }"
FOCUS = "#+ parameters: {focus: {kind: iris, default: [], description: d}}\n"


def write(folder: Path, text: str) -> Path:
    (folder / "r.rq").write_text(FOCUS + text)
    (folder / "r.affected.rq").write_text(AFFECTED)
    return folder


def test_a_rule_without_its_affected_query_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "CONSTRUCT { ?focus a ?t } { VALUES ?focus { $focus } ?focus a ?t }")
    (tmp_path / "r.affected.rq").unlink()
    with pytest.raises(QueryError, match=r"no r\.affected\.rq beside it"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?focus a ?t } { ?focus a ?t }",
        "CONSTRUCT { ?focus a ?t } { VALUES ?focus { $focus } VALUES ?focus { $focus } }",
        "CONSTRUCT { ?focus a ?t } { VALUES ?other { $focus } ?focus a ?t }",
    ],
)
def test_a_rule_must_be_restricted_exactly_once(tmp_path: Path, text: str) -> None:
    with pytest.raises(QueryError, match="exactly once"):
        load(write(tmp_path, text))


def test_the_restriction_may_be_laid_out_as_one_likes(tmp_path: Path) -> None:
    text = "CONSTRUCT { ?focus a ?t } { VALUES ?focus # which\n{\n$focus }\n ?focus a ?t }"
    (rule,) = load(write(tmp_path, text))
    assert "VALUES" not in rule.construct()
    ox.Store().query(rule.construct())


@pytest.mark.parametrize("rule", load(), ids=lambda rule: rule.name)
def test_every_packaged_rule_derives_about_its_focus_only(rule: Rule) -> None:
    assert rule.query.form == "CONSTRUCT"
    assert rule.affected.form == "SELECT"
    assert "CONSTRUCT { ?focus " in rule.query.text
    for text in (rule.construct(), rule.construct(["urn:a", "urn:b"])):
        ox.Store().query(text)
    ox.Store().query(rule.select_affected(["urn:a"]))
