from __future__ import annotations

import pytest

from queueing.errors import BadInput
from queueing.people import Role
from tests.web_support import PASSWORD, TestHall, sign_in
from web.people import LOCKED_FOR, TRIES


def test_a_wrong_password_is_said_without_telling_whether_the_name_exists(web: TestHall) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    known = sign_in(web.stranger(), "li", "wrong password")
    unknown = sign_in(web.stranger(), "nobody", "wrong password")
    assert known.status_code == unknown.status_code == 401
    sentence = "Name or password is wrong."
    assert sentence in known.text
    assert sentence in unknown.text


def test_after_five_wrong_passwords_the_account_rests_and_then_opens_again(web: TestHall) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    for _ in range(TRIES):
        assert sign_in(web.stranger(), "li", "wrong password").status_code == 401
    locked = sign_in(web.stranger(), "li", PASSWORD)
    assert locked.status_code == 429
    assert "Wait 5 minutes" in locked.text
    web.clock.time += LOCKED_FOR
    assert sign_in(web.stranger(), "li", PASSWORD).status_code == 303


def test_a_right_password_forgets_the_wrong_ones_before_it(web: TestHall) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    for _ in range(2):
        for _ in range(TRIES - 1):
            sign_in(web.stranger(), "li", "wrong password")
        assert sign_in(web.stranger(), "li", PASSWORD).status_code == 303


def test_too_many_tries_from_one_address_are_refused_whatever_the_name(web: TestHall) -> None:
    answers = [sign_in(web.stranger(), f"guess-{n}", "wrong password").status_code for n in range(31)]
    assert set(answers[:30]) == {401}
    assert answers[30] == 429


@pytest.mark.parametrize("then", ["//elsewhere.example/x", "https://elsewhere.example", "/\\elsewhere.example", "x"])
def test_nobody_is_sent_elsewhere_after_signing_in(web: TestHall, then: str) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    assert sign_in(web.stranger(), "li", PASSWORD, then=then).headers["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be(web: TestHall) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    assert sign_in(web.stranger(), "li", PASSWORD, then="/counter?n=3").headers["Location"] == "/counter?n=3"


def test_the_form_says_what_is_missing(web: TestHall) -> None:
    page = sign_in(web.stranger(), "", "")
    assert "Enter your name." in page.text
    assert "Enter your password." in page.text


def test_the_first_admin_is_made_once(web: TestHall) -> None:
    people = web.house.people
    assert people.add_first_admin("a given password") == "a given password"
    assert people.add_first_admin(None) is None
    assert [(row.name, row.role) for row in people.accounts()] == [("admin", "admin")]
    assert people.check_password("admin", "a given password").name == "admin"


def test_a_first_password_is_made_up_where_none_is_given(web: TestHall) -> None:
    made_up = web.house.people.add_first_admin(None)
    assert made_up is not None
    assert len(made_up) >= 12


@pytest.mark.parametrize(
    ("name", "password", "role", "field"),
    [
        ("", PASSWORD, Role.CLERK, "name"),
        ("token:x", PASSWORD, Role.CLERK, "name"),
        ("li", "short", Role.CLERK, "password"),
        ("li", PASSWORD, Role.KIOSK, "role"),
        ("taken", PASSWORD, Role.CLERK, "name"),
    ],
)
def test_an_account_that_cannot_be_is_refused(web: TestHall, name: str, password: str, role: Role, field: str) -> None:
    web.house.people.add("taken", PASSWORD, Role.CLERK)
    with pytest.raises(BadInput) as refused:
        web.house.people.add(name, password, role)
    assert refused.value.field == field


def test_only_digests_of_passwords_and_tokens_are_stored(web: TestHall) -> None:
    web.house.people.add("li", PASSWORD, Role.CLERK)
    web.server.store.close()
    kept = b"".join(path.read_bytes() for path in web.house.settings.data.glob("hall.db*"))
    assert b"li" in kept
    assert PASSWORD.encode() not in kept
    assert web.clerk.token.encode() not in kept
