"""Pictures of every kind of page for the documents: `make screenshots`.

    python -m tests.web.browser.screenshots FOLDER

They show the example catalogue, as `make demo` does.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from kgstore.namespaces import PREFIXES
from kgstore.resources import folder
from kgstore.settings import Settings
from tests.web.browser.conftest import FLAGS
from tests.web.browser.zoo import BASE, make, make_tokens_of
from tests.web.server import Server, listening, serve

_VEHICLE = quote(PREFIXES["wn30"] + "04524313-n")
_COMPARED = "&".join(
    f"m={quote(f'{BASE}/id/model/open_model_zoo/{name}')}"
    for name in ("yolo-v4-tf", "yolo-v3-tf", "yolox-tiny", "yolo-v4-tiny-tf")
)
PLACES = {
    "home": "/",
    "find": "/find?filter=" + quote("detects:vehicle license:apache-2.0"),
    "model": "/doc/model/open_model_zoo/yolo-v4-tf",
    "dataset": "/vocabulary/dataset/COCO",
    "compare": f"/compare?{_COMPARED}",
    "concepts": f"/concepts/of?iri={_VEHICLE}",
    "review": "/concepts/review",
    "question": "/ask/cq04",
    "sparql": "/ask?query="
    + quote("SELECT ?task (COUNT(?model) AS ?models) { ?model mz:task ?task } GROUP BY ?task"),
    "curate": "/curate",
    "record": "/curate/model",
    "ontology": "/ontology",
}
ON_A_PHONE = {"find", "model"}
IN_THE_DARK = {"compare"}


def main(target: Path) -> None:
    """Write the pictures into a folder."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "store"
        make(path, folder("examples"))
        tokens = make_tokens_of(Settings(store=path, base=BASE))
        with serve(path, listening(), tokens) as server, sync_playwright() as playwright:
            server.until_indexed()
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            for name, place in PLACES.items():
                take(browser, server, place, target / f"{name}.png")
                if name in ON_A_PHONE:
                    take(browser, server, place, target / f"{name}-phone.png", phone=True)
                if name in IN_THE_DARK:
                    take(browser, server, place, target / f"{name}-dark.png", dark=True)
            browser.close()


def take(
    browser: Browser,
    server: Server,
    place: str,
    file: Path,
    *,
    phone: bool = False,
    dark: bool = False,
) -> None:
    """Write the picture of one page, signed in as a curator."""
    width, height = (390, 844) if phone else (1280, 860)
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    cookie = {"name": "kgstore_token", "value": server.tokens["cleo"], "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a dictionary of these keys
    page = context.new_page()
    page.goto(server.url + place, wait_until="networkidle")
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
