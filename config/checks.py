"""What only the whole plan can tell: codes that are there twice, services that nobody serves, ranges that are empty."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from config.plan import Plan
from config.problems import Problem, listed, nearest


def problems(plan: Plan) -> list[Problem]:
    """Every fault between the parts of a plan whose parts are each valid; empty for a plan that can run."""
    return [
        *_twice("services", "code", (service.code for service in plan.services)),
        *_twice("counters", "number", (counter.number for counter in plan.counters)),
        *_twice("classes", "code", (cls.code for cls in plan.classes)),
        *_twice("outcomes", "code", (outcome.code for outcome in plan.outcomes)),
        *_twice("printers", "name", (printer.name for printer in plan.printers)),
        *_twice("series", "code", (series.code for series in plan.series)),
        *_items(plan),
        *_serving(plan),
        *_ranges(plan),
        *_normal(plan),
    ]


def _twice(table: str, key: str, values: Iterable[object]) -> Iterator[Problem]:
    for value, count in Tally(values).items():
        if count > 1:
            yield Problem(f"{table}.{key}", value, f"is there {count} times; each {key} may be there once.")


def _items(plan: Plan) -> Iterator[Problem]:
    for place, service in enumerate(plan.services, start=1):
        yield from _twice(f"services[{place}].items", "code", (item.code for item in service.items))


def _serving(plan: Plan) -> Iterator[Problem]:
    codes = [service.code for service in plan.services]
    for place, counter in enumerate(plan.counters, start=1):
        for code in counter.serves:
            if code not in codes:
                yield Problem(
                    f"counters[{place}].serves",
                    code,
                    f"is no service; allowed: {listed(codes)}.",
                    nearest(code, codes),
                )
    served = {code for counter in plan.counters for code in counter.serves}
    for place, code in enumerate(codes, start=1):
        if code not in served:
            yield Problem(f"services[{place}].code", code, "is served by no counter; add it to the serves of one.")


def _ranges(plan: Plan) -> Iterator[Problem]:
    used = {service.series for service in plan.services}
    for place, series in enumerate(plan.series, start=1):
        if series.first > series.last:
            yield Problem(f"series[{place}].last", series.last, f"must not be below first, which is {series.first}.")
        if series.code not in used:
            yield Problem(
                f"series[{place}].code", series.code, f"no service uses it; in use: {listed(sorted(used))}.",
                nearest(series.code, used),
            )  # fmt: skip


def _normal(plan: Plan) -> Iterator[Problem]:
    if plan.class_("normal") is None:
        yield Problem("classes.code", None, 'there must be a class "normal", for whoever names none.')
