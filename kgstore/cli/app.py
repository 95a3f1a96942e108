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
from kgstore.client.connecting import TIMEOUT, TOKEN, is_url
from kgstore.client.knowledge import Knowledge
from kgstore.client.local import LocalKnowledge
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
    """What every command gets: the settings that hold for this call, and where the store is.

    `url` is the address of a server, or "" where the store is a folder; `command` is what was
    called.
    """

    options: Settings
    url: str = ""
    token: str | None = None
    command: str = ""

    @property
    def settings(self) -> Settings:
        """The settings, for what needs the folder of the store.

        Raises:
            StoreError: the store is a server.
        """
        if self.url:
            raise StoreError(
                f"`kgstore {self.command}` works on the folder of a store, and {self.url} is a "
                "server",
                subject=self.url,
                advice="Run it on the server's machine, with --store FOLDER.",
            )
        return self.options

    def knowledge(self) -> Knowledge:
        """Return the store, wherever it is; a context manager."""
        if not self.url:
            return LocalKnowledge(self.options, lambda note: notes.print(note, markup=False))
        from kgstore.client.remote import RemoteKnowledge  # httpx loads slowly

        return RemoteKnowledge(self.url, self.token, TIMEOUT)


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
            help="The folder of the store, or the address of a server.",
            envvar=environment_name("store"),
            show_default="kgstore-data",
            metavar="FOLDER|URL",
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(help="The token for a server; best given as a variable.", envvar=TOKEN),
    ] = None,
    _version_asked: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read the settings, which every command shares."""
    url = store if store and is_url(store) else ""
    settings = Settings.from_environment()
    if not url:
        settings = settings.with_(store=Path(store) if store else None)
    context.obj = Session(settings, url, token, context.invoked_subcommand or "")


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
