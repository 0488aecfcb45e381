"""One connection without I/O: frames in, actions out.

Holds what a connection may do next; sockets, clocks and the gate are the server's. Every frame
that cannot be used is answered in words, and the connection goes on wherever it can.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from core.access import Actor, Role
from core.bounds import fault_of
from core.hub import protocol as p
from core.hub.frame_words import fault_words
from core.model import DepotId
from core.state import FOLD_VERSION

MAX_UNUSABLE_FRAMES = 100
MAY_SET_CLOCK = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.SYSTEM})
"""A client that sent this many in a row is broken; the connection ends."""

LONGEST_NAME = 40
UNKNOWN_TOKEN = "The access token is unknown or has expired. Ask the office for a new one."


def no_depot_words(depot: str, there: Iterable[str]) -> str:
    """What whoever asks for a depot that is not there is told; `there` are those he may see."""
    names = ", ".join(sorted(there))
    known = f"It has: {names}." if names else "It has none that you may work at."
    return f"There is no depot {depot[:LONGEST_NAME]} at this hub. {known}"


class Send(Struct, frozen=True):
    """Send this frame to the client."""

    frame: p.FromHub


class Authenticate(Struct, frozen=True):
    """Find out whose token this is, then call `authenticated`."""

    token: str


class Join(Struct, frozen=True):
    """The session is open: welcome it, bring it up to date and keep it so."""

    actor: Actor
    depot: DepotId
    resume_after: int
    resume_hash: str = ""
    must_exist: bool = False
    takes_changes: bool = False


class Submit(Struct, frozen=True):
    """Bring the command to the gate and answer with what it says."""

    ask: p.Ask


class Locate(Struct, frozen=True):
    """Take over the session's own driver's positions."""

    fixes: tuple[p.Fix, ...]


class ChangeClock(Struct, frozen=True):
    """Set the rate of the depot's simulated clock and answer."""

    id: str
    rate: float


class Close(Struct, frozen=True):
    """Nothing more will come of this connection: end it after what was sent."""

    words: str


Action = Send | Authenticate | Join | Submit | Locate | ChangeClock | Close


class _Identified(Struct):
    id: p.FrameId


class Session:
    """The state of one connection: waiting for its hello, waiting for a name, open or over."""

    def __init__(self) -> None:
        self.actor: Actor | None = None
        self._hello: p.Hello | None = None
        self._is_over = False
        self._unusable = 0

    @property
    def is_driver(self) -> bool:
        """Whether a driver has been let in."""
        return self.actor is not None and self.actor.role is Role.DRIVER

    def receive(self, text: str | bytes) -> list[Action]:
        """What to do about one frame from the client."""
        if self._is_over:
            return []
        if isinstance(text, bytes):
            return self._unusable_frame("", "A frame is text, not binary: send JSON as text.")
        try:
            frame = p.decode_from_client(text)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            words = f"This message cannot be used: {fault_words(error)}."
            if self._hello is None:
                # Whoever cannot say hello would only wait for an answer that never comes.
                return self._over(UNKNOWN_TOKEN if _is_of_token(error) else words)
            return self._unusable_frame(_id_of(text), words)
        self._unusable = 0
        if isinstance(frame, p.Hello):
            return self._greet(frame)
        if self.actor is None:
            return self._over("Say hello first: the first frame must be a hello with a token.")
        return [self._act(frame, self.actor)]

    def authenticated(self, actor: Actor | None) -> list[Action]:
        """The answer to `Authenticate`: who it is, or None for a token that nobody has."""
        hello = self._hello
        assert hello is not None
        if actor is None:
            return self._over(UNKNOWN_TOKEN)
        if not actor.may_touch(hello.depot):
            return self._over(
                f"{actor.id} has no access to the depot {hello.depot!r}. Ask an administrator."
            )
        if actor.role is Role.DRIVER and actor.driver_id is None:
            return self._over(
                f"The device of {actor.id} belongs to no driver. Enrol it again in the office."
            )
        if actor.role is not Role.DRIVER and hello.fold_version != FOLD_VERSION:
            return self._over(
                f"This hub folds events in version {FOLD_VERSION}, the console in version "
                f"{hello.fold_version}. Install the same release on both."
            )
        self.actor = actor
        return [
            Join(
                actor,
                hello.depot,
                hello.resume_after,
                hello.resume_hash,
                hello.must_exist,
                hello.takes_changes,
            )
        ]

    def _greet(self, hello: p.Hello) -> list[Action]:
        if self._hello is not None:
            return self._unusable_frame("", "You have said hello already.")
        self._hello = hello
        if hello.protocol != p.PROTOCOL:
            return self._over(
                f"This hub speaks protocol {p.PROTOCOL}, the client protocol {hello.protocol}. "
                "Install the same release on both."
            )
        return [Authenticate(hello.token)]

    def _act(self, frame: p.Ask | p.Positions | p.SetClock, actor: Actor) -> Action:
        if isinstance(frame, p.Ask):
            return Submit(frame)
        if isinstance(frame, p.Positions):
            if actor.role is not Role.DRIVER:
                return Send(p.Fault("Only a driver's device sends positions."))
            fault = fault_of(frame)
            if fault:
                return Send(p.Fault(f"These positions cannot be kept: {fault}."))
            return Locate(frame.fixes)
        if actor.role not in MAY_SET_CLOCK:
            return Send(p.Refused(frame.id, "Only the office may set the clock."))
        return ChangeClock(frame.id, frame.rate)

    def _unusable_frame(self, frame_id: str, words: str) -> list[Action]:
        self._unusable += 1
        if self._unusable >= MAX_UNUSABLE_FRAMES:
            return self._over(f"{words} It was the {self._unusable}th unusable frame in a row.")
        if frame_id:
            return [Send(p.Refused(frame_id, words))]
        return [Send(p.Fault(words))]

    def _over(self, words: str) -> list[Action]:
        self._is_over = True
        return [Send(p.Fault(words, is_final=True)), Close(words)]


def _is_of_token(error: Exception) -> bool:
    """Whether what cannot be used is the token of a hello: nobody has one like that."""
    return str(error).endswith("`$.token`")


def _id_of(text: str) -> str:
    """The id of a frame that cannot be used otherwise, if it has one."""
    try:
        return msgspec.json.decode(text, type=_Identified).id
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ""
