"""The schema of the hall plan: one validated, frozen document that says how a hall is set up.

The names of the keys are the contract of DESIGN.md §10; `config/hall.toml` is the commented example. What needs
more than one key to be judged is in `checks`; reading and writing are in `documents`.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, field_validator

from config.hours import OpeningHours, WeekHours
from config.names import Code, Language, Names, Papers, Series, Text, Word

VIRTUAL = "virtual:"
"""The address of a printer that there is only on a page."""

_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
LAST_PORT = 65535


class Part(BaseModel):
    """Every table of the plan: nothing unknown, nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class HallFacts(Part):
    """`[hall]`."""

    name: Names
    time_zone: str = "Asia/Shanghai"
    languages: list[Language] = Field(default=["zh-Hans"], min_length=1)
    public_url: HttpUrl | None = None
    day_change: int = Field(default=0, ge=0, le=23, description="local hour at which a new service day begins")

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError("name a zone of the IANA list, such as Asia/Shanghai or Asia/Taipei") from unknown
        return value

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Item(Part):
    """`[[services.items]]`: a matter within a service (事项)."""

    code: Code
    name: Names
    papers: Papers = Field(default_factory=dict)
    minutes: float | None = Field(default=None, gt=0, le=600, description="norm for serving it")


class Service(Part):
    """`[[services]]`: what a queue is for."""

    code: Code
    series: Series
    name: Names
    about: Names = Field(default_factory=dict, description="one line on the kiosk card: what it covers")
    items: list[Item] = Field(default_factory=list)
    minutes: float = Field(default=10, gt=0, le=600, description="norm for serving one visitor")
    target_minutes: float | None = Field(default=None, gt=0, le=1440, description="a wait within it is on target")
    private: bool = Field(default=False, description="named on no board, slip or voice")
    quota: int | None = Field(default=None, ge=1, description="tickets a day")
    hours: WeekHours | None = Field(default=None, description="its own week instead of the hall's")
    without_break: bool = Field(default=False, description="from the day's first opening to its last closing")

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


class SeriesRange(Part):
    """`[[series]]`: the range of a number series; one that is not listed runs from 1 to 999."""

    code: Series
    first: int = Field(default=1, ge=1, le=99_999)
    last: int = Field(default=999, ge=1, le=99_999)


def _ranks(value: Any) -> Any:
    """`["FARM"]` is `{FARM = 1}`; the API's own form, a list of `{service, rank}`, is understood too."""
    if not isinstance(value, list):
        return value
    ranks: dict[str, Any] = {}
    for entry in value:
        code, rank = (entry.get("service"), entry.get("rank", 1)) if isinstance(entry, dict) else (entry, 1)
        if not isinstance(code, str):
            raise ValueError('write ["FARM", "SOCIAL"] or { FARM = 1, SOCIAL = 2 }')
        ranks[code] = rank
    return ranks


class Counter(Part):
    """`[[counters]]`: a desk with a clerk. Rank 1 is served before rank 2."""

    number: int = Field(ge=0, le=999)
    name: Names = Field(default_factory=dict)
    serves: Annotated[dict[Code, Annotated[int, Field(ge=1, le=9)]], BeforeValidator(_ranks)] = Field(min_length=1)
    guide: bool = False


class PriorityClass(Part):
    """`[[classes]]`: a class of citizens, counted as having come `head_start` minutes earlier."""

    code: Word
    name: Names
    head_start: float = Field(default=0, ge=0, le=1440, description="minutes")
    staff_only: bool = Field(default=False, description="given by staff, not chosen at a kiosk")


class Outcome(Part):
    """`[[outcomes]]`: how a turn may end for the citizen; the first is the usual one."""

    code: Word
    name: Names


class Printer(Part):
    """`[[printers]]`."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$")]
    address: Annotated[str, Field(pattern=r"^(tcp://[^\s/:]+(:[0-9]{1,5})?|virtual:)$")] = VIRTUAL
    width: Literal[384, 512, 576] = 576
    confirm: Literal["status", "none"] = Field(default="status", description="none: it can never answer")
    kiosks: list[Text] = Field(
        default_factory=list, description="devices that print here; none: all that no other names"
    )
    host: Text | None = Field(default=None, description="the device host that has it; none: the server's own")

    @field_validator("address")
    @classmethod
    def _can_be_reached(cls, value: str) -> str:
        """What would fail only when the first slip is printed, in another process, is said here."""
        if value == VIRTUAL:
            return value
        host, _, port = value.removeprefix("tcp://").partition(":")
        try:
            name = host.encode("idna").decode("ascii")
        except UnicodeError as wrong:
            raise ValueError(f"{host} is no name or address of a machine, such as 192.168.1.50") from wrong
        if not _HOST.fullmatch(name):
            raise ValueError(f"{host} is no name or address of a machine, such as 192.168.1.50")
        if port and not 1 <= int(port) <= LAST_PORT:
            raise ValueError(f"the port is {port}; it is a number from 1 to {LAST_PORT}, of most printers 9100")
        return value


class Rules(Part):
    """`[rules]`."""

    max_wait: float = Field(default=60, gt=0, le=1440, description="minutes; who waited longer goes first")
    miss_after_calls: int = Field(default=1, ge=1, le=9)
    miss_after_seconds: float = Field(default=0, ge=0, le=600)
    undo_seconds: float = Field(default=30, ge=0, le=600)


def _usual_classes() -> list[PriorityClass]:
    return [PriorityClass(code="normal", name={"zh-Hans": "普通", "zh-Hant": "一般", "en": "Normal"})]


def _usual_outcomes() -> list[Outcome]:
    return [Outcome(code="finished", name={"zh-Hans": "办结", "zh-Hant": "辦結", "en": "Done"})]


class Plan(Part):
    """The whole document. Look-ups return None for what the plan does not have."""

    hall: HallFacts
    services: list[Service] = Field(min_length=1)
    counters: list[Counter] = Field(min_length=1)
    classes: list[PriorityClass] = Field(default_factory=_usual_classes, min_length=1)
    outcomes: list[Outcome] = Field(default_factory=_usual_outcomes, min_length=1)
    series: list[SeriesRange] = Field(default_factory=list)
    printers: list[Printer] = Field(default_factory=list)
    rules: Rules = Rules()
    hours: OpeningHours = OpeningHours()

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.code: service for service in self.services}

    @cached_property
    def _counters(self) -> dict[int, Counter]:
        return {counter.number: counter for counter in self.counters}

    @cached_property
    def _classes(self) -> dict[str, PriorityClass]:
        return {cls.code: cls for cls in self.classes}

    def service(self, code: str) -> Service | None:
        return self._services.get(code)

    def counter(self, number: int) -> Counter | None:
        return self._counters.get(number)

    def class_(self, code: str) -> PriorityClass | None:
        return self._classes.get(code)

    def printer(self, name: str) -> Printer | None:
        return next((printer for printer in self.printers if printer.name == name), None)

    def printer_for(self, device: str | None) -> Printer | None:
        """Where a device's slips are printed: the printer that names it, else the first that names none."""
        naming = [printer for printer in self.printers if device in printer.kiosks]
        return next(iter([*naming, *(printer for printer in self.printers if not printer.kiosks)]), None)

    def takes_tickets(self, service: Service, now: datetime) -> bool:
        """Whether a number for `service` can be taken at an aware time."""
        local = now.astimezone(self.hall.zone)
        return self.hours.open_at(local, service.hours, without_break=service.without_break)

    def series_range(self, code: str) -> SeriesRange:
        return next((series for series in self.series if series.code == code), SeriesRange(code=code))
