"""A server with classes that are linked to concepts, and with links that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgstore.importers.registry import importer_named
from kgstore.link.review import import_mappings
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.settings import Settings
from tests.web.server import RECORDS, ROOT, Server, base_of, listening, make_tokens, serve

OWN = ROOT / "tests" / "web" / "browser" / "records" / "concepts.jsonl"
TABLE = """\
#curie_map:
#  harbour: {base}/id/labels/street/harbour#
#  wn30: http://wordnet-rdf.princeton.edu/wn30/
#  wd: http://www.wikidata.org/entity/
#mapping_set_id: https://example.org/sets/by-words
#license: https://spdx.org/licenses/CC0-1.0
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment
harbour:0-crane\tskos:closeMatch\twn30:02012849-n\tsemapv:LexicalMatching\t0.55\tthe bird
harbour:0-crane\tskos:exactMatch\twn30:03126707-n\tsemapv:LexicalMatching\t0.6\tthe machine
harbour:0-crane\tskos:exactMatch\twd:Q178692\tsemapv:LexicalMatching\t0.9\tby its id
harbour:1-evil\tskos:closeMatch\twn30:04194289-n\tsemapv:LexicalMatching\t0.51\t<script>alert(2)</script>
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests of a file share."""
    path, listener = tmp_path_factory.mktemp("harbour") / "store", listening()
    base = base_of(listener)
    settings = Settings(store=path, base=base, agent="tester", workers=1)
    with create(settings) as store:
        import_source(store, importer_named("records"), [RECORDS, OWN], settings)
        import_mappings(store, settings, TABLE.format(base=base), Path("words.sssom.tsv"), "words")
        tokens = make_tokens(store)
    with serve(path, listener, tokens, rate_limit=100_000) as running:
        yield running
