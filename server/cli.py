"""The `hallqueue` command. Each chore says in one line what is wrong; only `serve` loads the web."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from config import __version__

DATA = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder, else ./data.")


class Stop(click.ClickException):
    """One clear line on the error output, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def clearly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what can go wrong with a hall into one line each."""

    @wraps(command)
    def run(*arguments: Any, **named: Any) -> Any:
        from config.problems import PlanInvalid
        from queueing.errors import Refusal

        try:
            return command(*arguments, **named)
        except (Refusal, PlanInvalid) as problem:
            raise Stop(str(problem)) from problem
        except OSError as problem:
            raise Stop(_of_the_system(problem)) from problem

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hallqueue")
def main() -> None:
    """hallqueue: the queue and kiosk system of a public-service hall."""


@main.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on.")  # noqa: S104 - a hall's LAN
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@DATA
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="Plan for an empty database.")
@clearly
def serve(host: str, port: int, data: Path | None, plan_file: Path | None) -> None:
    """Start the hall on this machine."""
    # gevent has to change the standard library before anything else of the server is loaded.
    from gevent import monkey

    monkey.patch_all()
    from server.serve import serve_hall

    serve_hall(_settings(data), host, port, _plan(plan_file))


@main.command()
@click.option("--server", required=True, help="Address of the hall, such as http://192.168.1.10:8080.")
@click.option("--name", help="This machine's name in the plan: [[printers]] host. Left out, the server's own printers.")
@click.option("--until-input-closes", is_flag=True, hidden=True)
@clearly
def devices(server: str, name: str | None, until_input_closes: bool) -> None:
    """Own the printers of this machine (the server starts its own by itself). Token: HALLQUEUE_TOKEN."""
    import os

    from printer.host import run_host

    token = os.environ.get("HALLQUEUE_TOKEN")
    if not token:
        raise Stop("Put a token into HALLQUEUE_TOKEN: hallqueue token create --role host --name NAME, on the server.")
    run_host(server, token, name, until_input_closes=until_input_closes)


@main.group()
def token() -> None:
    """Bearer tokens for devices and programs."""


@token.command("create")
@click.option("--role", required=True, type=click.Choice(["kiosk", "display", "clerk", "manager", "admin", "host"]))
@click.option("--name", required=True, help="Whose token it is; the log will say token:NAME.")
@DATA
@clearly
def create_token(role: str, name: str, data: Path | None) -> None:
    """Print a new token, alone on a line. It is shown this once."""
    from queueing.people import Role

    with _people(data) as people:
        click.echo(people.create_token(Role(role), name))


@main.group()
def staff() -> None:
    """Accounts of the staff."""


@staff.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["clerk", "manager", "admin"]))
@click.password_option(help="Asked for when left out.")
@DATA
@clearly
def add_staff(name: str, role: str, password: str, data: Path | None) -> None:
    """Make an account."""
    from queueing.people import Role

    with _people(data) as people:
        people.add(name, password, Role(role))
    click.echo(f"{name} may sign in as {role}.")


@staff.command("passwd")
@click.argument("name")
@click.password_option(help="Asked for when left out.")
@DATA
@clearly
def set_password(name: str, password: str, data: Path | None) -> None:
    """Set a new password; it ends the account's sessions and its lock-out."""
    with _people(data) as people:
        people.set_password(name, password)
    click.echo(f"{name} has a new password.")


@staff.command("list")
@DATA
@clearly
def list_staff(data: Path | None) -> None:
    """List the accounts."""
    with _people(data) as people:
        for row in people.accounts():
            click.echo("\t".join([row.name, row.role, *([] if row.active else ["inactive"])]))


@main.group()
def plan() -> None:
    """The hall plan: check a file, publish it, export the one in force."""


@plan.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@clearly
def check_plan(file: Path) -> None:
    """Say what is wrong with a plan, or that nothing is."""
    from config.documents import read_file

    found = read_file(file)
    click.echo(f"{file.name} is a valid plan: {len(found.services)} services, {len(found.counters)} counters.")


@plan.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@DATA
@clearly
def publish_plan(file: Path, data: Path | None) -> None:
    """Put a plan in force; a running server takes it up within a second."""
    from config.documents import read_file
    from queueing.people import SYSTEM
    from server.app import open_hall

    wanted = read_file(file)
    store, hall = open_hall(_settings(data), wanted)
    try:
        click.echo(f"Version {hall.publish(SYSTEM, wanted)} is in force.")
    finally:
        store.close()


@plan.command("export")
@DATA
@clearly
def export_plan(data: Path | None) -> None:
    """Print the plan in force as TOML."""
    from config.documents import to_toml
    from queueing.hall_view import HallView
    from server.app import open_hall

    store, hall = open_hall(_settings(data), _plan(None))
    try:
        click.echo(to_toml(HallView(hall).plan()), nl=False)
    finally:
        store.close()


def _settings(data: Path | None) -> Any:
    from config.settings import Settings

    return Settings(data=data) if data is not None else Settings()


def _plan(file: Path | None) -> Any:
    from config.documents import default_plan, read_file

    return read_file(file) if file is not None else default_plan()


def _people(data: Path | None) -> Any:
    """A context with the hall's People; also before the server's first start, on a database it then makes."""
    from contextlib import contextmanager

    from server.app import open_hall
    from web.people import People

    @contextmanager
    def opened() -> Any:
        store, _ = open_hall(_settings(data), _plan(None))
        try:
            yield People(store)
        finally:
            store.close()

    return opened()


def _of_the_system(problem: OSError) -> str:
    place = f" {problem.filename}" if problem.filename else ""
    if isinstance(problem, PermissionError):
        return f"No right to write or read{place}: choose another data folder with --data, or give this user the right."
    if isinstance(problem, FileNotFoundError):
        return f"There is no file{place}: check the path."
    return f"The system refused{place}: {problem.strerror or problem}."


if __name__ == "__main__":
    sys.exit(main())
