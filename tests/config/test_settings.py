from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.settings import Settings


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HALLQUEUE_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"HALLQUEUE_{name.upper()}: " in str(Settings.__doc__)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLQUEUE_DATA", "/srv/hall")
    monkeypatch.setenv("HALLQUEUE_REDIS_URL", "redis://localhost")

    settings = Settings()

    assert settings.data == Path("/srv/hall")
    assert settings.redis_url == "redis://localhost"
    assert settings.database == "sqlite:////srv/hall/hall.db"


def test_what_is_handed_over_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLQUEUE_DATA", "/srv/hall")

    assert Settings(data=Path("here")).data == Path("here")


def test_a_database_address_stands_instead_of_the_file_in_the_data_folder() -> None:
    assert Settings(database_url="postgresql+psycopg://hall").database == "postgresql+psycopg://hall"
