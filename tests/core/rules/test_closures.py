"""Streets are closed and opened by the office, each once, with who, when and why."""

from datetime import timedelta

from core import commands as c
from core import events as e
from core.model import Closure, ClosureId, Position, TextRef
from core.rules.closures import MOST
from tests.builders import ANA, running_day

LINE = (Position(-29.9, -71.25), Position(-29.901, -71.25))


def closing(name: str = "z1", **changes: object) -> c.CloseStreet:
    asked = {"street": "Balmaceda", "line": LINE, "because": "a parade"} | changes
    return c.CloseStreet(ClosureId(name), **asked)  # type: ignore[arg-type]


def test_a_street_is_closed_with_who_when_until_when_and_why() -> None:
    board = running_day()
    until = board.now + timedelta(hours=3)
    (closed,) = board.ask(closing(until=until, street=" Balmaceda ", because="note:why"))
    assert closed == e.StreetClosed(
        Closure(
            ClosureId("z1"),
            "Balmaceda",
            LINE,
            "",
            board.now,
            until,
            ANA.id,
            board.now,
            TextRef("note:why"),
        )
    )
    assert list(board.state.closures) == ["z1"]
    (closed,) = board.ask(closing("z2", because=""))
    assert isinstance(closed, e.StreetClosed)
    assert closed.closure.because_ref is None


def test_it_is_opened_again_and_closed_again() -> None:
    board = running_day()
    board.ask(closing())
    assert "closed already" in board.refusal(closing())
    (opened,) = board.ask(c.OpenStreet(ClosureId("z1")))
    assert opened == e.StreetOpened(ClosureId("z1"), ANA.id, board.now)
    assert board.state.closures == {}
    assert "open already" in board.refusal(c.OpenStreet(ClosureId("z1")))
    board.ask(closing())
    assert list(board.state.closures) == ["z1"]


def test_a_closure_that_is_over_before_it_begins_is_refused() -> None:
    board = running_day()
    assert "is over by then" in board.refusal(closing(until=board.now))
    begins = board.now + timedelta(hours=2)
    early = closing(begins=begins, until=begins - timedelta(hours=1))
    assert "Choose a later time" in board.refusal(early)
    board.ask(closing(begins=begins))
    assert board.state.closures[ClosureId("z1")].begins == begins


def test_a_street_has_a_name() -> None:
    assert "Give its name" in running_day().refusal(closing(street="  "))


def test_what_is_over_leaves_with_the_next_closure() -> None:
    board = running_day()
    board.ask(closing(until=board.now + timedelta(hours=1)))
    board.now += timedelta(hours=2)
    board.ask(closing("z2"))
    assert list(board.state.closures) == ["z2"]


def test_there_is_an_end_to_closing_streets() -> None:
    board = running_day()
    for n in range(MOST):
        board.ask(closing(f"z{n}"))
    assert f"{MOST} streets are closed already" in board.refusal(closing("more"))
