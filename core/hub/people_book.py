"""Everybody who signs in at this hub and where they are signed in, kept in the log's store.

Passwords, codes and sessions are checked here and nowhere else; what was checked is a token, whose
hash alone is kept. Whoever is locked or removed is out at that moment.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from core.access import Actor, Role
from core.hub import one_time_code as otc
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.growing_delay import GrowingDelay, wait_words
from core.hub.log import EventLog
from core.hub.networks import counted_as
from core.hub.passwords import Busy, Passwords
from core.hub.people import (
    NEEDS_CODE,
    RENEWED_AFTER,
    SESSION_LASTS,
    Person,
    Session,
    password_fault,
)
from core.hub.tokens import new_token, token_sha256
from core.model import ActorId, DepotId

PEOPLE, SESSIONS, ERASED_NAMES = "people", "sessions", "people_erased"
"""Keys in the store."""
MOST_PEOPLE = 2_000
MOST_SESSIONS = 20
"""Of one person; the one made longest ago gives way."""
RECOVERY_CODES = 8
MOST_HOMES = 5_000
UNKNOWN = "an unknown name"

Text = Annotated[str, Meta(max_length=256)]


class SignIn(Struct, forbid_unknown_fields=True):
    """What somebody shows at the door. `code` is of an app or one of the recovery codes."""

    name: Annotated[str, Meta(max_length=64)]
    password: Text
    code: Annotated[str, Meta(max_length=64)] = ""
    new_password: Text = ""
    where: Annotated[str, Meta(max_length=60)] = ""


class SignedIn(Struct, frozen=True, tag="signed_in"):
    """The token is told this once; so are recovery codes, when an app has just been set up."""

    token: str
    name: str
    role: Role
    depots: tuple[DepotId, ...]
    expires_at: datetime
    recovery_codes: tuple[str, ...] = ()
    open_depots: tuple[DepotId, ...] = ()
    """Those of this hub that the person may work at."""


class Needed(Struct, frozen=True, tag="needed"):
    """The password is right and something is missing; `words` say what."""

    what: Literal["code", "new_password", "set_up_code"]
    words: str
    secret: str = ""
    """To type into an app, and as what a QR code says."""
    uri: str = ""


class SignInRefused(Exception):
    """The text says why; `wait_s` after which another try is looked at."""

    def __init__(self, words: str, wait_s: float = 0.0) -> None:
        super().__init__(words)
        self.wait_s = wait_s


class LastAdministrator(Exception):
    """Nobody would be left to look after people; the text says so."""


class PeopleBook:
    """Belongs to the hub's event loop."""

    def __init__(
        self,
        log: EventLog,
        trail: AccessTrail,
        passwords: Passwords,
        *,
        now: Callable[[], datetime],
        require_totp: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._trail = trail
        self._passwords = passwords
        self._now = now
        self._monotonic = monotonic
        self._require_totp = require_totp
        self._people: dict[str, Person] = {}
        self._sessions: dict[str, Session] = {}
        self._erased: frozenset[str] = frozenset()
        self._replaced: dict[str, str] = {}
        """The hash of a renewed token by that of the new one, until the new one is used."""
        self._renewed: dict[str, str] = {}
        """The hash of the new one by that of a token that has ended so: what was opened with the
        old one goes on."""
        self._delay = GrowingDelay()
        self._homes: dict[str, None] = {}
        """Name and address of who has come in before: strangers who try that name elsewhere do not
        make them wait."""
        self._changing = asyncio.Lock()
        self.hub_name = ""
        """Shown by authenticator apps beside the name."""

    def load(self) -> None:
        """Take up what is kept; blocks."""
        kept = self._log.get_meta(PEOPLE)
        for person in msgspec.json.decode(kept, type=list[Person]) if kept else []:
            self._people[person.name] = person
        kept = self._log.get_meta(SESSIONS)
        for session in msgspec.json.decode(kept, type=list[Session]) if kept else []:
            self._sessions[session.token_sha256] = session
        kept = self._log.get_meta(ERASED_NAMES)
        self._erased = msgspec.json.decode(kept, type=frozenset[str]) if kept else frozenset()

    # Looking.

    @property
    def everybody(self) -> list[Person]:
        """By name."""
        return sorted(self._people.values(), key=lambda person: person.name)

    def person(self, name: str) -> Person | None:
        return self._people.get(name)

    def sessions_of(self, name: str) -> list[Session]:
        """Those that are valid, oldest first."""
        now = self._now()
        return [s for s in self._sessions.values() if s.name == name and s.expires_at > now]

    def session_by_token(self, token: str) -> Session | None:
        """The session of the token while it is valid."""
        session = self._valid(token_sha256(token)) if token else None
        if session is None:
            return None
        self._sessions[session.token_sha256] = replace(session, seen_at=self._now())
        before = self._replaced.pop(session.token_sha256, None)
        if before is not None:
            self._sessions.pop(before, None)
            self._renewed[before] = session.token_sha256
        return session

    def still(self, sha256: str) -> Actor | None:
        """As whom they act now who came in with a token of that hash, which may have been renewed
        since; None when that is over."""
        while sha256 in self._renewed:
            sha256 = self._renewed[sha256]
        session = self._valid(sha256)
        return self._people[session.name].actor if session is not None else None

    def _valid(self, sha256: str) -> Session | None:
        session = self._sessions.get(sha256)
        if session is None or session.expires_at <= self._now():
            return None
        person = self._people.get(session.name)
        if person is None or person.is_locked or self._lacks_app(person):
            return None
        return session

    def _lacks_app(self, person: Person) -> bool:
        """Whether a code is demanded by now of who came in without one."""
        return self._require_totp and person.role in NEEDS_CODE and not person.totp_secret

    def actor_by_token(self, token: str) -> Actor | None:
        """As whom the session's person acts now."""
        session = self.session_by_token(token)
        return self._people[session.name].actor if session is not None else None

    # Signing in and out.

    async def sign_in(self, asked: SignIn, address: str) -> SignedIn | Needed:
        """Raises `SignInRefused` and `LogUnavailable`."""
        callers = self._callers(asked.name, address)
        wait_s = max(self._delay.wait_s(who, self._monotonic()) for who in callers)
        if wait_s > 0:
            self._refused(asked.name, address, "too many tries")
            raise SignInRefused(wait_words(wait_s), wait_s)
        for who in callers:
            # Counted before it is looked at: a thousand at once would all find nothing counted yet.
            self._delay.failed(who, self._monotonic())
        known = self._people.get(asked.name)
        try:
            is_right = await self._passwords.proves(
                known.password_hash if known is not None else "", asked.password
            )
        except Busy:
            raise SignInRefused("Too many people sign in just now. Try again.", 2.0) from None
        async with self._changing:
            person = self._people.get(asked.name)
            is_same = (
                known is not None
                and person is not None
                and (person.password_hash == known.password_hash)
            )
            if not is_right or person is None or not is_same:
                for who in callers:
                    self._delay.looked_at(who, self._monotonic())
                self._refused(asked.name, address, "wrong name or password")
                raise SignInRefused("Name or password is wrong.")
            answer = await self._admit(person, asked, address)
        for who in callers:
            if isinstance(answer, Needed):
                self._delay.excused(who)
            else:
                self._delay.succeeded(who)
        return answer

    async def _admit(self, person: Person, asked: SignIn, address: str) -> SignedIn | Needed:
        """The password was right: what else there is to be said."""
        if person.is_locked:
            self._refused(person.name, address, "locked")
            raise SignInRefused(f"{person.name} is locked. Ask an administrator.")
        if person.change_by is not None and person.change_by <= self._now():
            self._refused(person.name, address, "the first password has expired")
            raise SignInRefused("The first password has expired. Ask for another one.")
        if person.change_by is not None and not asked.new_password:
            return Needed("new_password", "Choose a password of your own.")
        notes: list[Note] = []
        after = person
        codes: tuple[str, ...] = ()
        is_required = self._require_totp and person.role in NEEDS_CODE
        if person.totp_secret or is_required:
            if not asked.code:
                return await self._asks_for_code(person)
            after, codes, note = self._with_code(person, asked.code, address)
            notes += [note] if note is not None else []
        if after.change_by is not None:
            after = await self._with_password(after, asked.new_password, asked.password)
            notes.append(self._note(Kind.PASSWORD_CHANGED, person, address))
        session, token = self._session(person.name, asked.where, address)
        await self._trail.keep(*notes, self._note(Kind.SIGNED_IN, person, address, asked.where))
        people = self._people | {after.name: after}
        await self._keep(people, self._sessions | {session.token_sha256: session})
        self._homes[_home(person.name, address)] = None
        while len(self._homes) > MOST_HOMES:
            self._homes.pop(next(iter(self._homes)))
        return SignedIn(
            token, after.name, after.role, tuple(sorted(after.depots)), session.expires_at, codes
        )

    async def _asks_for_code(self, person: Person) -> Needed:
        if person.totp_secret:
            return Needed("code", "Type the code that your authenticator app shows.")
        return await self._offers_app(person)

    async def _offers_app(self, person: Person) -> Needed:
        if not person.totp_offered:
            person = replace(person, totp_offered=secrets.token_bytes(otc.SECRET_BYTES))
            await self._keep(self._people | {person.name: person}, self._sessions)
        return Needed(
            "set_up_code",
            "Scan this with an authenticator app, then type the code that it shows.",
            otc.typed_secret(person.totp_offered),
            otc.setup_uri(person.totp_offered, person.name, self.hub_name),
        )

    def _with_code(
        self, person: Person, code: str, address: str
    ) -> tuple[Person, tuple[str, ...], Note | None]:
        """The person after the code was taken. Raises `SignInRefused` for a wrong one."""
        secret = person.totp_secret or person.totp_offered
        step = otc.accepted_step(secret, code, self._now(), person.totp_step) if secret else None
        if step is not None and person.totp_secret:
            return replace(person, totp_step=step), (), None
        if step is not None:
            after, codes = _with_app(person, step)
            return after, codes, self._note(Kind.TOTP_SET, person, address)
        used = _sha256(code.replace("-", "").strip().lower())
        left = tuple(h for h in person.recovery_sha256 if not hmac.compare_digest(h, used))
        if person.totp_secret and len(left) < len(person.recovery_sha256):
            note = self._note(Kind.RECOVERY_USED, person, address, f"{len(left)} left")
            return replace(person, recovery_sha256=left), (), note
        self._refused(person.name, address, "wrong code")
        raise SignInRefused("The code is wrong or was used already. Wait for the next one.")

    async def _with_password(self, person: Person, new: str, old: str) -> Person:
        fault = password_fault(new, person.name)
        if new == old:
            fault = "This is the password that you had. Choose another one."
        if fault:
            raise SignInRefused(fault)
        try:
            hash_ = await self._passwords.hashed(new)
        except Busy:
            raise SignInRefused("Too many people sign in just now. Try again.", 2.0) from None
        return replace(person, password_hash=hash_, change_by=None)

    async def renew(self, token: str) -> SignedIn | None:
        """A new token for a session that is a day old; the old one ends when the new one is used.

        None while the session is young. Raises `SignInRefused` and `LogUnavailable`.
        """
        async with self._changing:
            session = self.session_by_token(token)
            if session is None:
                raise SignInRefused("You are not signed in any more.")
            if self._now() - session.made_at < RENEWED_AFTER:
                return None
            person = self._people[session.name]
            new, new_token_ = self._session(person.name, session.where, session.address)
            await self._keep(self._people, self._sessions | {new.token_sha256: new})
            self._replaced[new.token_sha256] = session.token_sha256
        depots = tuple(sorted(person.depots))
        return SignedIn(new_token_, person.name, person.role, depots, new.expires_at)

    async def sign_out(self, token: str, address: str) -> None:
        """End this session."""
        async with self._changing:
            session = self.session_by_token(token)
            if session is None:
                return
            left = {k: s for k, s in self._sessions.items() if k != session.token_sha256}
            await self._keep(self._people, left)
            note = Note(Kind.SIGNED_OUT, ActorId(session.name), address=address)
            await self._trail.keep(note)

    # Changing people.

    async def change_password(self, token: str, old: str, new: str, address: str) -> None:
        """By the person; other sessions end. Raises `SignInRefused` and `LogUnavailable`."""
        async with self._changing:
            person, session = await self._proved(token, old)
            after = await self._with_password(person, new, old)
            await self._trail.keep(self._note(Kind.PASSWORD_CHANGED, person, address))
            left = {
                k: s
                for k, s in self._sessions.items()
                if s.name != person.name or k == session.token_sha256
            }
            await self._keep(self._people | {person.name: after}, left)

    async def set_up_app(
        self, token: str, password: str, code: str, address: str
    ) -> Needed | tuple[str, ...]:
        """Offer a secret; with its code take it up and return recovery codes."""
        async with self._changing:
            person, _ = await self._proved(token, password)
            if not code:
                return await self._offers_app(replace(person, totp_offered=b""))
            step = otc.accepted_step(person.totp_offered, code, self._now(), -1)
            if not person.totp_offered or step is None:
                raise SignInRefused("The code is wrong. Wait for the next one.")
            after, codes = _with_app(person, step)
            await self._trail.keep(self._note(Kind.TOTP_SET, person, address))
            await self._keep(self._people | {person.name: after}, self._sessions)
            return codes

    async def _proved(self, token: str, password: str) -> tuple[Person, Session]:
        """The session's person, if the password is right."""
        session = self.session_by_token(token)
        if session is None:
            raise SignInRefused("You are not signed in any more.")
        who = f"own {session.name}"
        wait_s = self._delay.wait_s(who, self._monotonic())
        if wait_s > 0:
            raise SignInRefused(wait_words(wait_s), wait_s)
        person = self._people[session.name]
        try:
            is_right = await self._passwords.proves(person.password_hash, password)
        except Busy:
            raise SignInRefused("Too many people sign in just now. Try again.", 2.0) from None
        if not is_right:
            self._delay.failed(who, self._monotonic())
            self._refused(session.name, session.address, "wrong password for a change")
            raise SignInRefused("The password is wrong.")
        self._delay.succeeded(who)
        return person, session

    async def make(self, person: Person, note: Note) -> bool:
        """Let somebody in; False if the name is taken or the hub knows too many."""
        async with self._changing:
            is_known = person.name in self._people or person.name in self._erased
            if is_known or len(self._people) >= MOST_PEOPLE:
                return False
            await self._trail.keep(note)
            await self._keep(self._people | {person.name: person}, self._sessions)
        return True

    async def alter(
        self, name: str, change: Callable[[Person], Person], note: Note
    ) -> Person | None:
        """Change a person as it is then; None if there is none by that name.

        Whoever is locked, or has another password, role or depot now, is signed out.
        """
        async with self._changing:
            before = self._people.get(name)
            if before is None:
                return None
            after = change(before)
            is_same = (
                before.password_hash == after.password_hash
                and before.actor == after.actor
                and not after.is_locked
            )
            await self._trail.keep(note)
            left = self._sessions if is_same else self._without(name)
            await self._keep(self._people | {name: after}, left)
        return after

    async def remove(self, name: str, note: Note) -> bool:
        """Nobody comes in under that name any more."""
        async with self._changing:
            if name not in self._people:
                return False
            await self._trail.keep(note)
            people = {k: p for k, p in self._people.items() if k != name}
            await self._keep(people, self._without(name))
        return True

    async def erase(self, name: str, note: Note) -> bool:
        """The same, and nothing of the person is left here but the name, under which decisions
        stand in the log: nobody else is ever called so.

        Raises `LastAdministrator` and `LogUnavailable`.
        """
        async with self._changing:
            person = self._people.get(name)
            if person is None:
                return False
            self.must_not_be_last(person)
            erased = self._erased | {name}
            kept = msgspec.json.encode(sorted(erased))
            await asyncio.to_thread(self._log.put_meta, ERASED_NAMES, kept)
            self._erased = erased
            await self._trail.keep(note)
            people = {k: p for k, p in self._people.items() if k != name}
            await self._keep(people, self._without(name))
            folded = name.casefold()
            self._homes = {k: None for k in self._homes if k.split(" ")[1] != folded}
            # What was there before would else lie in the database's write-ahead log for a while.
            await asyncio.to_thread(self._log.forget, owner_of_account(name))
        return True

    def must_not_be_last(self, person: Person) -> None:
        """Raises `LastAdministrator` if nobody else could look after people."""
        others = (p for p in self._people.values() if p.name != person.name and not p.is_locked)
        if person.role is Role.ADMIN and not any(other.role is Role.ADMIN for other in others):
            raise LastAdministrator(
                f"{person.name} is the last administrator who can sign in. Make another one first."
            )

    async def end_sessions(self, name: str, note: Note, session_id: str = "") -> int:
        """Sign somebody out everywhere, or at one place; how many sessions there were."""
        async with self._changing:
            left = {
                k: s
                for k, s in self._sessions.items()
                if s.name != name or (session_id and s.id != session_id)
            }
            count = len(self._sessions) - len(left)
            if count:
                await self._trail.keep(note)
                await self._keep(self._people, left)
        return count

    def _without(self, name: str) -> dict[str, Session]:
        return {k: s for k, s in self._sessions.items() if s.name != name}

    def _session(self, name: str, where: str, address: str) -> tuple[Session, str]:
        token, now = new_token(), self._now()
        session = Session(
            secrets.token_hex(4),
            name,
            token_sha256(token),
            where,
            address,
            now,
            now + SESSION_LASTS,
            now,
        )
        return session, token

    async def _keep(self, people: dict[str, Person], sessions: dict[str, Session]) -> None:
        """Durable first, then true."""
        now = self._now()
        valid = {k: s for k, s in sessions.items() if s.expires_at > now}
        for name in {s.name for s in valid.values()}:
            theirs = [k for k, s in valid.items() if s.name == name]
            for key in theirs[:-MOST_SESSIONS]:
                del valid[key]
        if people != self._people:
            kept = msgspec.json.encode(list(people.values()))
            await asyncio.to_thread(self._log.put_meta, PEOPLE, kept)
        kept = msgspec.json.encode(list(valid.values()))
        await asyncio.to_thread(self._log.put_meta, SESSIONS, kept)
        self._people, self._sessions = people, valid
        self._renewed = {old: new for old, new in self._renewed.items() if self._leads_on(new)}

    def _leads_on(self, sha256: str) -> bool:
        return sha256 in self._sessions or sha256 in self._renewed

    # What is counted and written down.

    def _callers(self, name: str, address: str) -> tuple[str, ...]:
        """Who has to wait for failures: the address, and the account or, at home, its home."""
        home = _home(name, address)
        account = home if home in self._homes else f"account {name.casefold()}"
        return f"address {counted_as(address)}", account

    def _refused(self, name: str, address: str, words: str) -> None:
        # What stands here stays: now and then somebody types the password where the name goes.
        who = ActorId(name if name in self._people else UNKNOWN)
        self._trail.mention(Note(Kind.SIGN_IN_REFUSED, who, address=address, words=words))

    def _note(self, kind: Kind, person: Person, address: str, words: str = "") -> Note:
        return Note(kind, ActorId(person.name), address=address, words=words)


def _with_app(person: Person, step: int) -> tuple[Person, tuple[str, ...]]:
    codes = tuple(
        f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(2)}"
        for _ in range(RECOVERY_CODES)
    )
    hashes = tuple(_sha256(code.replace("-", "")) for code in codes)
    after = replace(
        person,
        totp_secret=person.totp_offered,
        totp_offered=b"",
        totp_step=step,
        recovery_sha256=hashes,
    )
    return after, codes


def owner_of_account(name: str) -> str:
    """Under whom texts of somebody of the office are sealed."""
    return f"account:{name}"


def _home(name: str, address: str) -> str:
    return f"home {name.casefold()} {counted_as(address)}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
