"""All tables, and the two ways to them: a write and a read transaction."""

from queueing.store.engine import Store
from queueing.store.tables import (
    Base,
    CounterRow,
    EventRow,
    HallRow,
    PlanRow,
    PrinterRow,
    PrintJobRow,
    RequestRow,
    SeriesRow,
    StaffRow,
    TicketRow,
    TokenRow,
    TurnRow,
)

__all__ = [
    "Base",
    "CounterRow",
    "EventRow",
    "HallRow",
    "PlanRow",
    "PrintJobRow",
    "PrinterRow",
    "RequestRow",
    "SeriesRow",
    "StaffRow",
    "Store",
    "TicketRow",
    "TokenRow",
    "TurnRow",
]
