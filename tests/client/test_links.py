"""Links reviewed through the client: the same on a folder and on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgstore.client import Knowledge
from kgstore.errors import NotFound, ParameterError, ResourceError

PLANT = "https://w3id.org/modelzoo/vocabulary/labels/voc20/pottedplant"
HOUSEPLANT = "wn30:13083023-n"
TABLE = """\
#curie_map:
#  lab: https://w3id.org/modelzoo/vocabulary/labels/voc20/
#  wn30: http://wordnet-rdf.princeton.edu/wn30/
#mapping_set_id: https://example.org/sets/by-words
#license: https://spdx.org/licenses/CC0-1.0
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence
lab:cat\tskos:exactMatch\twn30:10172793-n\tsemapv:LexicalMatching\t0.4
"""


def proposed(knowledge: Knowledge) -> str:
    (row,) = knowledge.query("links", set="voc20", status="proposed")
    return str(row["id"])


def test_a_decision_is_made_repeated_and_taken_back(knowledge: Knowledge) -> None:
    record = proposed(knowledge)
    done = knowledge.decide([record], "accept", reason="seen in the images", author="Ann")
    (mapping,) = done.mappings
    assert (done.verdict, mapping.id, mapping.object.short) == ("accept", record, HOUSEPLANT)
    assert mapping.subject == PLANT
    assert done.commit == knowledge.log(1)[0].number
    assert knowledge.ask(f"ASK {{ <{PLANT}> skos:closeMatch {HOUSEPLANT} }}")
    again = knowledge.decide([record], "accept", reason="seen in the images", author="Ann")
    assert again.commit is None
    knowledge.decide([record], "reject", reason="it is a pot", instead="wn30:03991062-n")
    assert not knowledge.ask(f"ASK {{ <{PLANT}> skos:closeMatch {HOUSEPLANT} }}")
    assert knowledge.ask(f"ASK {{ <{PLANT}> skos:closeMatch wn30:03991062-n }}")
    decided = knowledge.query("links", set="review")
    knowledge.decide([str(row["id"]) for row in decided], "withdraw")
    assert proposed(knowledge) == record


def test_what_cannot_be_decided_changes_nothing(knowledge: Knowledge) -> None:
    record, before = proposed(knowledge), knowledge.log(1)
    with pytest.raises(NotFound, match="no mapping record ffff"):
        knowledge.decide([record, "ffff"], "accept", reason="x")
    with pytest.raises(ParameterError, match="reason"):
        knowledge.decide([record], "reject", reason=" ")
    with pytest.raises(NotFound, match="nobody decided"):
        knowledge.decide([record], "withdraw")
    assert knowledge.log(1) == before


def test_a_mapping_set_comes_in_whole_or_not_at_all(knowledge: Knowledge, tmp_path: Path) -> None:
    file, before = tmp_path / "by-words.sssom.tsv", knowledge.log(1)
    file.write_text(TABLE.replace("lab:cat", "lob:cat"), "utf-8")
    with pytest.raises(ResourceError, match="line 7: the prefix 'lob'"):
        knowledge.import_links(file)
    with pytest.raises(ResourceError, match="cannot be read"):
        knowledge.import_links(tmp_path / "none.tsv")
    assert knowledge.log(1) == before
    file.write_text(TABLE.replace("lab:cat", "lab:nothing"), "utf-8")
    done = knowledge.import_links(file)
    assert (done.set, done.rows, done.unknown) == ("made/by-words", 1, 1)
    assert done.example.endswith("/nothing")
    assert done.commit == knowledge.log(1)[0].number
    assert knowledge.log(1)[0].message == "links: import by-words.sssom.tsv as by-words"
    assert knowledge.import_links(file).commit is None
