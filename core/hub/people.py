"""People of the office as the hub knows them, and the rules by which they are let in. Pure.

A person has a name, a password and a role for depots; drivers and shops have devices and keys
instead. What proves who somebody is never leaves the hub and stands in no replicated stream.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from core.access import EVERY_DEPOT, Actor, Role
from core.model import ActorId, DepotId, Instant

PersonRole = Literal["dispatcher", "customer_service", "supervisor", "admin", "auditor"]
PEOPLE_MAKERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
NEEDS_CODE = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Whom the setting `require_totp` means."""
OWN_NAMES = frozenset({"hub", "office", "customers", "system"})
"""Names that the hub's own clients work under."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FEWEST_SIGNS = 5
"""Different ones in a password: fewer is a pattern."""
SESSION_LASTS = timedelta(days=14)
"""Without being used; a console in use renews it."""
RENEWED_AFTER = timedelta(days=1)
FIRST_PASSWORD_LASTS = timedelta(days=7)

_NAME = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,38}\Z")


class Person(Struct, frozen=True):
    """Somebody who signs in. `password_hash` is argon2's, with its salt and its costs."""

    name: str
    role: Role
    depots: frozenset[DepotId]
    password_hash: str
    made_at: Instant
    made_by: str
    shown_name: str = ""
    change_by: Instant | None = None
    """Of a password that somebody else chose: until then it must be replaced by an own one."""
    is_locked: bool = False
    totp_secret: bytes = b""
    totp_step: int = -1
    """Of the last code that was taken."""
    totp_offered: bytes = b""
    """A secret that was shown and not yet confirmed by a code."""
    recovery_sha256: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        """As whom the person acts."""
        return Actor(ActorId(self.name), self.role, self.depots)


class Session(Struct, frozen=True):
    """Somebody who is signed in somewhere; the token itself is kept by the console only."""

    id: str
    name: str
    token_sha256: str
    where: str
    """What the console calls its computer."""
    address: str
    made_at: Instant
    expires_at: Instant
    seen_at: Instant | None = None


class Shown(Struct, frozen=True):
    """A person as administrators see them."""

    name: str
    shown_name: str
    role: Role
    depots: tuple[DepotId, ...]
    is_locked: bool
    has_totp: bool
    must_change: bool
    made_at: Instant
    made_by: str
    sessions: tuple["ShownSession", ...] = ()


class ShownSession(Struct, frozen=True):
    """Where a person is signed in."""

    id: str
    where: str
    address: str
    made_at: Instant
    seen_at: Instant | None
    expires_at: Instant


def name_fault(name: str) -> str:
    """Why nobody can be called so, or nothing."""
    if not _NAME.match(name):
        return (
            "A name has 1 to 39 letters, digits, dots, dashes or underlines, and begins with a "
            "letter or a digit."
        )
    if name in OWN_NAMES:
        return f"{name} is a name of the hub's own. Choose another one."
    return ""


def password_fault(password: str, name: str) -> str:
    """Why a password is too easy to guess, or nothing. Length counts, not kinds of signs."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return (
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} signs. Three or four words "
            "in a row are easy to remember and hard to guess."
        )
    if len(set(password)) < FEWEST_SIGNS or name.casefold() in password.casefold():
        return "This password is too easy to guess. Take three or four words that do not belong."
    return ""


def manage_fault(maker: Actor, role: Role, depots: Iterable[DepotId]) -> str:
    """Why somebody may not make or change a person of that role and those depots, or nothing.

    Administrators are managed by administrators, and nobody reaches beyond the own depots.
    """
    if maker.role not in PEOPLE_MAKERS:
        return "Only supervisors and administrators look after people."
    if role is Role.ADMIN and maker.role is not Role.ADMIN:
        return "Only an administrator looks after administrators."
    beyond = [depot for depot in depots if not reaches(maker, depot)]
    if beyond:
        named = "every depot" if EVERY_DEPOT in beyond else ", ".join(sorted(beyond))
        return f"{maker.id} has no access to {named}."
    return ""


def reaches(maker: Actor, depot: DepotId) -> bool:
    """Whether the maker may let somebody into the depot; into every one only who is in them all."""
    return EVERY_DEPOT in maker.depots or depot in maker.depots


def shown(person: Person, sessions: Iterable[Session]) -> Shown:
    """Without what proves who somebody is."""
    return Shown(
        name=person.name,
        shown_name=person.shown_name,
        role=person.role,
        depots=tuple(sorted(person.depots)),
        is_locked=person.is_locked,
        has_totp=bool(person.totp_secret),
        must_change=person.change_by is not None,
        made_at=person.made_at,
        made_by=person.made_by,
        sessions=tuple(
            ShownSession(s.id, s.where, s.address, s.made_at, s.seen_at, s.expires_at)
            for s in sessions
        ),
    )
