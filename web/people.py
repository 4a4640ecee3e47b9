"""Accounts and tokens: who may sign in, with what right. Only digests are stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.problems import listed
from queueing.errors import BadInput, Kind, Refusal, sentence
from queueing.hall import THE_HALL, Clock, utc_now
from queueing.people import STAFF, Actor, Role
from queueing.store import StaffRow, Store, TokenRow
from web.background import in_native_thread

FIRST_ADMIN = "admin"
TRIES = 5
LOCKED_FOR = timedelta(minutes=5)
SHORTEST_PASSWORD = 8
TOKEN_BYTES = 32

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's parameters (19 MiB): ten clerks who sign in at eight must not take the memory of a small PC."""


class WrongPassword(Refusal):
    code = "wrong_password"
    kind = Kind.SIGN_IN
    text = sentence("Name or password is wrong. Try again, or ask the administrator for a new password.")


class LockedOut(Refusal):
    code = "too_many"
    kind = Kind.TOO_MANY
    text = sentence("Too many wrong passwords. Wait {minutes} minutes, then try again.")


class People:
    """Staff accounts and bearer tokens of a hall. Every method may raise Busy or StorageFailed."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self.store = store
        self.clock = clock

    # ---- staff

    def add(self, name: str, password: str, role: Role) -> None:
        """A new account. Raises BadInput for a name that is taken, no staff role, a short password."""
        name = name.strip()
        if not name or len(name) > 60 or ":" in name:
            raise BadInput("name", problem="A name has 1 to 60 characters and no colon.")
        if role not in STAFF:
            raise BadInput("role", problem=f"Staff are {listed(sorted(STAFF))}.")
        _check_length(password)
        digest = _hasher.hash(password)
        with self.store.write() as session:
            if _by_name(session, name) is not None:
                raise BadInput("name", problem=f"There is an account {name} already.")
            row = StaffRow(hall_id=THE_HALL, name=name, role=role, password_hash=digest, created_at=self.clock())
            session.add(row)

    def add_first_admin(self, password: str | None) -> str | None:
        """The admin of a hall that has no account yet; returns the password, None when there are accounts."""
        if self.accounts():
            return None
        password = password or secrets.token_urlsafe(9)
        self.add(FIRST_ADMIN, password, Role.ADMIN)
        return password

    def set_password(self, name: str, password: str) -> None:
        """A new password, which ends every session of the account and its lock-out. Raises BadInput."""
        _check_length(password)
        digest = _hasher.hash(password)
        with self.store.write() as session:
            row = _by_name(session, name)
            if row is None:
                raise BadInput("name", problem=f"There is no account {name}.")
            row.password_hash, row.failures, row.locked_until = digest, 0, None
            row.sessions += 1

    def accounts(self) -> list[StaffRow]:
        """All accounts by name."""
        with self.store.read() as session:
            return list(session.scalars(select(StaffRow).where(StaffRow.hall_id == THE_HALL).order_by(StaffRow.name)))

    def check_password(self, name: str, password: str) -> StaffRow:
        """The account that signs in. Slow by design (argon2), so the comparing leaves the server's event loop.

        Raises WrongPassword, and LockedOut after TRIES of them, for LOCKED_FOR.
        """
        with self.store.read() as session:
            row = _by_name(session, name.strip())
        if row is not None and row.locked_until is not None and row.locked_until > self.clock():
            raise LockedOut(minutes=int(LOCKED_FOR.total_seconds() // 60))
        # An unknown name costs the same time as a wrong password, so that names cannot be found out.
        right = in_native_thread(_matches, row.password_hash if row else _hash_of_nothing(), password)
        if row is None or not row.active:
            raise WrongPassword
        self._remember_try(row.id, right)
        if not right:
            raise WrongPassword
        return row

    def staff(self, session_id: str) -> StaffRow | None:
        """The account of a session id as `session_id` made it; None once the session was ended."""
        identity, _, number = session_id.partition(".")
        if not (identity.isdigit() and number.isdigit()):
            return None
        with self.store.read() as session:
            row = session.get(StaffRow, int(identity))
        return row if row is not None and row.active and row.sessions == int(number) else None

    # ---- tokens

    def create_token(self, role: Role, name: str) -> str:
        """A new bearer token, shown this once. Tokens of one name are one actor, so a token can be renewed at ease.

        Raises BadInput for a name that is none.
        """
        name = _token_name(name)
        with self.store.write() as session:
            return self._add_token(session, role, name)

    def renew_token(self, role: Role, name: str) -> str:
        """As `create_token`, and every older token of that name and role is revoked: there is one owner.

        When it fails, the older one still holds.
        """
        name = _token_name(name)
        with self.store.write() as session:
            session.execute(
                update(TokenRow)
                .where(TokenRow.hall_id == THE_HALL, TokenRow.name == name, TokenRow.role == role)
                .where(TokenRow.revoked_at.is_(None))
                .values(revoked_at=self.clock())
            )
            return self._add_token(session, role, name)

    def of_token(self, token: str) -> Actor | None:
        """Whose token it is; None for an unknown or revoked one."""
        with self.store.read() as session:
            row = session.scalars(
                select(TokenRow).where(TokenRow.digest == _digest(token), TokenRow.revoked_at.is_(None))
            ).first()
        return None if row is None else Actor(f"token:{row.name}", Role(row.role))

    def _add_token(self, session: Session, role: Role, name: str) -> str:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.add(TokenRow(hall_id=THE_HALL, name=name, role=role, digest=_digest(token), created_at=self.clock()))
        return token

    def _remember_try(self, identity: int, right: bool) -> None:
        with self.store.write() as session:
            row = session.get_one(StaffRow, identity)
            row.failures = 0 if right else row.failures + 1
            if row.failures >= TRIES:
                row.failures, row.locked_until = 0, self.clock() + LOCKED_FOR


def session_id(row: StaffRow) -> str:
    """What a signed-in session keeps."""
    return f"{row.id}.{row.sessions}"


def _by_name(session: Session, name: str) -> StaffRow | None:
    return session.scalars(select(StaffRow).where(StaffRow.hall_id == THE_HALL, StaffRow.name == name)).first()


def _token_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 60:
        raise BadInput("name", problem="A token's name has 1 to 60 characters.")
    return name


def _check_length(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput("password", problem=f"A password has at least {SHORTEST_PASSWORD} characters.")


def _digest(token: str) -> bytes:
    """A token is 256 random bits, so a plain digest cannot be searched back; no need for a slow one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _matches(digest: str, password: str) -> bool:
    try:
        return _hasher.verify(digest, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe(9))
