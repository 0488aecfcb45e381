"""The demo's doors are learned like any others."""

from core.catalogue import REGION
from core.hub.demo_doors import EVERY, learned_doors
from core.opening import parse_hours
from tests.builders import SYSTEM, add_orders, make_order, small_day


def test_every_so_many_orders_a_door_is_known_and_they_take_turns() -> None:
    board = small_day()
    made = [make_order(f"x{number:03}") for number in range(EVERY * 7)]
    board.ask(add_orders(*made), SYSTEM)
    learned = list(learned_doors(board.state, REGION / "doors.toml"))
    assert len(learned) == len(board.state.orders) // EVERY == 7
    assert learned[0].gate_code == learned[6].gate_code == "4711"
    assert learned[3].hours == parse_hours("Mon-Sat 8-20")
    for command in learned:
        board.ask(command)
    places = board.state.places
    known = {places[board.order(command.order_id).place_id].known for command in learned}
    assert any(each.has_dog for each in known)
    assert list(learned_doors(small_day().state, REGION / "doors.toml")) == []
