"""Who does a thing: staff, programs, devices, and the citizen who holds a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The right to a set of routes and rooms; a higher one of the staff includes the lower ones."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    HOST = "host"
    """A device host: the process that owns printers and loudspeakers on one machine."""
    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"


STAFF = frozenset({Role.CLERK, Role.MANAGER, Role.ADMIN})
MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
DEVICES = frozenset({Role.KIOSK, Role.DISPLAY})


@dataclass(frozen=True)
class Actor:
    """Whoever acts, as the log names him: a staff name, `token:<name>`, `ticket:<token>`, `system`.

    `role` is None for a ticket's holder. A token may hold several counters at once, a person one.
    """

    name: str
    role: Role | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_manager(self) -> bool:
        return self.role in MANAGERS

    @property
    def is_program(self) -> bool:
        return self.name.startswith("token:")

    @property
    def device(self) -> str | None:
        """The name of the device, when it is one that acts."""
        return self.name.removeprefix("token:") if self.role in DEVICES else None


SYSTEM = Actor("system", Role.ADMIN)
"""The command line and the server itself."""


def holder(token: str) -> Actor:
    """The citizen with the ticket. The log names the ticket's beginning only: whoever has all of it may cancel."""
    return Actor(f"ticket:{token[:6]}")
