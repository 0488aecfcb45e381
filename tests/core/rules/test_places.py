"""Places learn, and forget when they are told to."""

from core import commands as c
from core.model import Knowledge, OpenHours, TextRef
from tests.builders import A1, running_day


def test_what_is_learned_stays_with_the_place_until_it_is_rewritten_or_forgotten() -> None:
    board = running_day()
    place_id = board.order(A1).place_id
    board.ask(c.LearnPlace(A1, "note:1"))
    assert board.state.places[place_id].hint_ref == TextRef("note:1")
    board.ask(c.LearnPlace(A1, "note:2"))
    assert board.state.places[place_id].hint_ref == TextRef("note:2")
    board.ask(c.LearnPlace(A1))
    assert board.state.places[place_id].hint_ref is None
    assert board.ask(c.LearnPlace(A1)) == ()


def test_every_field_is_kept_and_all_of_it_is_replaced_together() -> None:
    board = running_day()
    place_id = board.order(A1).place_id
    morning, afternoon = OpenHours(0, 540, 780), OpenHours(0, 900, 1080)
    told = c.LearnPlace(
        A1,
        entrance="e",
        gate_code="g",
        has_dog=True,
        parking="p",
        neighbour="n",
        house="h",
        hours=(afternoon, morning),
    )
    assert len(board.ask(told)) == 1
    known = board.state.places[place_id].known
    assert known == Knowledge(
        TextRef("e"), TextRef("g"), True, TextRef("p"), TextRef("n"), TextRef("h"),
        (morning, afternoon),
    )  # fmt: skip
    assert known.refs == ("e", "g", "p", "n", "h")
    assert board.ask(told) == ()
    board.ask(c.LearnPlace(A1, "note:1"))
    assert board.state.places[place_id].known == Knowledge()


def test_hours_that_cannot_be_are_refused() -> None:
    board = running_day()
    asked = c.LearnPlace(A1, hours=(OpenHours(0, 780, 540),))
    assert board.refusal(asked).startswith("The opening hours of Calle a1 cannot be. Mon 13:00")
