"""The command serve: the store over HTTP, until it is stopped."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer

from kgstore import opening
from kgstore.cli.app import Session, app, notes
from kgstore.cli.ask import library
from kgstore.commit.lock import announce, withdraw
from kgstore.commit.store import Store
from kgstore.errors import SettingError
from kgstore.settings import Settings

_LOOPBACK = ("127.", "::1", "localhost")


@app.command(
    epilog="[bold]Examples[/]: kgstore serve · kgstore serve --host 0.0.0.0 --port 80 --readonly"
)
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="The address to bind.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port to bind; 0 takes any.")
    ] = None,
    readonly: Annotated[
        bool, typer.Option("--readonly", help="Take no writes; others may read meanwhile.")
    ] = False,
) -> None:
    """Serve the store: SPARQL, linked data, and an API; Ctrl+C stops it."""
    session: Session = context.obj
    settings = session.settings.with_(host=host, port=port)
    with listening(settings) as listener:
        opened = opening.for_reading if readonly else opening.for_writing
        with opened(settings) as store:
            run(store, settings, listener, readonly=readonly)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Lend a socket that listens at the settings' host and port.

    Raises:
        SettingError: there is no such address here, or the port is taken.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, number)
    except OSError as error:
        raise SettingError(f"{place} is no address here: {error}", subject="host") from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            message = f"{place} cannot be bound: {error.strerror}"
            advice = "Stop what listens there, or give another --port."
            raise SettingError(message, subject="port", advice=advice) from error
        yield listener


def run(store: Store, settings: Settings, listener: socket.socket, *, readonly: bool) -> None:
    """Serve an open store on a socket until the process is told to stop; requests may end."""
    from kgstore.query.readers.pool import ReaderPool
    from kgstore.web.app import create_app
    from kgstore.web.connections import StoppableServer, configured
    from kgstore.web.services import Services
    from kgstore.web.tokens import TokenStore

    services = Services(
        store=store,
        settings=settings,
        library=library(store.overlay),
        readers=ReaderPool(store, settings),
        tokens=TokenStore(store.path),
        readonly=readonly,
    )
    app = create_app(services)
    server = StoppableServer(configured(app), stopping=app.state.jobs.stop)
    url = address_of(listener, settings.host)
    before = signal.signal(signal.SIGTERM, _stop)
    announce(store.path, url)
    try:
        _tell(store, settings, url, readonly)
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn has stopped in good order, and passes the signal on
        notes.print("stopped.")
    finally:
        withdraw(store.path)
        signal.signal(signal.SIGTERM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def address_of(listener: socket.socket, host: str) -> str:
    """Return the address at which a listening socket answers."""
    port = listener.getsockname()[1]
    name = {"0.0.0.0": "localhost", "::": "localhost", "": "localhost"}.get(host, host)  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _tell(store: Store, settings: Settings, url: str, readonly: bool) -> None:
    places = (
        ("/", "the catalogue"),
        ("/sparql", "SPARQL 1.1 queries"),
        ("/api/v1/openapi.json", "the API, described"),
        ("/.well-known/void", "the data set, described"),
    )
    mode = ", read-only" if readonly else ""
    typer.echo(f"kgstore serves {store.path}{mode}:")
    for path, what in places:
        typer.echo(f"  {url + path:<48} {what}")
    typer.echo("Ctrl+C stops it.")
    if not store.base.startswith(url) and not _same_here(store.base, url):
        notes.print(f"note: the IRIs of this store are below {store.base}", markup=False)
    if not settings.host.startswith(_LOOPBACK):
        notes.print("note: tokens travel in clear; put a server that speaks TLS before this one.")


def _same_here(base: str, url: str) -> bool:
    return base.replace("//localhost", "//127.0.0.1") == url.replace("//localhost", "//127.0.0.1")
