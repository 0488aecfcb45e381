"""Moments are handed on as text, and decisions told with what was offered."""

from datetime import timedelta

import pytest

from console.moments import (
    MomentLink,
    bounds_of,
    decision_line,
    decision_words,
    moment_link,
)
from console.views.moment import Moment
from console.views.wording import Wording
from core.model import (
    ActorId,
    CaseId,
    Decision,
    Option,
    OrderId,
    Resolution,
    RouteId,
    ServiceDay,
    Sum,
    SumKind,
    WayOut,
)
from core.tape import Taken
from tests.builders import MORNING, R1, R2, TODAY, small_day

STATE = small_day().state
MOMENT = Moment(STATE, MORNING, Wording("America/Santiago", "EUR", 2), me=ActorId("ana"))
DECISION = Decision(
    Resolution.RETRY_TODAY,
    ActorId("ana"),
    MORNING,
    R1,
    TODAY,
    (Option(R1, 360, 2_000, 480, True), Option(R2, 60, 500, 90, False)),
    considered=(
        WayOut(Resolution.RETRY_TODAY, (Sum(SumKind.ROUTE, -480),), R1, TODAY),
        WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -3_000),)),
    ),
)


@pytest.mark.parametrize(
    "link", [MomentLink("coquimbo", 1234), MomentLink("coquimbo", 7, OrderId("1043"))]
)
def test_a_moment_survives_being_handed_on_in_a_sentence(link: MomentLink) -> None:
    assert moment_link(f"Look at {link.text} please") == link


@pytest.mark.parametrize("text", ["", "coquimbo@12", "backhaul:coquimbo", "backhaul:@1"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_link(text) is None


def test_a_day_has_its_own_length_where_clocks_change() -> None:
    first, last = bounds_of(ServiceDay("2026-09-06"), "America/Santiago")
    assert last.timestamp() - first.timestamp() == 23 * 3600
    first, last = bounds_of(TODAY, "America/Santiago")
    assert last.timestamp() - first.timestamp() == timedelta(days=1).total_seconds()


def test_a_decision_is_told_with_all_that_was_offered() -> None:
    case_id = next(iter(STATE.cases))
    words = decision_words(MOMENT, Taken(9, MORNING, ActorId("ana"), case_id, DECISION))
    order = STATE.cases[case_id].order_id
    names = [STATE.routes[route_id].name for route_id in (R1, R2)]
    assert words == (
        f"08:00 {order}: Retry today, by you",
        "✓ Retry today −€4.80",
        "· Refund −€30.00",
        f"✓ {names[0]} +6 min −€4.80",
        f"· {names[1]} +1 min (breaks) −€0.90",
    )
    assert decision_line(words) == f"{words[0]} · 4 options offered"


def test_a_decision_without_options_says_so() -> None:
    bare = Decision(Resolution.CANCEL, ActorId("bob"), MORNING)
    words = decision_words(MOMENT, Taken(9, MORNING, ActorId("bob"), CaseId("gone"), bare))
    assert words == ("08:00 gone: Cancel, by bob", "Nothing else was on the screen.")
    assert decision_line(words) == words[0]
    odd = Decision(
        Resolution.RETRY_TODAY, ActorId("bob"), MORNING, RouteId("r9"), TODAY,
        (Option(RouteId("r9"), 0, 0, 0, True),),
    )  # fmt: skip
    words = decision_words(MOMENT, Taken(9, MORNING, ActorId("bob"), CaseId("gone"), odd))
    assert words[1] == "✓ r9 +0 min €0.00"
