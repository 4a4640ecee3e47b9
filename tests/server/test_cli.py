from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.documents import default_plan, read_toml
from queueing.people import Role
from queueing.store import Store
from server.cli import main
from web.people import People


def run(*words: str, entered: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=entered)


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def people(data: str) -> People:
    return People(Store(f"sqlite:///{Path(data, 'hall.db').as_posix()}"))


@pytest.mark.parametrize("role", ["kiosk", "display", "clerk", "manager", "admin"])
def test_a_token_is_printed_alone_on_a_line_before_the_server_ever_ran(data: str, role: str) -> None:
    done = run("token", "create", "--role", role, "--name", "kiosk at the door", "--data", data)
    assert done.exit_code == 0
    token = done.output.removesuffix("\n")
    assert "\n" not in token
    hall = people(data)
    actor = hall.of_token(token)
    assert actor is not None
    assert (actor.name, actor.role) == ("token:kiosk at the door", Role(role))
    hall.store.close()


def test_a_role_that_is_none_is_refused(data: str) -> None:
    done = run("token", "create", "--role", "boss", "--name", "x", "--data", data)
    assert done.exit_code == 2
    assert "'kiosk', 'display', 'clerk', 'manager', 'admin'" in done.output


def test_accounts_are_made_listed_and_get_a_new_password(data: str) -> None:
    twice = "correct horse\ncorrect horse\n"
    assert run("staff", "add", "li", "--role", "clerk", "--data", data, entered=twice).exit_code == 0
    assert run("staff", "list", "--data", data).output == "li\tclerk\n"
    done = run("staff", "passwd", "li", "--password", "another password", "--data", data)
    assert done.output == "li has a new password.\n"
    hall = people(data)
    assert hall.check_password("li", "another password").name == "li"
    hall.store.close()


def test_what_is_wrong_with_an_account_is_one_line(data: str) -> None:
    done = run("staff", "add", "li", "--role", "clerk", "--password", "short", "--data", data)
    assert (done.exit_code, done.output) == (1, "A password has at least 8 characters.\n")
    done = run("staff", "passwd", "nobody", "--password", "long enough", "--data", data)
    assert (done.exit_code, done.output) == (1, "There is no account nobody.\n")


def test_a_good_plan_is_said_to_be_good() -> None:
    done = run("plan", "check", "config/examples/township-hours.toml")
    assert done.output == "township-hours.toml is a valid plan: 6 services, 6 counters.\n"


def test_every_fault_of_a_plan_is_named_with_its_key(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    text = Path("config/hall.toml").read_text("utf-8")
    plan.write_text(text.replace("serves = { GUIDE = 1 }", "serves = { GIDE = 1 }").replace("FARM = 1", "FRAM = 1"))
    done = run("plan", "check", str(plan))
    assert done.exit_code == 1
    assert "counters[1].serves = 'FRAM'" in done.output
    assert "Did you mean 'FARM'?" in done.output
    assert "counters[6].serves = 'GIDE'" in done.output


def test_a_file_that_is_not_there_is_one_line() -> None:
    done = run("plan", "check", "nowhere.toml")
    assert (done.exit_code, done.output) == (1, "There is no file nowhere.toml: check the path.\n")


def test_a_plan_is_published_exported_and_published_again(data: str, tmp_path: Path) -> None:
    first = run("plan", "export", "--data", data)
    assert read_toml(first.output) == default_plan()
    changed = tmp_path / "changed.toml"
    changed.write_text(first.output.replace("清河镇便民服务大厅", "青山镇便民服务大厅"), "utf-8")
    assert run("plan", "publish", str(changed), "--data", data).output == "Version 2 is in force.\n"
    assert "青山镇" in run("plan", "export", "--data", data).output
    changed.write_text(first.output, "utf-8")
    assert run("plan", "publish", str(changed), "--data", data).output == "Version 3 is in force.\n"


def test_help_names_every_command() -> None:
    text = run("--help").output
    for command in ("serve", "token", "staff", "plan"):
        assert command in text
