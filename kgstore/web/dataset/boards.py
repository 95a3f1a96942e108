"""What can be ranked: a metric variant on a dataset or split, for only such values compare."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kgstore.errors import ParameterError
from kgstore.intake import iri_of
from kgstore.namespaces import compact
from kgstore.publish.describe import bracketed, name
from kgstore.web.dataset.kept import kept
from kgstore.web.dataset.parts import CANONICAL
from kgstore.web.documents import Site
from kgstore.web.pages_about import rows


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric; `higher` says which way is better, None where nobody says so."""

    iri: str
    label: str
    higher: bool | None
    unit: str
    execution: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What can be ranked: a metric on a dataset, and how many values there are."""

    dataset: str
    metric: str
    count: int

    @property
    def key(self) -> str:
        """What stands for it in an address."""
        return f"{compact(self.dataset)} {compact(self.metric)}"


def metrics(here: Site) -> dict[str, Metric]:
    """Return the metrics of the vocabulary, by IRI."""

    def read() -> dict[str, Metric]:
        found = {}
        for row in rows(here.view, here.library, "metric-directions"):
            said = {key: getattr(row[key], "value", "") for key in ("label", "higher", "unit")}
            higher = said["higher"] == "true" if said["higher"] else None
            execution = getattr(row["execution"], "value", "") == "true"
            iri = name(row["metric"])
            found[iri] = Metric(iri, said["label"], higher, said["unit"], execution)
        return found

    return here.once("metrics of leaderboards", read)


def metric_of(here: Site, iri: str) -> Metric:
    """Return a metric; of one that is in no vocabulary little is known."""
    return metrics(here).get(iri) or Metric(iri, "", None, "", execution=False)


def boards(here: Site, dataset: str, models: int) -> list[Board]:
    """Return what was measured on a dataset, its parts and versions, what is measured most first.

    `models` is how many models are evaluated on it, which says how costly this is.
    What a computation cost is left out: it compares on one and the same hardware only.
    """

    def read() -> list[Board]:
        counts: dict[tuple[str, str], int] = defaultdict(int)
        (given,) = bracketed([dataset])
        for row in rows(here.view, here.library, "leaderboards", dataset=given):
            found, metric = name(row["dataset"]), name(row["metric"])
            if not metric_of(here, metric).execution:
                whole = _canonical(here, found)
                counts[whole, metric] += int(getattr(row["count"], "value", "0"))
        listed = [Board(*key, number) for key, number in counts.items()]
        return sorted(listed, key=lambda board: (-board.count, board.key))

    return kept(here, f"leaderboards of {dataset}", models, read)


def _canonical(here: Site, dataset: str) -> str:
    for _ in range(9):
        found = [one for one in here.view.values(dataset, CANONICAL) if one != dataset]
        if not found:
            break
        dataset = found[0]
    return dataset


def read_board(key: str) -> Board:
    """Return the board that an address names.

    >>> read_board("mzd:COCO-2017-val mzm:AP_50_95").metric
    'https://w3id.org/modelzoo/vocabulary/metric/AP_50_95'

    Raises:
        ParameterError: it names no dataset and metric.
        IriError: one of them is no IRI.
    """
    dataset, _, metric = key.strip().partition(" ")
    if not dataset or not metric:
        advice = "It is two IRIs or prefixed names: the dataset, a space, the metric."
        message = f"{key[:80]!r} names no dataset and metric"
        raise ParameterError(message, subject="board", advice=advice)
    return Board(iri_of(dataset), iri_of(metric.strip()), 0)
