"""A kgstore server: its links reviewed over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from kgstore.client.remote_finding import RemoteFinding
from kgstore.client.reviewing import Decision, ImportedLinks, Verdict, decision_of

_LINKS: Final = "/api/v1/links"
_TABLE: Final = {"Content-Type": "text/tab-separated-values"}


class RemoteReviewing(RemoteFinding):
    """The curators' part of a server."""

    def decide(
        self,
        records: Sequence[str],
        verdict: Verdict,
        *,
        reason: str = "",
        author: str = "",
        instead: str = "",
    ) -> Decision:
        """Decide on mapping records, by their ids or IRIs: on all of them, or none."""
        said: dict[str, Any] = {"records": list(records)}
        if verdict != "withdraw":
            said |= {"reason": reason, "author": author}
        if instead:
            said["instead"] = self.iri(instead)
        return decision_of(self._transport.json("POST", f"{_LINKS}/{verdict}", json=said))

    def import_links(self, file: Path | str, name: str = "") -> ImportedLinks:
        """Bring in a reviewed mapping set, an SSSOM/TSV file of this machine."""
        from kgstore.link.sssom import parse_mappings, table_text

        path = Path(file)
        text = table_text(path)
        parse_mappings(text, path)  # so that faults are told as of a file, and nothing is sent
        asked = {"file": path.name, "set": name}
        content = text.encode()
        found = self._transport.json(
            "POST", f"{_LINKS}/import", params=asked, headers=_TABLE, content=content
        )
        return ImportedLinks(**found)
