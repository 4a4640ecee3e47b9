"""The whole run: its options, its steps in order, its table."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import machine, report
from bench.http_load import http_load
from bench.live import live
from bench.paper import paper
from bench.report import Line
from bench.scene import QUICK, Counts, Scene
from bench.startup import startup
from bench.yardstick import yardstick

Step = Callable[[Scene], Iterator[Line]]

STEPS: dict[str, Step] = {
    "Yardstick: this core and this disk": yardstick,
    "Issue and next over HTTP": http_load,
    "Next to the screens, and memory": live,
    "From the tap to the paper": paper,
    "Start": startup,
    "Yardstick again: what has changed meanwhile": yardstick,
}
"""By their titles. A step yields its lines as it measures them; they load one hall one after the other."""

ROOT = Path(__file__).parents[1]


def main() -> None:
    options = _options()
    _stand_alone()
    # Told to end, it ends as after an error: servers and helpers first.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="hallqueue-bench-", dir=options.folder) as folder:
        facts, lines, failure = run(Path(folder), QUICK if options.quick else Counts())
    if options.json:
        content = {"machine": facts, "lines": [line.as_json() for line in lines], "failure": failure}
        options.json.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if failure:
        sys.exit(f"The run was broken off:\n{failure}")


def run(folder: Path, counts: Counts) -> tuple[dict[str, str], list[Line], str | None]:
    """Print the table as it comes about; the machine's facts, all lines, and what broke it off, if anything did."""
    began = time.monotonic()
    others = machine.Others()
    time.sleep(1)
    facts = machine.facts(folder) | {"others before": f"{others.percent():.0f} % of all cores at work for others"}
    _print_facts(facts)
    print(report.head())
    lines: list[Line] = []
    failure = None
    scene = Scene(folder, counts, _progress)
    try:
        for title, step in STEPS.items():
            print(report.title(title))
            for line in step(scene):
                print(report.row(line), flush=True)
                lines.append(line)
    except Exception:
        failure = traceback.format_exc()
    finally:
        scene.close()
    last = {
        "others during": f"{others.percent():.0f} % of all cores at work for others",
        "took": f"{time.monotonic() - began:.0f} s",
    }
    print()
    _print_facts(last)
    return facts | last, lines, failure


def _print_facts(facts: dict[str, str]) -> None:
    for name, fact in facts.items():
        print(f"{name:14} {fact}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description="What one hall does on this machine.")
    parser.add_argument("--quick", action="store_true", help="small counts: to see that it runs, not how fast")
    parser.add_argument("--json", type=_path, metavar="FILE", help="write the results there too")
    parser.add_argument(
        "--folder", type=_path, metavar="DIR", help="a folder on the disk to measure, else the system's"
    )
    return parser.parse_args()


def _path(text: str) -> Path:
    return Path(text).resolve()


def _stand_alone() -> None:
    """A hall of this run must not reach for the database of the environment, and starts from the repository."""
    for name in [name for name in os.environ if name.startswith("HALLQUEUE_")]:
        del os.environ[name]
    os.chdir(ROOT)


def _progress(text: str) -> None:
    """To whoever waits; a table that is piped into a file stays clean."""
    if sys.stderr.isatty():
        print(f"... {text}", file=sys.stderr, flush=True)
