"""Prices while something is dragged."""

import pytest

from console.view import Tone
from console.views.costs import board_costs, map_costs, why_words, would_fit_words
from core.model import Option, OrderId, RouteId, ServiceDay, StopId
from core.planning.moves import STAYS
from core.planning.relaxations import Relaxation, Relief
from core.planning.schedule import Violation, ViolationKind
from core.planning.ways import Way
from tests.console.views.small_day import DAY, NEXT, V1, V2, moment, route


def way(route_id: RouteId, cost: int, **changes: object) -> Way:
    is_feasible = bool(changes.get("is_feasible", True))
    words = str(changes.get("words", ""))
    option = Option(route_id, cost * 60, cost * 1000, cost, is_feasible, words)
    return Way(option, None if changes.get("is_impossible") else 2, 1)


V3 = RouteId("v3")
GONE = RouteId("gone")
ROUTES = {
    V1: route(V1),
    V2: route(V2),
    V3: route(V2, id=V3, day=NEXT),
}


def ranks(day: ServiceDay, *ways: Way) -> dict[str, int | None]:
    return {id_: chip.rank for id_, chip in board_costs(moment(routes=ROUTES), ways, day).items()}


def test_each_day_has_its_own_best() -> None:
    assert ranks(DAY, way(V1, 5), way(V2, 3), way(V3, 1)) == {V1: 2, V2: 1, V3: 1}


def test_the_map_prices_the_day_that_it_shows() -> None:
    found = map_costs(moment(routes=ROUTES), [way(V1, 5), way(V3, 1), way(GONE, 1)], DAY)
    assert [(cost.route_id, cost.rank, cost.text) for cost in found] == [(V1, 1, "+5 min")]


def test_what_breaks_or_cannot_be_says_so() -> None:
    ways = [
        way(V1, 5, is_feasible=False, words="late"),
        way(V2, 3, is_impossible=True, is_feasible=False, words="is locked"),
    ]
    late, locked = map_costs(moment(routes=ROUTES), ways, DAY)
    words = f"+5 min · 5.0 km · {moment().wording.money(5)} · late"
    assert (late.sentence, late.is_feasible, late.rank) == (words, False, 0)
    assert (locked.text, locked.sentence) == ("no", "is locked")


def test_where_it_is_now_is_no_choice() -> None:
    ways = [way(V1, 0, words=STAYS), way(V2, 3)]
    chips = board_costs(moment(routes=ROUTES), ways, DAY)
    assert (chips[V1].words, chips[V1].tone, chips[V1].rank) == (STAYS, Tone.MUTED, None)
    assert chips[V2].rank == 1
    assert [cost.rank for cost in map_costs(moment(routes=ROUTES), ways, DAY)] == [0, 1]


def test_why_not_there_is_a_sentence() -> None:
    shown, order = moment(routes=ROUTES), OrderId("1043")
    name = ROUTES[V1].name
    assert why_words(shown, order, way(V1, 5)) == (
        f"1043 on {name} as stop 3: +5 min, 5.0 km, {shown.wording.money(5)}, "
        "and it breaks nothing."
    )
    late = way(V1, 5, words="ends after the shift", is_feasible=False)
    assert why_words(shown, order, late).endswith(". Ends after the shift.")
    none = way(V1, 5, words="Route 1 is locked by Ana", is_impossible=True)
    assert why_words(shown, order, none) == f"1043 cannot go on {name}: Route 1 is locked by Ana."


def limit(kind: ViolationKind, amount: int = 720, stop_id: str = "", about: str = "") -> Violation:
    return Violation(kind, amount, "", StopId(stop_id) if stop_id else None, about)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (limit(ViolationKind.WINDOW, stop_id="new"), "its window stayed open 12 min longer"),
        (limit(ViolationKind.WINDOW, stop_id="s-ret"), "ret could wait 12 min longer"),
        (limit(ViolationKind.WINDOW), "its window stayed open 12 min longer"),
        (limit(ViolationKind.SHIFT), "the shift ended 12 min later"),
        (limit(ViolationKind.BREAK), "the break began 12 min later"),
        (limit(ViolationKind.HAND_OVER), "the other van waited 12 min longer"),
        (limit(ViolationKind.LOCKED), "the route were unlocked"),
        (limit(ViolationKind.MIXED), "clean and dirty goods could travel together"),
        (limit(ViolationKind.EQUIPMENT, about="tail_lift"), "the van had this: tail lift"),
        (limit(ViolationKind.WEIGHT, 12_500), "the van had room for 12.5 kg more"),
        (limit(ViolationKind.SLOTS, 2), "the van had room for 2 container slots more"),
    ],
)
def test_it_is_said_what_would_have_to_give(broken: Violation, words: str) -> None:
    found = would_fit_words(moment(routes=ROUTES), [Relaxation(4, (broken,), 0)], None)
    assert found == f"It would fit as stop 5 if {words}."


def test_every_way_to_make_it_fit_stands_in_one_sentence() -> None:
    shown = moment(routes=ROUTES)
    both = (limit(ViolationKind.SHIFT), limit(ViolationKind.LOCKED))
    given = Relief(StopId("s-ret"), V2, 300)
    assert would_fit_words(shown, [Relaxation(0, both, 0), Relaxation(1, both[:1], 0)], given) == (
        "It would fit as stop 1 if the shift ended 12 min later and the route were unlocked, "
        "or as stop 2 if the shift ended 12 min later, "
        f"or if ret went to {ROUTES[V2].name}, {shown.wording.money(300)} in all."
    )
    assert would_fit_words(shown, [], None) == ""
