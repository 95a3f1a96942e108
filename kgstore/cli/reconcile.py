"""The command `kgstore links reconcile`: candidates from a reconciliation service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TaskID

from kgstore import opening
from kgstore.cli.app import Session, notes
from kgstore.cli.links import group
from kgstore.cli.show import resource
from kgstore.errors import ServerError
from kgstore.link.reconcile.cache import FILE, Cache
from kgstore.link.reconcile.model import Answer, Property, Question
from kgstore.link.reconcile.propose import EXACT_AT, Asked
from kgstore.link.reconcile.run import Outcome, classes, commit_answers

if TYPE_CHECKING:
    from kgstore.link.reconcile.client import Client

_WIKIDATA = "https://wikidata.reconci.link/en/api"


@group.command(
    "reconcile",
    epilog=f"[bold]Examples[/]: kgstore links reconcile --service {_WIKIDATA} "
    "--schema mzlab:coco80 · kgstore links reconcile --service URL --unlinked --type Q729",
)
def reconcile(
    context: typer.Context,
    service: Annotated[str, typer.Option(help="The endpoint of the service (URL).")],
    schema: Annotated[str, typer.Option(help="The classes of this label schema (IRI).")] = "",
    unlinked: Annotated[
        bool, typer.Option("--unlinked", help="Only classes that are linked to nothing.")
    ] = False,
    type_id: Annotated[
        str, typer.Option("--type", help="Only candidates of this type, an id of the service.")
    ] = "",
    properties: Annotated[
        list[str] | None,
        typer.Option("--property", help="A value that candidates should have, as P31=Q16521."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Candidates to ask for.")] = 10,
    exact_at: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="The confidence from which a match is exact.")
    ] = EXACT_AT,
    delay: Annotated[float, typer.Option(min=0.0, help="Seconds between two requests.")] = 1.0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for an answer.")] = 30.0,
    again: Annotated[
        bool, typer.Option("--again", help="Ask anew what is in the cache too.")
    ] = False,
) -> None:
    """Ask a reconciliation service for the classes' concepts; its candidates await review.

    Only what the service itself matches, with enough confidence, is linked at once. What was
    answered is kept for thirty days: an interrupted call goes on where it stopped.
    """
    from kgstore.link.reconcile.client import Client, Manners  # httpx loads slowly

    session: Session = context.obj
    if not schema and not unlinked:
        raise typer.BadParameter("give --schema or --unlinked", param_hint="--schema")
    pattern = Question("", type_id, limit, tuple(map(_property, properties or [])))
    with opening.for_reading(session.settings) as store:
        wanted = classes(store.view, pattern, resource(store, schema) if schema else "", unlinked)
        path = store.path / FILE
    if not wanted:
        notes.print(
            "there is no such class; `kgstore links list` shows those linked.", markup=False
        )
        raise typer.Exit(1)
    manners = Manners(timeout=timeout, delay=delay)
    with Cache(path) as cache, Client(service, cache, manners) as client:
        answers, failure = _asked(client, wanted, again)
        if answers:
            with opening.for_writing(session.settings) as store:
                _tell(
                    commit_answers(
                        store, session.settings, client.service, wanted, answers, exact_at
                    )
                )
    if failure is not None:
        raise failure


def _property(text: str) -> Property:
    pid, equals, value = text.partition("=")
    if not equals or not pid.strip() or not value.strip():
        raise typer.BadParameter(f"{text!r} is not as P31=Q16521", param_hint="--property")
    return Property(pid.strip(), value.strip())


def _asked(
    client: Client, wanted: list[Asked], again: bool
) -> tuple[dict[Question, Answer], ServerError | None]:
    """Return the answers, and why there are not more if the service failed on the way."""
    questions = [one.question for one in wanted]
    with Progress(console=notes, transient=True) as bar:
        task: TaskID = bar.add_task(client.service.name, total=None)

        def progress(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        try:
            return client.answers(questions, again=again, progress=progress), None
        except ServerError as error:
            return client.kept(questions), error


def _tell(done: list[Outcome]) -> None:
    for one in done:
        new = "" if one.committed else "; nothing new"
        notes.print(
            f"{one.schema}: {one.proposed:,} of {one.asked:,} classes have a candidate, "
            f"{one.sure:,} are sure enough to be linked{new} (set {one.set_name}).",
            markup=False,
        )
        if one.cut:
            notes.print(
                f"  the service sent more candidates than were looked at for {one.cut:,} classes.",
                markup=False,
            )
    if any(one.proposed > one.sure for one in done):
        notes.print(
            "`kgstore links list --status proposed` shows what awaits review.", markup=False
        )
