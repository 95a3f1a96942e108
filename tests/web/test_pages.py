"""Pages for people: escaped, cut, named by one query, with what points at a thing."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from kgstore.commit.view import View
from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.publish.describe import describe
from kgstore.settings import Settings
from kgstore.sparql.library import Library
from kgstore.web import pages_about
from kgstore.web.pages_model import LONGEST_TEXT, MOST_VALUES, present
from tests.web.linked_store import EVIL, linked, make
from tests.web.server import Server

__all__ = ["linked"]
SCRIPT = r'<script(?! type="(application/ld\+json|module)"[ >])'
"""A script that is neither data nor a file of ours."""
PLACES = ("/", "/void", "/catalog", "/ontology", "/shapes", "/vocabulary", "/vocabulary/task")


@pytest.fixture(scope="module")
def page(linked: Server) -> str:
    """The page that shows any resource, of the model with hostile texts."""
    return httpx.get(f"{linked.url}/doc/model/x/rich?view=everything").text


def test_texts_of_sources_are_escaped(page: str) -> None:
    assert EVIL not in page
    assert "rich &lt;script&gt;" in page
    assert not re.search(rf"{SCRIPT}|\son\w+=|style=", page)
    assert 'href="javascript:' not in page


def test_texts_find_their_own_direction_and_language(page: str) -> None:
    assert '<span class="text" dir="auto">\u05e9\u05dc\u05d5\u05dd</span>' in page


def test_what_is_long_is_cut_and_says_so(page: str) -> None:
    assert f"{2000 - LONGEST_TEXT:,} more characters" in page
    assert f"and {41 - MOST_VALUES} more" in page


def test_parts_stand_in_their_document(page: str) -> None:
    assert 'id="evaluation"' in page
    assert 'id="file-2"' in page
    assert ">unseen data</a>" in page


def test_it_says_who_says_so(page: str) -> None:
    assert "Who says so" in page
    assert re.search(r'<td title="[^"]+/graph/record/x/model/rich">record</td>', page)
    assert "tester</a>" in page


def test_what_points_at_a_thing_is_shown(linked: Server) -> None:
    shown = httpx.get(f"{linked.url}/doc/agent/x/ann").text
    assert "What points here" in shown
    assert re.search(r"creator</a>\s*<small>of 1</small>", shown)


@pytest.mark.parametrize("place", PLACES)
def test_pages_keep_to_the_policy_of_content(linked: Server, place: str) -> None:
    found = httpx.get(linked.url + place, headers={"Accept": "text/html"}, timeout=60)
    assert found.status_code == 200
    assert "script-src 'self'" in found.headers["content-security-policy"]
    assert not re.search(rf"{SCRIPT}|\son\w+=\"|style=|<style", found.text)


def test_links_of_pages_lead_somewhere(linked: Server) -> None:
    with linked.client(follow_redirects=True) as client:
        for place in (*PLACES, "/doc/model/x/rich"):
            shown = client.get(place, headers={"Accept": "text/html"}).text
            targets = sorted(set(re.findall(r'href="(/[^"#?]*)["#]', shown)))
            for target in targets[:60]:
                assert client.head(target).status_code == 200, (place, target)


def test_files_of_pages_are_few(linked: Server) -> None:
    with linked.client() as client:
        style = client.get("/static/style.css")
        assert style.headers["content-type"].startswith("text/css")
        assert client.get("/static/home.py").status_code == 404
        picture = client.get("/favicon.ico", follow_redirects=True)
        assert picture.headers["content-type"] == "image/svg+xml"
        assert client.get("/static/..%2fhome.py").status_code == 404


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The view of the same store, in this process."""
    path = tmp_path_factory.mktemp("pages") / "store"
    make(path, "https://example.org")
    return View(path / (path / "CURRENT").read_text("utf-8").strip(), write=False)


def test_names_take_one_query(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(View, "query", _counting(View.query, asked))
    described = describe(view, Library.packaged(), BASE, f"{BASE}/id/model/x/rich")
    assert described is not None
    thing, wanted = present(described)
    asked.clear()
    names = pages_about.names_of(view, Library.packaged(), BASE, wanted)
    assert len(asked) == 1
    assert names("https://w3id.org/modelzoo#task") == "task"
    assert names("http://purl.org/dc/terms/license") == "licence"
    assert names("urn:x") == "urn:x"
    assert [group.heading for group in thing.groups if group.heading] == ["configurations"]


BASE = "https://example.org"


def _counting(query: object, asked: list[str]) -> object:
    def counted(self: View, text: str, /, **more: bool) -> object:
        asked.append(text)
        return query(self, text, **more)  # type: ignore[operator]  # it is View.query

    return counted


@pytest.mark.corpus
def test_pages_of_the_hub_are_made(corpus: Path, tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "s", base=BASE, agent="tester", workers=1)
    with create(settings) as store:
        sample = corpus / "huggingface" / "models_2022-02_sample"
        import_source(store, importer_named("huggingface"), [sample], settings)
        library = Library.packaged()
        graphs = [graph for graph in store.view.graphs() if "/graph/record/" in graph][:200]
        for graph in graphs:
            iri = store.view.values(graph, "https://w3id.org/modelzoo#recordOf", store.meta_graph)
            described = describe(store.view, library, store.base, iri[0])
            assert described is not None
            thing, wanted = present(described)
            names = pages_about.names_of(store.view, library, store.base, wanted)
            assert pages_about.title_of(described, names)
            assert thing.rows
