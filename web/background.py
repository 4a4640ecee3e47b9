"""Work that would hold up everybody else: password hashing, reports, exports. It runs in native threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from gevent import get_hub
from gevent.monkey import is_module_patched

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def in_native_thread(
    work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """The result of `work`, while the server's event loop goes on; what it raises is raised here.

    Without gevent (in tests, in the command line) it simply runs here. `work` must not touch anything of gevent's:
    for the database it uses `Store.read_in_thread`.
    """
    if not is_module_patched("threading"):
        return work(*arguments, **named)
    result: Result = get_hub().threadpool.apply(work, arguments, named)
    return result
