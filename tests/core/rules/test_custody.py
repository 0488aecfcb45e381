"""Where goods go: every item has exactly one custody, whatever happens."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    Custody,
    CustodyKind,
    ItemId,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    StopKind,
    VehicleId,
)
from core.rules.custody import (
    after_stop,
    collected_items,
    delivered_items,
    first_custody,
    holder_of,
    in_vehicle,
    is_at_depot,
    is_from_sender,
    is_missing,
    lies_at,
    loaded,
    orders_aboard,
    vehicle_holding,
    with_sender,
)
from core.state import State, apply
from tests.builders import (
    A1,
    A2,
    A3,
    B2,
    NOON,
    R1,
    R2,
    T1,
    TOMORROW,
    W3,
    Board,
    make_order,
    make_stop,
    running_day,
    small_day,
)
from tests.fetches import fetch, located
from tests.senders import FROM, S1, with_sent


def custody_after(state: State, *events: e.Event) -> State:
    for event in events:
        state = apply(state, event)
    return state


def holders(state: State) -> dict[str, str]:
    return {item: held.holder for item, held in state.custody.items()}


def test_an_exchange_brings_one_item_and_takes_another() -> None:
    order = make_order("z", OrderKind.EXCHANGE)
    assert delivered_items(order) == ("z-out",)
    assert collected_items(order) == ("z-in",)
    kinds = {i: c.kind for i, c in first_custody(small_day().state, (order,), NOON).items()}
    assert kinds == {"z-out": CustodyKind.DEPOT, "z-in": CustodyKind.CUSTOMER}


def test_a_van_loads_what_its_manifest_delivers_and_the_depot_has() -> None:
    board = small_day()
    (event,) = loaded(board.state, board.route(R2), NOON)
    assert isinstance(event, e.CustodyChanged)
    assert event.item_ids == ("b1-out", "b2-out")
    assert event.custody == in_vehicle(VehicleId("v2"), NOON)
    assert loaded(apply(board.state, event), board.route(R2), NOON) == ()


def test_the_van_that_has_an_order_is_known() -> None:
    board = running_day()
    van = vehicle_holding(board.state, board.order(A1))
    assert van is not None
    assert van.id == "v1"
    assert vehicle_holding(board.state, board.order(W3)) is None
    assert vehicle_holding(board.state, board.order(A3)) is None
    assert holder_of(board.state, board.order(A3)) is None, "nothing of it is delivered"


def test_a_visit_gives_to_the_customer_and_takes_aboard() -> None:
    board = running_day()
    events = after_stop(board.state, board.stop("b2.1"), NOON)
    after = holders(custody_after(board.state, *events))
    assert (after["b2-out"], after["b2-in"]) == ("c-b2", "v2")
    assert len(after_stop(board.state, board.stop("a1.1"), NOON)) == 1
    assert len(after_stop(board.state, board.stop("a3.1"), NOON)) == 1


def meeting(board: Board, kind: StopKind, route: str, place: str) -> tuple[e.Event, ...]:
    """What a completed half of a hand-over of a1 does."""
    route_id = R1 if route == R1 else R2
    stop = make_stop(board.order(A1), route_id, kind=kind, place_id=PlaceId(place))
    return after_stop(board.state, stop, NOON)


def test_the_giver_answers_for_goods_until_they_are_taken() -> None:
    board = running_day()
    assert meeting(board, StopKind.GIVE, "r1", "p-b3") == ()
    taken = custody_after(board.state, *meeting(board, StopKind.TAKE, "r2", "p-b3"))
    assert holders(taken)["a1-out"] == "v2"


def test_at_the_depot_the_depot_has_them_in_between() -> None:
    board = running_day()
    board.state = custody_after(board.state, *meeting(board, StopKind.GIVE, "r1", "depot"))
    assert board.custody("a1-out").kind is CustodyKind.DEPOT
    assert meeting(board, StopKind.GIVE, "r1", "depot") == (), "nobody gives twice"
    board.state = custody_after(board.state, *meeting(board, StopKind.TAKE, "r2", "depot"))
    assert board.custody("a1-out").holder == "v2"
    assert meeting(board, StopKind.GIVE, "r1", "depot") == (), "another van has them by now"


def test_what_is_aboard_lies_at_the_depot_once_the_van_is_back() -> None:
    board = running_day()
    board.complete("b2.1")
    board.complete("b3.1")
    board.fail("b1.1")
    assert set(orders_aboard(board.state, board.route(R2))) == {"b1", B2, "b3"}
    assert not is_at_depot(board.state, board.custody("b1-out"))
    board.end(R2)
    assert board.custody("b1-out").kind is CustodyKind.VEHICLE
    assert is_at_depot(board.state, board.custody("b1-out"))
    assert is_at_depot(board.state, board.custody("w3-out"))
    assert not is_at_depot(board.state, board.custody("b2-out")), "the customer has it"


def test_another_van_loads_what_nobody_has_counted_yet() -> None:
    board = running_day()
    board.fail("b1.1")
    board.complete("b2.1")
    board.complete("b3.1")
    board.end(R2)
    board.ask(c.RescheduleOrder(OrderId("b1"), TOMORROW))
    board.place(OrderId("b1"), T1, 0)
    board.send(T1)
    board.accept(T1)
    (event,) = loaded(board.state, board.route(T1), NOON)
    assert isinstance(event, e.CustodyChanged)
    assert set(event.item_ids) == {"b1-out", "m1-out"}


@pytest.mark.parametrize("kind", [StopKind.DELIVER, StopKind.COLLECT])
def test_an_order_without_items_moves_nothing(kind: StopKind) -> None:
    board = running_day()
    empty = replace(board.order(A1), items=())
    state = replace(board.state, orders=board.state.orders | {A1: empty})
    assert after_stop(state, replace(board.stop("a1.1"), kind=kind), NOON) == ()


def test_what_is_brought_to_a_collection_point_is_held_there() -> None:
    board = running_day()
    order = replace(board.order(A1), place_id=PlaceId("kiosk"), home_place_id=PlaceId("p-a1"))
    state = replace(board.state, orders={**board.state.orders, A1: order})
    (event,) = after_stop(state, board.stop("a1.1"), NOON)
    assert isinstance(event, e.CustodyChanged)
    assert (event.custody.kind, event.custody.holder) == (CustodyKind.PARTNER, "kiosk")


def test_goods_are_missing_when_nobody_knows_where_one_of_them_is() -> None:
    board = running_day()
    assert not is_missing(board.state, board.order(A1))
    lost = e.CustodyChanged((ItemId("a1-out"),), Custody(CustodyKind.MISSING, "v1", NOON))
    assert is_missing(apply(board.state, lost), board.order(A1))


def test_nothing_is_aboard_of_a_van_that_has_not_left() -> None:
    board = small_day()
    assert orders_aboard(board.state, board.route(R1)) == ()
    board.start(R1)
    assert A1 in orders_aboard(board.state, board.route(R1))


def test_delivered_goods_lie_somewhere_only_while_somebody_should_fetch_them() -> None:
    board = located()
    place = lies_at(board.state, board.order(A1))
    assert place is not None
    assert place.address == "Balmaceda 99"
    done = replace(board.order(A1), status=OrderStatus.DONE)
    assert lies_at(board.state, done) is None
    assert lies_at(board.state, board.order(A2)) is None, "in its van"


def test_what_is_fetched_is_aboard() -> None:
    board = located()
    board.complete(fetch(board))
    assert board.custody("a1-out").kind is CustodyKind.VEHICLE


def test_goods_begin_with_their_sender_until_a_van_has_them() -> None:
    board = with_sent()
    assert board.custody("s1-out").holder == FROM
    assert with_sender(board.state, board.order(S1))
    assert lies_at(board.state, board.order(S1)) is None, "nobody has to look for them"
    assert not with_sender(board.state, board.order(A1))
    board.place(S1, R1, 0)
    take, visit = (board.stop(f"s1.{n}") for n in (1, 2))
    assert is_from_sender(board.state, take)
    assert not is_from_sender(board.state, visit)
    board.send(R1)
    board.accept(R1)
    board.start(R1)
    board.complete(take.id)
    assert board.custody("s1-out").holder == "v1"
    assert not with_sender(board.state, board.order(S1))
