"""The store that browser tests look at: the example catalogue, the paper's example, odd records.

It is made once in a run of the tests, whatever the number of its processes, and copied for each.
"""

from __future__ import annotations

from pathlib import Path

from kgstore.commit.lock import Lock
from kgstore.importers.registry import importer_named
from kgstore.opening import create
from kgstore.pipeline import import_source
from kgstore.resources import folder
from kgstore.settings import Settings
from tests.web.server import DOCUMENTS, copied, make_tokens

BASE = "http://zoo.example.org"
OWN = Path(__file__).parent / "records"
_PATIENCE = 600.0


def zoo(shared: Path, target: Path) -> tuple[Path, dict[str, str]]:
    """Return a copy of the store at `target`, and its agents' tokens."""
    with_lock = Lock(shared / "zoo.lock", write=True, wait=_PATIENCE)
    try:
        made = shared / "zoo"
        if not (made / "CURRENT").is_file():
            make(made)
        path = copied(made, target)
    finally:
        with_lock.close()
    with_tokens = Settings(store=path, base=BASE)
    return path, make_tokens_of(with_tokens)


def make(path: Path, *sources: Path) -> None:
    """Make the store at `path`, of `sources` alone if some are given."""
    settings = Settings(store=path, base=BASE, agent="tester", workers=1)
    with create(settings) as store:
        given = [*sources] or [folder("examples"), *DOCUMENTS, OWN]
        import_source(store, importer_named("records"), given, settings)
        assert len(store.quarantine) == 0, [entry.findings for entry in store.quarantine]


def make_tokens_of(settings: Settings) -> dict[str, str]:
    """Make a token of each agent for a store that nobody has opened."""
    from kgstore.opening import for_reading

    with for_reading(settings) as store:
        return make_tokens(store)
