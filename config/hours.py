"""When a hall is open: `[hours]` of the plan, and the question asked of it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from config.names import Hours, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of any year, "06-01"."""

WHOLE_DAY = Span((time.min, time.max))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WeekHours(_Part):
    """The stretches in which tickets are taken, a list for each day of the week; a day without any is closed."""

    mon: list[Hours] = Field(default_factory=list)
    tue: list[Hours] = Field(default_factory=list)
    wed: list[Hours] = Field(default_factory=list)
    thu: list[Hours] = Field(default_factory=list)
    fri: list[Hours] = Field(default_factory=list)
    sat: list[Hours] = Field(default_factory=list)
    sun: list[Hours] = Field(default_factory=list)

    def of(self, weekday: int) -> list[Span]:
        """Monday is 0, as in `date.weekday`."""
        spans: list[Span] = getattr(self, DAYS[weekday])
        return spans


class Season(_Part):
    """A part of each year with hours of its own, first and last day inclusive; it may run over the new year."""

    first: MonthDay
    last: MonthDay
    week: WeekHours

    def holds(self, day: date) -> bool:
        today = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


class OpeningHours(_Part):
    """`[hours]`. Without a `week` the hall is always open.

    `closed_days` are closed whatever the week says. `working_days` (调休) are open like the weekday they stand in for,
    a Monday unless the plan names another.
    """

    week: WeekHours | None = None
    seasons: list[Season] = Field(default_factory=list)
    closed_days: list[date] = Field(default_factory=list)
    working_days: list[date] = Field(default_factory=list)
    working_days_like: Annotated[str, Field(pattern="^(mon|tue|wed|thu|fri)$")] = "mon"

    def spans(self, day: date, own_week: WeekHours | None = None, *, without_break: bool = False) -> list[Span]:
        """The open stretches of one local day.

        `own_week` is a service's own week, which goes before the hall's; `without_break` joins a day's stretches into
        one, as on lunch duty.
        """
        if day in self.closed_days:
            return []
        season = next((season.week for season in self.seasons if season.holds(day)), None)
        week = own_week or season or self.week
        if week is None:
            return [WHOLE_DAY]
        weekday = DAYS.index(self.working_days_like) if day in self.working_days else day.weekday()
        spans = week.of(weekday)
        if without_break and spans:
            return [Span((min(start for start, _ in spans), max(end for _, end in spans)))]
        return spans

    def open_at(self, local: datetime, own_week: WeekHours | None = None, *, without_break: bool = False) -> bool:
        """Whether tickets are taken at a local (zone-aware) time."""
        moment = local.time()
        return any(moment in span for span in self.spans(local.date(), own_week, without_break=without_break))
