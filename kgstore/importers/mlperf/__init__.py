"""MLPerf Inference: the results of a round, from its logs or a table of them, with the systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from kgstore.errors import ImportFailed
from kgstore.importers.base import ImportContext, Item, Scan
from kgstore.importers.draft import Draft
from kgstore.importers.files import files, note
from kgstore.importers.json_text import packed
from kgstore.importers.mlperf.entry import FATES, Entry
from kgstore.importers.mlperf.round import Round, place_of
from kgstore.importers.terms import Terms
from kgstore.records.record import Raw, Record


class MLPerf:
    """The importer; see kgstore.importers.base."""

    name = "mlperf"
    title = "MLPerf Inference"
    reads = (
        "A checkout of a round's results, also packed: `<closed|open>/<submitter>/systems/*.json`, "
        "the logs below `results` and `measurements`, and `results_derived.csv`, a table of them."
    )
    homepage = "https://mlcommons.org/benchmarks/inference-datacenter/"

    def prepare(self, scan: Scan) -> None:
        """Return nothing: what belongs together is one item."""

    def scan(self, scan: Scan) -> Iterable[Item]:
        """Yield one item for each benchmark of a submitter: what it ran on all its systems.

        Raises:
            ImportFailed: there is no result.
        """
        found = Round(scan)
        for file in files(scan, _is_wanted):
            found.read(file)
        models = found.models()
        if not models:
            paths = ", ".join(str(path) for path in scan.paths)
            raise ImportFailed(
                f"there is no result of MLPerf Inference in {paths}",
                subject=paths,
                advice="Name a checkout of inference_results_v*, or its logs with the systems.",
            )
        for native, data in models.items():
            content = packed(data)
            if content is None:
                note(scan, native, "cannot be kept: too deep or too large")
                continue
            yield Item(native, {"data": content, "native": native.encode()})

    def records(self, item: Item, context: ImportContext) -> Iterator[Record]:
        """Yield the record of what a submitter ran for one benchmark."""
        data: dict[str, Any] = orjson.loads(item.content["data"])
        terms = Terms(context.minter, context.vocabulary, self.name)
        draft = Draft("model", item.content["native"].decode(), item.file, terms)
        document = Entry(draft, data).document()
        yield draft.record(document, Raw(item.content["data"]), FATES, data)


def _is_wanted(path: PurePosixPath) -> bool:
    return path.suffix == ".csv" or place_of(path) is not None


importer = MLPerf()
