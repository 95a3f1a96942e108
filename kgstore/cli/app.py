"""The Typer application, its global options, and how errors reach the user.

Exit status: 0 done, 1 findings or refusal, 2 wrong usage. Results go to standard output, everything
else (progress, notes, errors) to standard error, so that output pipes.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kgstore import __version__
from kgstore.errors import KgstoreError, StoreError
from kgstore.settings import Settings, environment_name

app = typer.Typer(
    name="kgstore",
    help="A knowledge-graph metadata store for machine-learning models, queried in SPARQL.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "[bold]Example[/]: kgstore init && kgstore import open_model_zoo ./open_model_zoo && "
        "kgstore query cq04"
    ),
)

notes = Console(stderr=True, highlight=False, soft_wrap=True)
"""Where notes, progress and errors are written."""


@dataclass(frozen=True, slots=True)
class Session:
    """What every command gets: the settings that hold for this call."""

    settings: Settings


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kgstore {__version__}")
        raise typer.Exit


@app.callback()
def configure(
    context: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(
            help="The folder of the store.",
            envvar=environment_name("store"),
            show_default="kgstore-data",
        ),
    ] = None,
    _version_asked: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read the settings, which every command shares."""
    if store and store.startswith(("http://", "https://")):
        raise StoreError(
            "this kgstore cannot talk to a server yet",
            subject=store,
            advice="Give --store the folder of a store on this machine.",
        )
    settings = Settings.from_environment()
    context.obj = Session(settings.with_(store=Path(store) if store else None))


def run() -> None:
    """Run the command line; the entry point of the `kgstore` script.

    Every error that kgstore raises on purpose becomes one clear line and what to do next. What
    nobody foresaw is named as such, without a traceback (KGSTORE_DEBUG=1 shows it).
    """
    try:
        app()
    except KgstoreError as error:
        _explain(str(error), error.subject, error.advice)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        _explain("stopped", "", "What was acknowledged is kept.")
        sys.exit(130)
    except OSError as error:
        _explain(error.strerror or str(error), str(error.filename or ""), "")
        sys.exit(1)
    except Exception as error:  # the outermost edge: a user sees no traceback
        if os.environ.get("KGSTORE_DEBUG"):
            raise
        _explain(
            f"an error that kgstore did not foresee: {type(error).__name__}: {error}",
            "",
            "Please report it; KGSTORE_DEBUG=1 shows the details.",
        )
        sys.exit(1)


def _explain(message: str, subject: str, advice: str) -> None:
    where = f" ({subject})" if subject and subject not in message else ""
    notes.print("[bold red]error:[/] ", end="")
    notes.print(f"{message}{where}", markup=False)
    if advice:
        notes.print(advice, markup=False)
