"""The page of a dataset: of a record of one, of a term of the vocabulary, of what is only named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kgstore.namespaces import MZ
from kgstore.publish.describe import Description
from kgstore.web import linked_paths, pages_about
from kgstore.web.dataset import export, models
from kgstore.web.dataset.about import about
from kgstore.web.dataset.boards import boards
from kgstore.web.dataset.columns import MOST, columns, files, qualities
from kgstore.web.dataset.described import schema_org
from kgstore.web.dataset.labels import labels
from kgstore.web.dataset.names import identity
from kgstore.web.dataset.parts import data_objects, parts
from kgstore.web.dataset.ranking import TOP, claims, ranking
from kgstore.web.dataset.stated import Stated
from kgstore.web.documents import Site
from kgstore.web.signposting import Link

CLASSES: Final = (MZ + "Dataset",)
"""The classes whose things have this page; a split is a dataset, too."""


def page(here: Site, described: Description, links: list[Link]) -> bytes:
    """Return the page of a dataset."""
    iri, stated = described.iri, Stated(here.view, described)
    own = _own(here, stated, iri)
    measured = _measured(here, own["known"].top)
    said = pages_about.voices(described, here.base)
    left = _left(described, own)
    wanted: set[str] = {iri, *(i for v in said for i in (v.source, v.agent)), *left[:MOST]}
    for section in ("about", "whole", "known", "labels"):
        wanted.update(own[section].things() if own[section] else ())
    wanted.update(_named(own, measured))
    names = pages_about.names_of(here.view, here.library, here.base, filter(None, wanted))
    return here.render(
        "dataset/page.html",
        title=pages_about.title_of(described, names),
        section="/find",
        jsonld=schema_org(stated, iri, own["about"], own["whole"], own["known"], names),
        iri=iri,
        names=names,
        voices=said,
        left=left,
        statements=len(described.quads),
        pointing=measured["counts"].total(),
        links=links,
        landing=linked_paths.document(iri, here.base),
        exports=export.menu(links),
        **own,
        **measured,
    )


def _own(here: Site, stated: Stated, iri: str) -> dict[str, Any]:
    """Return what the dataset is and consists of."""
    whole = parts(stated, iri)
    known = identity(here.view, here.library, stated, iri)
    inside = [part.iri for part in whole.subsets]
    # A whole says more of the classes than a part: one with fewer labels is a part, too.
    near = [*(above for _, above in whole.above), known.top]
    near += [*inside, *(part.iri for part in (*whole.splits, *whole.versions))]
    return {
        "about": about(stated, iri),
        "whole": whole,
        "known": known,
        "columns": columns(stated, iri, inside),
        "files": files(stated, iri),
        "qualities": qualities(stated, iri),
        "most": MOST,
        "objects": data_objects(stated, iri, whole.splits),
        "bytes": stated.count(iri, MZ + "sizeInBytes"),
        "source": next(iter(stated.iris(iri, MZ + "source")), ""),
        "labels": labels(here, stated, iri, near),
    }


def _left(described: Description, own: dict[str, Any]) -> list[str]:
    """Return the parts of a description that stand in no section."""
    whole = own["whole"]
    wholes = [part for kind in (whole.versions, whole.subsets) for part in kind]
    listed = [*whole.splits, *wholes, *(split for part in wholes for split in part.splits)]
    listed += [*own["columns"].shown, *own["files"][:MOST], *own["qualities"][: 2 * MOST]]
    shown = {one.iri for one in (*listed, *own["about"].collections)}
    return [part for part in described.parts if part not in shown]


def _measured(here: Site, top: str) -> dict[str, Any]:
    """Return the models of a dataset under all of its names, and its first leaderboard."""
    counts = models.pointing(here.view, here.library, top)
    found = {
        kind: models.models(here, top, relation, counts)
        for kind, relation in (("trained", models.TRAINED), ("evaluated", models.EVALUATED))
    }
    measured = counts[models.EVALUATED]
    listed = boards(here, top, measured) if measured else []
    ranked = ranking(here, listed[0]) if listed else None
    return {
        **found,
        "counts": counts,
        "boards": listed,
        "ranked": ranked,
        "claims": claims(here, ranked, ranked.standings[:TOP]) if ranked else [],
    }


def _named(own: dict[str, Any], measured: dict[str, Any]) -> Iterable[str]:
    for kind in ("trained", "evaluated"):
        for model in measured[kind].shown:
            yield from (model.iri, model.source)
    for board in measured["boards"]:
        yield from (board.dataset, board.metric)
    for claim in measured["claims"]:
        yield from (claim.model, claim.source, claim.verification)
    for column in own["columns"].shown:
        yield from column.within[:1]
    yield own["source"]
