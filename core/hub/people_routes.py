"""Where people sign in and out, look after their own password, and where administrators and
supervisors look after people.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from core.access import Actor, Role
from core.hub.access_log import Kind, Note
from core.hub.callers import Known, actor_by_token, address_of
from core.hub.clock import wall_clock
from core.hub.passwords import Busy, Passwords, first_password
from core.hub.people import (
    FIRST_PASSWORD_LASTS,
    Person,
    PersonRole,
    Shown,
    manage_fault,
    name_fault,
    shown,
)
from core.hub.people_book import (
    LastAdministrator,
    Needed,
    PeopleBook,
    SignedIn,
    SignIn,
    SignInRefused,
)
from core.model import ActorId, DepotId

Depots = Annotated[tuple[DepotId, ...], Meta(min_length=1, max_length=200)]
ShownName = Annotated[str, Meta(max_length=80)]


class PersonFor(Struct, forbid_unknown_fields=True):
    """Somebody to be let in."""

    name: str
    role: PersonRole
    depots: Depots
    shown_name: ShownName = ""


class ChangedPerson(Struct, forbid_unknown_fields=True):
    """What becomes otherwise."""

    role: PersonRole | UnsetType = UNSET
    depots: Depots | UnsetType = UNSET
    shown_name: ShownName | UnsetType = UNSET
    is_locked: bool | UnsetType = UNSET


class OwnPassword(Struct, forbid_unknown_fields=True):
    """A new one instead of the old one."""

    old: Annotated[str, Meta(max_length=256)]
    new: Annotated[str, Meta(max_length=256)]


class OwnApp(Struct, forbid_unknown_fields=True):
    """Without a code a secret is offered; with its code it is taken up."""

    password: Annotated[str, Meta(max_length=256)]
    code: Annotated[str, Meta(max_length=64)] = ""


class Made(Struct, frozen=True):
    """The first password is told this once."""

    person: Shown
    first_password: str


class RecoveryCodes(Struct, frozen=True):
    """Told this once; each lets in once instead of a code of the app."""

    codes: tuple[str, ...]


class PeopleRoutes:
    """Serves `/sign-in…`, `/me…` and `/people…`."""

    def __init__(
        self,
        book: PeopleBook,
        passwords: Passwords,
        known: Known,
        *,
        depots: Callable[[], Sequence[DepotId]],
        is_taken: Callable[[str], bool],
        let_go: Callable[[ActorId], None],
        forget_name: Callable[[str], Awaitable[None]],
        is_behind_proxy: bool,
    ) -> None:
        """`is_taken` says whether a driver or a desk is called so; `let_go` ends connections,
        `forget_name` deletes texts that name somebody."""
        self._book = book
        self._passwords = passwords
        self._known = known
        self._depots = depots
        self._is_taken = is_taken
        self._let_go = let_go
        self._forget_name = forget_name
        self._is_behind_proxy = is_behind_proxy

    def routes(self) -> list[web.RouteDef]:
        """For everybody, for who is signed in, and for who looks after people."""
        return [
            web.post("/sign-in", self._sign_in),
            web.post("/sign-out", self._sign_out),
            web.post("/sign-in/renew", self._renew),
            web.get("/me", self._me),
            web.post("/me/password", self._change_password),
            web.post("/me/app", self._set_up_app),
            web.get("/people", self._list),
            web.post("/people", self._make),
            web.patch("/people/{name}", self._change),
            web.delete("/people/{name}", self._remove),
            web.post("/people/{name}/erase", self._erase),
            web.post("/people/{name}/reset", self._reset),
            web.delete("/people/{name}/app", self._drop_app),
            web.delete("/people/{name}/sessions", self._end_sessions),
        ]

    # Signing in and out.

    async def _sign_in(self, request: web.Request) -> web.Response:
        asked = msgspec.json.decode(await request.read(), type=SignIn)
        try:
            answer = await self._book.sign_in(asked, self._address(request))
        except SignInRefused as refused:
            raise _refusal(refused) from None
        return _json(self._with_depots(answer))

    def _with_depots(self, answer: SignedIn | Needed) -> SignedIn | Needed:
        person = self._book.person(answer.name) if isinstance(answer, SignedIn) else None
        if isinstance(answer, Needed) or person is None:
            return answer
        here = tuple(depot for depot in self._depots() if person.actor.may_touch(depot))
        return replace(answer, open_depots=here)

    async def _renew(self, request: web.Request) -> web.Response:
        try:
            answer = await self._book.renew(_token(request))
        except SignInRefused as refused:
            raise _refusal(refused) from None
        return _json(answer) if answer is not None else web.Response(status=204)

    async def _sign_out(self, request: web.Request) -> web.Response:
        session = self._book.session_by_token(_token(request))
        await self._book.sign_out(_token(request), self._address(request))
        if session is not None:
            self._let_go(ActorId(session.name))
        return web.Response(status=204)

    async def _me(self, request: web.Request) -> web.Response:
        session = self._book.session_by_token(_token(request))
        person = self._book.person(session.name) if session is not None else None
        if person is None:
            raise web.HTTPUnauthorized(text="You are not signed in any more.")
        return _json(shown(person, self._book.sessions_of(person.name)))

    async def _change_password(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=OwnPassword)
        address = self._address(request)
        session = self._book.session_by_token(_token(request))
        try:
            await self._book.change_password(_token(request), wanted.old, wanted.new, address)
        except SignInRefused as refused:
            raise _refusal(refused) from None
        # Sessions have ended, but not the lines that they had opened; the own one comes again.
        assert session is not None
        self._let_go(ActorId(session.name))
        return web.Response(status=204)

    async def _set_up_app(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=OwnApp)
        address = self._address(request)
        try:
            answer = await self._book.set_up_app(
                _token(request), wanted.password, wanted.code, address
            )
        except SignInRefused as refused:
            raise _refusal(refused) from None
        return _json(answer if isinstance(answer, Needed) else RecoveryCodes(answer))

    # Looking after people.

    async def _list(self, request: web.Request) -> web.Response:
        maker = await self._maker(request)
        seen = [
            shown(person, self._book.sessions_of(person.name))
            for person in self._book.everybody
            if any(maker.may_touch(depot) for depot in person.depots)
        ]
        return _json(seen)

    async def _make(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=PersonFor)
        maker = await self._maker(request)
        role, depots = Role(wanted.role), frozenset(wanted.depots)
        _must(not (words := name_fault(wanted.name)), words)
        _may(maker, role, depots)
        password = first_password(wanted.name)
        person = Person(
            wanted.name,
            role,
            depots,
            await self._hashed(password),
            wall_clock(),
            maker.id,
            wanted.shown_name,
            change_by=wall_clock() + FIRST_PASSWORD_LASTS,
        )
        note = self._note(Kind.PERSON_MADE, maker, request, wanted.name, _rights(person))
        is_free = not self._is_taken(wanted.name)
        if not is_free or not await self._book.make(person, note):
            raise web.HTTPConflict(
                text=f"There is somebody called {wanted.name} already. Choose another name."
            )
        return _json(Made(shown(person, ()), password))

    async def _change(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=ChangedPerson)
        maker, person = await self._managed(request)
        after = _changed(person, wanted)
        _may(maker, after.role, after.depots)
        _must(
            maker.id != person.name or (after.role is person.role and not after.is_locked),
            "Nobody takes the own rights away. Ask another administrator.",
        )
        note = self._note(Kind.PERSON_CHANGED, maker, request, person.name, _rights(after))
        after = await self._alter(person, lambda now: _changed(now, wanted), note)
        if after.actor != person.actor or after.is_locked:
            self._let_go(ActorId(person.name))
        return _json(shown(after, self._book.sessions_of(after.name)))

    async def _reset(self, request: web.Request) -> web.Response:
        """A new first password; whoever knows the old one is out."""
        maker, person = await self._managed(request)
        password = first_password(person.name)
        hash_, until = await self._hashed(password), wall_clock() + FIRST_PASSWORD_LASTS
        after = await self._alter(
            person,
            lambda now: replace(now, password_hash=hash_, change_by=until),
            self._note(Kind.PASSWORD_RESET, maker, request, person.name),
        )
        self._let_go(ActorId(person.name))
        return _json(Made(shown(after, ()), password))

    async def _drop_app(self, request: web.Request) -> web.Response:
        """For who has lost the telephone and the recovery codes."""
        maker, person = await self._managed(request)
        after = await self._alter(
            person, _without_app, self._note(Kind.TOTP_REMOVED, maker, request, person.name)
        )
        return _json(shown(after, self._book.sessions_of(after.name)))

    async def _end_sessions(self, request: web.Request) -> web.Response:
        maker, person = await self._managed(request)
        note = self._note(Kind.SESSIONS_ENDED, maker, request, person.name)
        session_id = request.query.get("id", "")
        if await self._book.end_sessions(person.name, note, session_id):
            self._let_go(ActorId(person.name))
        return web.Response(status=204)

    async def _remove(self, request: web.Request) -> web.Response:
        maker, person = await self._managed(request)
        _must(maker.id != person.name, "Nobody removes himself. Ask another administrator.")
        note = self._note(Kind.PERSON_REMOVED, maker, request, person.name, _rights(person))
        await self._book.remove(person.name, note)
        self._let_go(ActorId(person.name))
        return web.Response(status=204)

    async def _erase(self, request: web.Request) -> web.Response:
        """Remove somebody, and destroy what says who that was."""
        maker, person = await self._managed(request)
        _must(maker.id != person.name, "Nobody erases himself. Ask another administrator.")
        note = self._note(Kind.ERASED, maker, request, f"account {person.name}")
        try:
            self._book.must_not_be_last(person)
            # First: who is gone cannot be erased once more, should this fail.
            await self._forget_name(person.shown_name)
            await self._book.erase(person.name, note)
        except LastAdministrator as error:
            raise web.HTTPConflict(text=str(error)) from None
        self._let_go(ActorId(person.name))
        return web.Response(status=204)

    async def _alter(
        self, person: Person, change: Callable[[Person], Person], note: Note
    ) -> Person:
        after = await self._book.alter(person.name, change, note)
        if after is None:
            raise web.HTTPNotFound(text=f"{person.name} was removed meanwhile.")
        return after

    async def _maker(self, request: web.Request) -> Actor:
        maker = await actor_by_token(request, self._known)
        _may(maker, Role.DISPATCHER, ())
        return maker

    async def _managed(self, request: web.Request) -> tuple[Actor, Person]:
        """Who asks, and the person of the address, whom the asker may look after."""
        maker = await self._maker(request)
        name = request.match_info["name"]
        person = self._book.person(name)
        if person is None or not any(maker.may_touch(depot) for depot in person.depots):
            raise web.HTTPNotFound(text=f"There is nobody called {name[:40]}.")
        _may(maker, person.role, person.depots)
        return maker, person

    async def _hashed(self, password: str) -> str:
        try:
            return await self._passwords.hashed(password)
        except Busy:
            raise web.HTTPServiceUnavailable(
                text="Too many people sign in just now. Try again."
            ) from None

    def _note(
        self, kind: Kind, maker: Actor, request: web.Request, about: str, words: str = ""
    ) -> Note:
        return Note(kind, maker.id, about=about, address=self._address(request), words=words)

    def _address(self, request: web.Request) -> str:
        return address_of(request, is_behind_proxy=self._is_behind_proxy)


def _changed(person: Person, wanted: ChangedPerson) -> Person:
    return replace(
        person,
        role=person.role if wanted.role is UNSET else Role(wanted.role),
        depots=person.depots if wanted.depots is UNSET else frozenset(wanted.depots),
        shown_name=person.shown_name if wanted.shown_name is UNSET else wanted.shown_name,
        is_locked=person.is_locked if wanted.is_locked is UNSET else wanted.is_locked,
    )


def _without_app(person: Person) -> Person:
    return replace(person, totp_secret=b"", totp_offered=b"", totp_step=-1, recovery_sha256=())


def _rights(person: Person) -> str:
    locked = ", locked" if person.is_locked else ""
    return f"{person.role} of {', '.join(sorted(person.depots))}{locked}"


def _may(maker: Actor, role: Role, depots: "frozenset[DepotId] | tuple[DepotId, ...]") -> None:
    if words := manage_fault(maker, role, depots):
        raise web.HTTPForbidden(text=words)


def _must(is_so: bool, words: str) -> None:
    if not is_so:
        raise web.HTTPConflict(text=words)


def _refusal(refused: SignInRefused) -> web.HTTPException:
    if refused.wait_s > 0:
        headers = {"Retry-After": str(max(1, round(refused.wait_s)))}
        return web.HTTPTooManyRequests(text=str(refused), headers=headers)
    return web.HTTPUnauthorized(text=str(refused))


def _token(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else ""


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
