"""What the server takes from its environment; the plan says how the hall works, this says where it runs."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`HALLQUEUE_*` of the environment; the command line goes before it.

    HALLQUEUE_DATA: the folder with the database and the secret key.
    HALLQUEUE_DATABASE_URL: a SQLAlchemy address instead of SQLite in the data folder.
    HALLQUEUE_REDIS_URL: where several processes tell each other that something changed.
    HALLQUEUE_SECRET_KEY: signs sessions; without it a key is made once in the data folder.
    HALLQUEUE_ADMIN_PASSWORD: of the first admin; without it one is made up and printed once.

    `hallqueue devices` on another machine takes its token from HALLQUEUE_TOKEN.
    """

    model_config = SettingsConfigDict(env_prefix="HALLQUEUE_", frozen=True)

    data: Path = Path("data")
    database_url: str | None = None
    redis_url: str | None = None
    secret_key: str | None = None
    admin_password: str | None = None

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'hall.db').as_posix()}"
