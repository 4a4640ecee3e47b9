"""A real server in a process of its own, on loopback, that tests may kill; and what to talk to it with."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from config.documents import to_toml
from config.plan import Plan
from queueing.people import Role
from queueing.store import Store
from web.people import People

PATIENCE = 30.0
COMMAND = [sys.executable, "-m", "server.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hallqueue(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a `hallqueue` command to its end."""
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment}
    )


class RunningServer:
    """`hallqueue serve` over a data folder. Starts at once; `kill` is SIGKILL, `restart` starts it again."""

    def __init__(self, data: Path, plan: Plan | None = None, command: Sequence[str] = COMMAND) -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self._command = [*command, "serve", "--host", "127.0.0.1", "--port", str(self.port), "--data", str(data)]
        if plan is not None:
            file = data.parent / f"{data.name}.toml"
            file.write_text(to_toml(plan), "utf-8")
            self._command += ["--plan", str(file)]
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                cwd=self.data.parent,
                env={**os.environ, "HALLQUEUE_ADMIN_PASSWORD": "correct horse"},
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if requests.get(f"{self.address}/api/v1/health", timeout=2).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.02)
        raise AssertionError(f"the server did not start: {self.log.read_text()}")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def token(self, role: Role, name: str | None = None) -> str:
        store = Store(f"sqlite:///{(self.data / 'hall.db').as_posix()}")
        try:
            return People(store).create_token(role, name or f"{role}-1")
        finally:
            store.close()

    def client(self, role: Role, name: str | None = None) -> Client:
        return Client(self.address, self.token(role, name))

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


class Client:
    """One keep-alive connection with a token."""

    def __init__(self, address: str, token: str) -> None:
        self.api = f"{address}/api/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["Accept-Language"] = "en"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.api + path, params=query, timeout=PATIENCE)

    def post(self, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.session.post(self.api + path, json=body or {}, headers=headers, timeout=PATIENCE)

    def close(self) -> None:
        self.session.close()
