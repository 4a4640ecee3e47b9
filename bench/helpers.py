"""Objects in processes of their own, so that those who load the server share no interpreter lock with one another."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

PATIENCE = 60.0
"""Seconds that any one order may take."""

GOODBYE = 5.0


class HelperFailed(Exception):
    """What went wrong in a helper, with its traceback as text."""


class Helpers:
    """One object made by `make(*arguments)` per entry of `arguments`, each in a process of its own.

    `make` and what is passed must pickle. The processes end with the `with` block, however it ends.
    """

    def __init__(self, make: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for one in arguments:
            ours, theirs = context.Pipe()
            process = context.Process(target=_obey, args=(theirs, make, one), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def all(self, order: str, *arguments: Any) -> list[Any]:
        """What `object.order(*arguments)` returns in every process, all at work at once. Raises HelperFailed."""
        return self.each(order, [arguments] * len(self._pipes))

    def each(self, order: str, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """As `all`, with arguments of its own for each."""
        for pipe, one in zip(self._pipes, arguments, strict=True):
            pipe.send((order, one))
        return [_answer(pipe) for pipe in self._pipes]

    def __enter__(self) -> Helpers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(GOODBYE)
            if process.is_alive():
                process.kill()
                process.join()


def _answer(pipe: Connection) -> Any:
    if not pipe.poll(PATIENCE):
        raise HelperFailed(f"no answer within {PATIENCE:g} s")
    try:
        done, answer = pipe.recv()
    except EOFError:
        raise HelperFailed("the process has ended") from None
    if not done:
        raise HelperFailed(answer)
    return answer


def _obey(pipe: Connection, make: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """In the helper's process: do as told until the other end of the pipe is closed."""
    helper = None
    try:
        while True:
            order, values = pipe.recv()
            try:
                helper = helper or make(*arguments)
                pipe.send((True, getattr(helper, order)(*values)))
            except Exception:
                pipe.send((False, traceback.format_exc()))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return
