"""Places learn, and forget when they are told to."""

from core import commands as c
from core.model import TextRef
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
