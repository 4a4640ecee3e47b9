from __future__ import annotations

import os
import socket
import stat
import sys
import time
from pathlib import Path

import pytest
import requests
import socketio
import websocket

from queueing.people import Role
from server.serve import serve_hall
from tests.server.running import RunningServer, free_port, hallqueue


def test_the_first_start_makes_the_hall_and_says_where_and_who(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        said = server.log.read_text()
        assert f"http://127.0.0.1:{server.port}/" in said
        assert "name admin" in said
        health = requests.get(f"{server.address}/api/v1/health", timeout=5).json()
        assert (health["status"], health["database"]) == ("ok", "ok")
        page = requests.get(server.address, timeout=5)
        assert "清河镇便民服务大厅" in page.text
        script = requests.get(f"{server.address}/static/vendor/socket.io.min.js", timeout=5)
        assert script.status_code == 200
        assert len(script.content) > 30_000


def test_a_given_password_is_not_printed_and_a_second_start_prints_none(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        assert "correct horse" not in server.log.read_text()
        server.log.write_text("")
        server.restart()
        assert "password" not in server.log.read_text()


def test_what_was_done_is_there_after_a_restart_and_the_revision_goes_on(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        client = server.client(Role.ADMIN)
        ticket = client.post("/tickets", {"service": "FARM"}).json()
        revision = client.get("/board").json()["revision"]
        server.restart()
        assert client.get(f"/tickets/{ticket['token']}").json() == ticket
        assert client.get("/board").json()["revision"] == revision
        client.close()


def test_the_server_ends_by_itself_when_told_to(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        server.stop()
        assert server.process.returncode == 0


def test_a_screen_is_told_by_a_real_websocket_and_hears_the_call(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        heard: list[tuple[str, dict[str, object]]] = []
        screen = socketio.Client(reconnection=False)
        screen.on("snapshot", lambda content: heard.append(("snapshot", content)))
        screen.on("call", lambda content: heard.append(("call", content)))
        screen.connect(server.address, auth={"token": server.token(Role.DISPLAY)}, transports=["websocket"])
        screen.emit("watch", {"room": "board"})
        clerk = server.client(Role.CLERK)
        clerk.post("/tickets", {"service": "FARM"})
        clerk.post("/counters/1/open")
        clerk.post("/counters/1/next")
        deadline = time.monotonic() + 10
        while not any(name == "call" for name, _ in heard):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert next(content for name, content in heard if name == "call")["number"] == "A001"
        screen.disconnect()
        clerk.close()


def test_screens_are_not_compressed_whatever_the_browser_offers(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        address = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
        screen = websocket.create_connection(
            address, header=["Sec-WebSocket-Extensions: permessage-deflate"], timeout=5
        )
        assert "sec-websocket-extensions" not in screen.headers
        screen.close()


def test_long_polling_is_refused_because_it_would_meet_another_process_behind_a_proxy(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data") as server:
        answer = requests.get(f"{server.address}/socket.io/?EIO=4&transport=polling", timeout=5)
        assert answer.status_code == 400


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = hallqueue("serve", "--host", "127.0.0.1", "--port", str(port), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is in use: another program, or a hall that runs already. Try --port {port + 1}."
    )
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_one_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    done = hallqueue(
        "serve", "--host", "127.0.0.1", "--port", str(free_port()), "--data", str(tmp_path / "data" / "inner")
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_the_right_to_write_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    done = hallqueue("serve", "--host", "127.0.0.1", "--data", str(folder))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_a_plan_with_a_fault_is_said_before_anything_is_made(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("[hall]\nnam = 'x'\n")
    done = hallqueue("serve", "--host", "127.0.0.1", "--data", str(tmp_path / "data"), "--plan", str(plan))
    assert done.returncode == 1
    assert "Did you mean 'name'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_data_folder_and_the_key_are_the_servers_alone(tmp_path: Path) -> None:
    with RunningServer(tmp_path / "data"):
        if sys.platform != "win32":
            assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
            assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def test_serving_says_in_its_contract_what_it_raises() -> None:
    assert "ClickException" in (serve_hall.__doc__ or "")
