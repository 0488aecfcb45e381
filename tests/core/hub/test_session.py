"""The conversation of one connection, without sockets."""

import msgspec
import pytest

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub import session as s
from core.model import ActorId, DepotId, DriverId, Instant, RouteId
from core.state import FOLD_VERSION

DEPOT = DepotId("helsinki")
TOKEN = "t" * 43
OFFICE = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DEPOT}))
DRIVER = Actor(ActorId("d1"), Role.DRIVER, frozenset({DEPOT}), DriverId("d1"))
AUDITOR = Actor(ActorId("eva"), Role.AUDITOR, frozenset({EVERY_DEPOT}))
ASK = p.Ask("q1", c.LockRoute(RouteId("r1")))
FIX = p.Fix(at=msgspec.json.decode(b'"2026-11-23T08:00:00Z"', type=Instant), lat=60.2, lon=24.9)


def text(frame: p.FromClient) -> str:
    return p.encode(frame).decode()


def hello(**changed: object) -> str:
    frame = p.Hello(token=TOKEN, protocol=p.PROTOCOL, depot=DEPOT, fold_version=FOLD_VERSION)
    return text(msgspec.structs.replace(frame, **changed))


def open_session(actor: Actor = OFFICE) -> s.Session:
    session = s.Session()
    session.receive(hello())
    session.authenticated(actor)
    return session


def ending(actions: list[s.Action]) -> str:
    """The words of a final fault; fails for anything else."""
    fault, close = actions
    assert isinstance(fault, s.Send)
    assert isinstance(fault.frame, p.Fault)
    assert isinstance(close, s.Close)
    assert fault.frame.is_final
    assert fault.frame.words == close.words
    return close.words


def fault(actions: list[s.Action]) -> str:
    (send,) = actions
    assert isinstance(send, s.Send)
    assert isinstance(send.frame, p.Fault)
    assert not send.frame.is_final
    return send.frame.words


def test_a_hello_asks_whose_token_it_is_and_then_joins() -> None:
    session = s.Session()
    assert session.receive(hello(resume_after=7)) == [s.Authenticate(TOKEN)]
    assert session.authenticated(OFFICE) == [s.Join(OFFICE, DEPOT, 7)]
    assert not session.is_driver


def test_a_driver_needs_no_fold_version() -> None:
    session = s.Session()
    session.receive(hello(fold_version=0))
    assert session.authenticated(DRIVER) == [s.Join(DRIVER, DEPOT, 0)]
    assert session.is_driver


def test_anything_before_the_hello_ends_the_connection() -> None:
    session = s.Session()
    assert not session.is_driver
    assert "Say hello first" in ending(session.receive(text(ASK)))
    assert session.receive(hello()) == []


@pytest.mark.parametrize("token", ["short", "has a space and more than enough of it", "x" * 5000])
def test_a_token_that_nobody_can_have_is_called_unknown_at_once(token: str) -> None:
    """And no answer is waited for that never comes: who cannot say hello hears nothing else."""
    session = s.Session()
    assert ending(session.receive(hello(token=token))) == s.UNKNOWN_TOKEN
    assert "cannot be used" in ending(s.Session().receive("{"))
    assert session.receive(hello()) == []


def test_who_does_not_mean_to_open_a_depot_says_so() -> None:
    session = s.Session()
    session.receive(hello(must_exist=True))
    assert session.authenticated(OFFICE) == [s.Join(OFFICE, DEPOT, 0, must_exist=True)]


def test_a_depot_that_is_not_there_is_said_with_those_that_are() -> None:
    assert s.no_depot_words("nowhere", ["b", "a"]) == (
        "There is no depot nowhere at this hub. It has: a, b."
    )
    assert s.no_depot_words("x" * 99, []) == (
        f"There is no depot {'x' * 40} at this hub. It has none that you may work at."
    )


def test_another_protocol_is_refused_with_both_numbers() -> None:
    words = ending(s.Session().receive(hello(protocol=99)))
    assert "protocol 99" in words
    assert f"protocol {p.PROTOCOL}" in words


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (None, "unknown or has expired"),
        (Actor(ActorId("x"), Role.DISPATCHER, frozenset()), "no access to the depot"),
        (Actor(ActorId("x"), Role.DRIVER, frozenset({DEPOT})), "belongs to no driver"),
    ],
)
def test_who_may_not_come_in_is_told_why(actor: Actor | None, words: str) -> None:
    session = s.Session()
    session.receive(hello())
    assert words in ending(session.authenticated(actor))


def test_a_console_that_folds_otherwise_is_turned_away() -> None:
    session = s.Session()
    session.receive(hello(fold_version=FOLD_VERSION + 1))
    assert "Install the same release" in ending(session.authenticated(OFFICE))


def test_a_second_hello_is_a_fault_and_changes_nothing() -> None:
    session = open_session()
    assert "already" in fault(session.receive(hello()))
    assert session.receive(text(ASK)) == [s.Submit(ASK)]


def test_a_binary_frame_is_a_fault() -> None:
    assert "binary" in fault(open_session().receive(b"\x00"))


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"frame":"nonsense"}', "\ud800", '{"id":7}'])
def test_junk_is_answered_in_words_and_the_connection_stays(junk: str) -> None:
    session = open_session()
    assert "cannot be used" in fault(session.receive(junk))
    assert session.receive(text(ASK)) == [s.Submit(ASK)]


def test_an_unusable_frame_with_an_id_is_refused_under_that_id() -> None:
    (action,) = open_session().receive('{"frame":"ask","id":"q9","command":{"type":"fly"}}')
    assert isinstance(action, s.Send)
    assert isinstance(action.frame, p.Refused)
    assert action.frame.id == "q9"
    assert "fly" in action.frame.words


def test_too_much_junk_in_a_row_ends_the_connection() -> None:
    session = open_session()
    for _ in range(s.MAX_UNUSABLE_FRAMES - 1):
        fault(session.receive("junk"))
    session.receive(text(ASK))
    for _ in range(s.MAX_UNUSABLE_FRAMES - 1):
        fault(session.receive("junk"))
    assert "in a row" in ending(session.receive("junk"))


def test_only_a_driver_sends_positions() -> None:
    positions = text(p.Positions((FIX,)))
    assert open_session(DRIVER).receive(positions) == [s.Locate((FIX,))]
    assert "Only a driver" in fault(open_session().receive(positions))


@pytest.mark.parametrize("actor", [DRIVER, AUDITOR])
def test_drivers_and_auditors_do_not_set_the_clock(actor: Actor) -> None:
    (action,) = open_session(actor).receive(text(p.SetClock("q1", 20)))
    assert action == s.Send(p.Refused("q1", "Only the office may set the clock."))


def test_the_office_sets_the_clock() -> None:
    assert open_session().receive(text(p.SetClock("q1", 20))) == [s.ChangeClock("q1", 20)]


@pytest.mark.parametrize("before", ['{"frame":"hello","x":', '{"frame":"ask","id":"a1","command":'])
def test_a_frame_that_is_nested_too_deeply_is_answered_in_words(before: str) -> None:
    depth = 9_000
    (told,) = open_session().receive(before + '{"a":' * depth + "1" + "}" * depth + "}")
    assert isinstance(told, s.Send)
    assert isinstance(told.frame, p.Fault | p.Refused)
    assert "cannot be used" in told.frame.words


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_positions_of_no_time_that_a_clock_shows_are_not_taken(at: str) -> None:
    """Changed to UTC they fail where they are stored, behind the driver's back."""
    session = open_session(DRIVER)
    never = msgspec.structs.replace(FIX, at=msgspec.json.decode(f'"{at}"', type=Instant))
    assert "cannot be kept: the time is not in" in fault(
        session.receive(text(p.Positions((FIX, never))))
    )
    assert session.receive(text(p.Positions((FIX,)))) == [s.Locate((FIX,))]


@pytest.mark.parametrize("seq", [2**53 + 1, 2**63, 2**64, 10**30])
def test_a_cursor_beyond_every_log_is_unusable(seq: int) -> None:
    sent = hello().replace('"resume_after":0', f'"resume_after":{seq}')
    assert str(seq) in sent
    assert "cannot be used" in ending(s.Session().receive(sent))
