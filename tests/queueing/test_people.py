from __future__ import annotations

import pytest

from queueing.people import SYSTEM, Actor, holder
from tests.support import CLERK, KIOSK, MANAGER, PROGRAM


@pytest.mark.parametrize(
    ("actor", "is_staff", "is_manager", "is_program", "device"),
    [
        (CLERK, True, False, False, None),
        (MANAGER, True, True, False, None),
        (SYSTEM, True, True, False, None),
        (PROGRAM, True, False, True, None),
        (KIOSK, False, False, True, "kiosk-1"),
        (holder("abcdefghij"), False, False, False, None),
    ],
    ids=["clerk", "manager", "system", "program", "kiosk", "citizen"],
)
def test_what_somebody_is_follows_from_name_and_role(
    actor: Actor, is_staff: bool, is_manager: bool, is_program: bool, device: str | None
) -> None:
    assert (actor.is_staff, actor.is_manager, actor.is_program, actor.device) == (
        is_staff, is_manager, is_program, device,
    )  # fmt: skip


def test_the_log_names_only_the_beginning_of_a_citizens_token() -> None:
    assert holder("abcdefghij").name == "ticket:abcdef"
