"""Puts a whole knowledge base into a store, or takes it out: one commit or none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kgstore.commit.change import Commit, GraphChange, GraphInfo
from kgstore.commit.rewrite import Progress, silent
from kgstore.commit.store import Store
from kgstore.errors import NotFound
from kgstore.link.lexicon import Lexicon
from kgstore.link.wordnet.graph import graph_of
from kgstore.link.wordnet.stored import LOADED, Loaded, loaded

_PIECE = 1 << 20


def load(
    store: Store, lexicon: Lexicon, source: Path, *, agent: str, progress: Progress = silent
) -> Commit | None:
    """Commit a lexicon as a graph of its own; return the commit, or None if it was there already.

    The store notes the version, and the digest of the files that were read.

    Raises:
        StoreError: the disk is full or fails; nothing is changed.
    """
    graph = f"{store.base}/graph/{LOADED}/{lexicon.name}"
    info = GraphInfo(revision=lexicon.version, document_digest=digest_of(source))
    message = f"concepts: {lexicon.title} ({len(lexicon.synsets):,} synsets)"
    with store.bulk(agent=agent, message=message, progress=progress) as bulk:
        bulk.put(GraphChange(graph, graph_of(lexicon), info))
    return bulk.commit


def drop(store: Store, name: str, *, agent: str, progress: Progress = silent) -> Loaded:
    """Take a loaded knowledge base out of the store; links to its concepts stay.

    Raises:
        NotFound: none of that name was loaded; the advice names those that were.
    """
    there = {one.name: one for one in loaded(store.view, store.base)}
    if name not in there:
        known = ", ".join(there) or "none"
        raise NotFound(
            f"no knowledge base {name} was loaded", subject=name, advice=f"Loaded: {known}."
        )
    found = there[name]
    message = f"concepts: drop {found.title}"
    with store.bulk(agent=agent, message=message, progress=progress) as bulk:
        bulk.put(GraphChange(found.graph, None))
    return found


def digest_of(source: Path) -> str:
    """Return the SHA-256 of a file, or of the WordNet files of a folder, in hex."""
    state = hashlib.sha256()
    names = [source]
    if source.is_dir():
        patterns = ("data.*", "index.*", "*.exc", "cntlist.rev")
        names = sorted(file for pattern in patterns for file in source.glob(pattern))
    for file in names:
        with file.open("rb") as content:
            while piece := content.read(_PIECE):
                state.update(piece)
    return state.hexdigest()
