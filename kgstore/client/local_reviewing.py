"""A store in a folder of this machine: its links reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kgstore.client.local_finding import LocalFinding
from kgstore.client.reviewing import Decision, ImportedLinks, Verdict, decision_of


class LocalReviewing(LocalFinding):
    """The curators' part of a store."""

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
        from kgstore.link import review, told

        store, said = self._writing(), review.Verdict(verdict)
        concept = self.iri(instead) if instead else ""
        done = review.decide(
            store, self._settings, records, said, reason=reason, author=author, instead=concept
        )
        return decision_of(told.decided_as_json(store.view, said, done))

    def import_links(self, file: Path | str, name: str = "") -> ImportedLinks:
        """Bring in a reviewed mapping set, an SSSOM/TSV file of this machine."""
        from kgstore.link import review, sssom, told

        path = Path(file)
        text = sssom.table_text(path)
        sssom.parse_mappings(text, path)  # before the store is held
        done = review.import_mappings(self._writing(), self._settings, text, path, name)
        return ImportedLinks(**told.imported_as_json(done))
