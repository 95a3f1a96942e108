"""A real browser, Debian's Chromium, over a real server; axe-core; what a page asks for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.browser.zoo import zoo
from tests.web.server import Server, listening, serve

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; tests that need it are skipped, by name, where it is absent.

    One for each file: while Playwright is open its event loop runs in this thread, and no test of
    another file that the same process runs later could call `asyncio.run`.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium: install Debian's package chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the catalogue that all browser tests share; write only what is your own."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    path, tokens = zoo(shared, tmp_path_factory.mktemp("site") / "store")
    with serve(path, listening(), tokens, rate_limit=100_000) as running:
        running.until_indexed()
        yield running


@dataclass
class Visit:
    """A page of the browser, and what went wrong in it: `faults` must stay empty."""

    page: Page
    server: Server
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda one: self._note(one.type, one.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        own = urlsplit(self.server.url).netloc
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != own:
            self.faults.append(f"asks another server: {url}")

    def to(self, place: str) -> Page:
        """Go to a path of the server and return the page."""
        self.page.goto(self.server.url + place)
        return self.page

    def sign_in(self, agent: str) -> None:
        """Sign in as an agent of `tests.web.server.AGENTS`, as a person does."""
        self.to("/login")
        self.page.get_by_label("Token").fill(self.server.tokens[agent])
        self.page.get_by_role("button", name="Sign in").click()

    def axe(self) -> None:
        """Check that axe-core finds nothing wrong with the page as it is."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()

    def fits(self) -> None:
        """Check that nothing of the page as it is lies beyond its right edge."""
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(beyond) <= 0


Visiting = Callable[..., Visit]


@pytest.fixture
def visiting(browser: Browser, site: Server) -> Iterator[Visiting]:
    """Call `visiting(java_script_enabled=False, color_scheme="dark", ...)` for a visit.

    When the test has ended without a failure of its own, no visit may have had a fault.
    """
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def begin(**how: object) -> Visit:
        context = browser.new_context(**how)  # type: ignore[arg-type]  # the test's to get right
        contexts.append(context)
        visits.append(Visit(context.new_page(), site))
        return visits[-1]

    yield begin
    for context in contexts:
        context.close()
    assert not [fault for visit in visits for fault in visit.faults]


@pytest.fixture
def visit(visiting: Visiting) -> Visit:
    """A visit with scripts, in the light."""
    return visiting()
