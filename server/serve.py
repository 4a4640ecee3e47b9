"""`hallqueue serve`: one process, gevent, everything for a hall. The command line patches the library first."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
from typing import Any

import click
import gevent
from gevent.pool import Pool
from gevent.pywsgi import WSGIHandler, WSGIServer

from config.plan import Plan
from config.settings import Settings
from server.app import Server, build
from server.child import DeviceChild
from web.people import FIRST_ADMIN

log = logging.getLogger(__name__)


class Handler(WSGIHandler):  # type: ignore[misc]
    """gevent's handler, with two things put right for WebSockets."""

    def get_environ(self) -> dict[str, Any]:
        """Without the browser's offer to compress: on a hall's network it gains nothing, and every screen would cost
        the server a compressor's memory and every snapshot a compression per screen."""
        environ: dict[str, Any] = super().get_environ()
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return environ

    def run_application(self) -> None:
        """A closing WebSocket's last frame must not be read as the next HTTP request of the connection."""
        super().run_application()
        if self.environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            self.close_connection = True


LAST_ANSWERS = 2
"""Seconds that running requests have to end when the server is stopped."""


def serve_hall(settings: Settings, host: str, port: int, plan: Plan) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises click.ClickException for what whoever starts it can mend."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    listener = _listen(host, port)
    _check_folder(settings)
    server = build(settings, plan)
    password = server.house.people.add_first_admin(settings.admin_password)
    web = WSGIServer(listener, server.app, spawn=Pool(), log=None, error_log=log, handler_class=Handler)
    for name in ("SIGTERM", "SIGINT"):
        gevent.signal_handler(getattr(signal, name), lambda: gevent.spawn(web.stop, LAST_ANSWERS))
    server.house.live.start()
    web.start()
    child = DeviceChild(server.house.people, _own_address(host, port))
    child.start()
    _say_where(host, port)
    if password is not None:
        _say_who(password, given=settings.admin_password is not None)
    sys.stdout.flush()
    web.serve_forever()
    child.stop()
    _close(server)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
        # Connections inherit it. Without it every second answer of a kept connection waits 40 ms for the client's ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise _stop(
                f"Port {port} is in use: another program, or a hall that runs already. Try --port {port + 1}."
            ) from problem
        raise _stop(f"Cannot listen on {host} port {port}: {problem.strerror or problem}.") from problem


def _check_folder(settings: Settings) -> None:
    """Say now, in one line, that nothing can be kept, instead of later at the first ticket."""
    if settings.database_url is not None:
        return
    folder = settings.data
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise _stop(
            f"The data folder {folder} cannot be written ({problem.strerror}): give this user the right, "
            "or choose another folder with --data."
        ) from problem


def _stop(line: str) -> click.ClickException:
    from server.cli import Stop

    return Stop(line)


def _say_where(host: str, port: int) -> None:
    click.echo("The hall is open. Addresses:")
    for address in _addresses(host):
        click.echo(f"  http://{address}:{port}/")


def _addresses(host: str) -> list[str]:
    """Where this machine can be reached; for "all addresses", its own name for itself and its own in the network."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return [f"[{host}]" if ":" in host else host]
    return ["localhost", *sorted(_own_addresses())]


def _own_address(host: str, port: int) -> str:
    """Where this machine reaches its own server."""
    loopback = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
    return f"http://{loopback.get(host, f'[{host}]' if ':' in host else host)}:{port}"


def _own_addresses() -> set[str]:
    found: set[str] = set()
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        log.debug("This machine does not know its own name.")
    # Which address would be used towards others: no packet is sent by connecting a UDP socket.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found.add(str(probe.getsockname()[0]))
        except OSError:
            log.debug("No network.")
    return {address for address in found if not address.startswith("127.")}


def _say_who(password: str, *, given: bool) -> None:
    shown = "(as given)" if given else password
    click.echo(f"First administrator, shown this once: name {FIRST_ADMIN}, password {shown}")


def _close(server: Server) -> None:
    server.house.live.stop()
    server.store.close()
    log.info("The hall is closed.")
