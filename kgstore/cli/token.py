"""The commands `kgstore token ...`: who may use a server of the store, and for what."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from kgstore.cli.app import Session, app, notes
from kgstore.commit.format import read_format
from kgstore.web.tokens import Role, TokenStore

group = typer.Typer(help="Tokens for a server: create, list, revoke.", no_args_is_help=True)
app.add_typer(group, name="token")

Name = Annotated[str, typer.Argument(help="The agent that the token's commits name.")]


@group.command("create", epilog="[bold]Example[/]: kgstore token create 'Ann Lee' --role editor")
def create(
    context: typer.Context,
    name: Name,
    role: Annotated[
        Role, typer.Option(help="Each role may do what those before it may.")
    ] = Role.READER,
) -> None:
    """Make a token and print it, this once; a running server knows it at once.

    A reader reads a private store, an editor writes records and imports, a curator also deletes and
    sees to quarantine, an admin may do everything.
    """
    secret = _tokens(context).create(name, role)
    typer.echo(secret)
    notes.print(f"a token of {name}, {role}; it is not shown again.", markup=False)


@group.command("list", epilog="[bold]Example[/]: kgstore token list --json")
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the tokens: names, roles and when they were made, never the tokens themselves."""
    found = list(_tokens(context))
    if as_json:
        rows = [{"name": t.name, "role": t.role, "created": t.created} for t in found]
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for token in found:
        typer.echo(f"{token.name:<24} {token.role:<8} {token.created}")


@group.command("revoke", epilog="[bold]Example[/]: kgstore token revoke 'Ann Lee'")
def revoke(context: typer.Context, name: Name) -> None:
    """Take a token away; a running server refuses it from the next request on."""
    _tokens(context).revoke(name)
    notes.print(f"revoked the token of {name}.", markup=False)


def _tokens(context: typer.Context) -> TokenStore:
    session: Session = context.obj
    read_format(session.settings.store)  # says so where there is no store
    return TokenStore(session.settings.store)
