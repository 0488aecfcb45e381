"""Plans in words: signs, sums and counts as a dispatcher reads them."""

import pytest
from msgspec.structs import replace

from console.views.plan_cards import (
    changes_words,
    gains_words,
    left_lines,
    placed_lines,
    plan_cards,
    signed_money,
    summary_words,
)
from console.views.wording import Wording
from core.planning.day_plans import THREE, PlanOffer, Style, Sums
from core.planning.waiting_orders import LeftOut
from tests.builders import R1, R2, T1, W1, W3, running_day
from tests.console.views.test_verdicts import moment
from tests.core.planning.test_day_plans import ACROSS, asked, offered

WORDS = Wording(currency="CLP", minor_digits=0)
BEFORE = Sums(cost_minor=10_000, metres=20_000, paid_s=7200, late_stops=3, late_s=600)


def offer() -> PlanOffer:
    found = offered(asked(running_day(), orders=frozenset({W1})), ACROSS)
    assert found is not None
    return found


def test_a_card_says_what_is_saved_and_what_changes() -> None:
    made = offer()
    cards = plan_cards(WORDS, THREE, {Style.CHEAPEST: made}, Style.CHEAPEST, is_searching=False)
    assert [card.is_there for card in cards] == [False, False, True]
    assert cards[0].changes == "nothing better than the plan there is"
    assert cards[2].is_chosen
    assert cards[2].money == "−$10,920"
    assert cards[2].money_is == "cost"
    assert cards[2].gains == "−32 km · −27 min"
    searching = plan_cards(WORDS, THREE, {}, None, is_searching=True)
    assert {card.changes for card in searching} == {"looking…"}
    assert summary_words(WORDS, made) == "−$10,920 · 1 stop of 2 drivers"
    late = replace(made, before=BEFORE, after=replace(BEFORE, late_stops=1))
    assert summary_words(WORDS, late) == "late 3 → 1 · $0 · 1 stop of 2 drivers"


@pytest.mark.parametrize(("minor", "words"), [(0, "$0"), (-90, "−$90"), (1200, "+$1,200")])
def test_money_has_its_sign(minor: int, words: str) -> None:
    assert signed_money(WORDS, minor) == words


def test_late_stops_are_said_where_there_are_any() -> None:
    after = replace(BEFORE, metres=25_000, paid_s=9000, late_stops=1)
    assert gains_words(WORDS, BEFORE, after) == "+5.0 km · +30 min · late 3 → 1"
    assert gains_words(WORDS, BEFORE, BEFORE).endswith("late 3")
    sooner, later = replace(after, late_s=120), replace(after, late_s=660)
    assert gains_words(WORDS, BEFORE, sooner).endswith("late 3 → 1, −8 min")
    assert gains_words(WORDS, BEFORE, later).endswith("late 3 → 1, +1 min")


def test_what_is_placed_has_its_route_and_its_time() -> None:
    (line,) = placed_lines(moment(running_day()), offer())
    assert (line.order_id, line.outcome) == (W1, "On Route 1 at 12:08")
    assert line.words.startswith("w1 Calle w1")


def test_what_is_moved_and_placed_is_counted() -> None:
    made = replace(offer(), worth_minor=0)
    assert changes_words(WORDS, made) == "1 stop of 2 drivers moved · 1 of 1 order placed"
    many = replace(made, placed=(), left=(), disturbed=(R1, R2, T1))
    assert changes_words(WORDS, many) == "1 stop moved · 3 drivers told"
    still = replace(made, moved=(), placed=(), left=(), disturbed=(R1,))
    assert changes_words(WORDS, still) == "1 driver, no stop moved"
    home = replace(still.state.routes[R1], stop_ids=())
    state = replace(still.state, routes={**still.state.routes, R1: home})
    words = changes_words(WORDS, replace(still, state=state))
    assert words == f"1 driver, no stop moved · nothing left for {home.name}"
    more = replace(made, placed=((W1, R2),), worth_minor=700, left=(LeftOut(W3, "no room"),))
    assert changes_words(WORDS, more).endswith("1 of 2 orders placed, worth $700")


def test_what_is_left_out_has_its_reason_its_sums_and_what_is_best_instead() -> None:
    dear = LeftOut(W1, "Route 1 could take it, but it is not worth it", None, 900, 300)
    made = replace(offer(), left=(LeftOut(W3, "No room"), dear))
    first, second = left_lines(moment(running_day()), made)
    assert (first.reason, first.otherwise) == ("No room", "")
    assert second.reason.endswith("costs $900, gains $300 over the next best")
