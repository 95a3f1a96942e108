"""Reading mapping sets, their RDF form, and the links derived from them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgstore.errors import ResourceError
from kgstore.link.denials import Denials, links_of
from kgstore.link.sssom import Mapping, read_mappings, records_graph
from kgstore.namespaces import PREFIXES

FRONT = """\
#curie_map:
#  e: https://example.org/
#mapping_set_id: https://example.org/set
#license: https://spdx.org/licenses/CC0-1.0
"""
COLUMNS = (
    "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence"
    "\tmapping_date\tcomment\n"
)
ROW = "e:mouse\tskos:exactMatch\t{}\te:{}\tsemapv:ManualMappingCuration\t{}\t2026-11-20\t{}\n"
DEVICE = ROW.format("", "pointing-device", "0.9", "a device")
RODENT = ROW.format("Not", "rodent", "1", 'no "animal"')
EXACT = PREFIXES["skos"] + "exactMatch"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "mouse.sssom.tsv"


def mappings(table: Path, text: str) -> list[Mapping]:
    table.write_text(text, "utf-8")
    return read_mappings(table)


def links(found: list[Mapping], threshold: float) -> str:
    return links_of(found, Denials.of(found), threshold)


def test_rows_come_with_their_lines_and_full_iris(table: Path) -> None:
    device, rodent = mappings(table, FRONT + COLUMNS + DEVICE + RODENT)
    assert (device.line, device.subject, device.predicate) == (
        6,
        "https://example.org/mouse",
        EXACT,
    )
    assert (device.confidence, device.negated) == (0.9, False)
    assert (rodent.object, rodent.negated) == ("https://example.org/rodent", True)
    assert rodent.cells["comment"] == 'no "animal"'


def test_line_ends_of_windows_and_a_byte_order_mark_are_taken(table: Path) -> None:
    table.write_bytes(
        b"\xef\xbb\xbf" + (FRONT + COLUMNS + DEVICE + "\n").replace("\n", "\r\n").encode()
    )
    (device,) = read_mappings(table)
    assert device.cells["comment"] == "a device"


def test_a_record_has_an_iri_and_keeps_negation_and_confidence(table: Path) -> None:
    found = mappings(table, FRONT + COLUMNS + DEVICE + RODENT)
    quads = list(ox.parse(records_graph(found), format=ox.RdfFormat.N_TRIPLES))
    assert not [quad for quad in quads if isinstance(quad.subject, ox.BlankNode)]
    said = {
        (quad.predicate.value, quad.object.value)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == found[1].iri
    }
    assert (PREFIXES["owl"] + "annotatedTarget", "https://example.org/rodent") in said
    assert (PREFIXES["sssom"] + "confidence", "1.0") in said
    modifier = PREFIXES["sssom"] + "NegatedPredicate"
    assert (PREFIXES["sssom"] + "predicate_modifier", modifier) in said
    assert found[0].iri != found[1].iri


def test_links_are_the_positive_rows_that_are_sure_enough(table: Path) -> None:
    found = mappings(table, FRONT + COLUMNS + DEVICE + RODENT)
    link = f"<https://example.org/mouse> <{EXACT}> <https://example.org/pointing-device> .\n"
    assert links(found, 0.9) == link
    assert links(found, 0.91) == ""


def test_a_not_outweighs_a_row_that_says_the_same_positively(table: Path) -> None:
    proposed = ROW.format("", "rodent", "0.99", "same word").replace(
        "ManualMappingCuration", "LexicalMatching"
    )
    assert links(mappings(table, FRONT + COLUMNS + proposed + RODENT), 0.5) == ""


def test_an_empty_set_gives_empty_graphs(table: Path) -> None:
    found = mappings(table, FRONT + COLUMNS)
    assert (found, records_graph(found), links(found, 0.0)) == ([], "", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (COLUMNS + DEVICE, "line 1: there is no front matter with a curie_map"),
        ("#: - [\n" + COLUMNS, "the front matter is no YAML"),
        (FRONT.replace("https://spdx.org/licenses/CC0-1.0", ""), "an IRI as license"),
        (FRONT, "line 5: the column subject_id"),
        (FRONT + COLUMNS.replace("confidence", "sureness") + DEVICE, "line 5: the column conf"),
        (FRONT + COLUMNS + DEVICE + "e:mouse\te:p\n", "line 7: it has more or fewer cells"),
        (FRONT + COLUMNS + DEVICE.replace("e:mouse", "x:mouse"), "line 6: the prefix 'x' of"),
        (FRONT + COLUMNS + DEVICE.replace("e:mouse", "e:a b"), "line 6: "),
        (FRONT + COLUMNS + DEVICE.replace("0.9", "90"), "line 6: confidence is '90'"),
        (FRONT + COLUMNS + DEVICE.replace("0.9", "nan"), "line 6: confidence is 'nan'"),
        (FRONT + COLUMNS + DEVICE.replace("0.9", ""), "line 6: confidence is empty"),
        (FRONT + COLUMNS + RODENT.replace("Not", "Never"), "predicate_modifier is 'Never'"),
        (FRONT + COLUMNS + DEVICE.replace("-11-", "-13-"), "line 6: "),
    ],
)
def test_a_faulty_file_is_named_with_its_line(table: Path, text: str, reason: str) -> None:
    with pytest.raises(ResourceError, match=r"mouse\.sssom\.tsv") as raised:
        mappings(table, text)
    assert reason in str(raised.value)


def test_all_faulty_lines_are_named_at_once(table: Path) -> None:
    text = FRONT + COLUMNS + DEVICE.replace("0.9", "2") + RODENT.replace("Not", "No")
    with pytest.raises(ResourceError) as raised:
        mappings(table, text)
    assert "line 6: " in str(raised.value)
    assert "line 7: " in str(raised.value)


def test_an_absent_file_and_one_that_is_no_text_are_named(table: Path) -> None:
    with pytest.raises(ResourceError, match=r"mouse\.sssom\.tsv cannot be read"):
        read_mappings(table)
    table.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResourceError, match=r"mouse\.sssom\.tsv cannot be read"):
        read_mappings(table)
