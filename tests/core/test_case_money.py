"""What a case cost and brought follows from what was decided and what was really asked."""

from msgspec.structs import replace

from core.case_money import (
    CaseMoney,
    best_other,
    case_money,
    decided_cost,
    decided_recovery,
    spent_after,
    taken,
)
from core.model import (
    ActorId,
    Case,
    CaseId,
    CaseKind,
    CaseStatus,
    Decision,
    Grade,
    Inspection,
    Option,
    Refund,
    RefundStatus,
    Resolution,
    RouteId,
    ServiceDay,
    Sum,
    SumKind,
    WayOut,
)
from tests.builders import A1, MORNING, R1, R2, TODAY, TOMORROW, after, make_order

BOB = ActorId("bob")
VISIT = WayOut(
    Resolution.RETRY_TODAY,
    (Sum(SumKind.ROUTE, -480), Sum(SumKind.LET_DOWN, -1_000)),
    R1,
    TODAY,
)
LATER = WayOut(Resolution.RESCHEDULE, (Sum(SumKind.ROUTE, -300), Sum(SumKind.WAITING, -900)), R2)
BACK = WayOut(
    Resolution.REFUND,
    (Sum(SumKind.REFUND, -3_000), Sum(SumKind.RECOVERY, 2_850), Sum(SumKind.HANDLING, -200)),
)


def decided(resolution: Resolution, **changes: object) -> Decision:
    decision = Decision(resolution, BOB, MORNING, considered=(VISIT, LATER, BACK))
    return replace(decision, **changes)


def case_with(decision: Decision | None = None, **changes: object) -> Case:
    case = Case(CaseId("case-a1"), CaseKind.FAILED_DELIVERY, A1, MORNING, after(60))
    return replace(case, decision=decision, **changes)


def test_a_visit_costs_its_way_and_letting_down() -> None:
    decision = decided(Resolution.RETRY_TODAY, route_id=R1, day=TODAY)
    assert taken(decision) == VISIT
    assert decided_cost(decision) == 1_480
    assert decided_recovery(decision) == 0
    assert best_other(decision) == BACK


def test_a_visit_right_away_is_one_of_the_same_day() -> None:
    assert taken(decided(Resolution.RETRY_NOW, route_id=R1, day=TODAY)) == VISIT


def test_another_route_than_the_best_costs_what_it_was_offered_for() -> None:
    offered = (Option(R2, 600, 3_000, 700, is_feasible=True),)
    decision = decided(Resolution.RETRY_TODAY, route_id=R2, day=TODAY, offered=offered)
    assert decided_cost(decision) == 1_700
    way_out = taken(decision)
    assert way_out is not None
    assert (way_out.route_id, way_out.net_minor) == (R2, -1_700)


def test_of_two_visits_that_are_called_alike_the_day_decides() -> None:
    today = WayOut(Resolution.COLLECT, (Sum(SumKind.ROUTE, -500),), R1, TODAY)
    tomorrow = WayOut(Resolution.COLLECT, (Sum(SumKind.ROUTE, -200),), R1, TOMORROW)
    decision = Decision(
        Resolution.COLLECT, BOB, MORNING, R1, TOMORROW, considered=(today, tomorrow)
    )
    assert taken(decision) == tomorrow
    assert best_other(decision) == today
    elsewhen = replace(decision, day=ServiceDay("2026-12-24"))
    assert taken(elsewhen) == today


def test_a_refund_in_a_decision_is_no_cost_but_what_goods_bring_counts() -> None:
    decision = decided(Resolution.REFUND)
    assert (decided_cost(decision), decided_recovery(decision)) == (200, 2_850)


def test_a_decision_that_considered_nothing_costs_what_its_route_was_offered_for() -> None:
    offered = (Option(R1, 540, 2_100, 480, is_feasible=True),)
    bare = Decision(Resolution.RETRY_TODAY, BOB, MORNING, R1, TODAY, offered)
    assert decided_cost(bare) == 480
    assert decided_recovery(bare) == 0
    assert best_other(bare) is None
    assert decided_cost(replace(bare, route_id=RouteId("r9"))) == 0


def test_money_of_a_case_has_the_refund_unless_the_shop_refused_it() -> None:
    order = make_order("a1")
    assert case_money(case_with(), order) == CaseMoney()
    asked = replace(order, refund=Refund(3_000, BOB, MORNING))
    decision = decided(Resolution.REFUND)
    money = case_money(case_with(decision, spent_minor=50), asked)
    assert money == CaseMoney(250, 3_000, 2_850)
    assert money.net_minor == -400
    refused = replace(asked, refund=Refund(3_000, BOB, MORNING, RefundStatus.FAILED))
    assert case_money(case_with(decision), refused).refund_minor == 0


def test_a_visit_that_was_made_stays_spent() -> None:
    decision = decided(Resolution.RETRY_TODAY, route_id=R1, day=TODAY)
    driven = case_with(decision, status=CaseStatus.ON_ITS_WAY, spent_minor=20)
    assert spent_after(None) == 0
    assert spent_after(driven) == 1_500
    assert spent_after(driven, case_with()) == 1_500
    assert spent_after(driven, driven) == 20
    assert spent_after(replace(driven, status=CaseStatus.DECIDED)) == 20
    assert spent_after(replace(driven, decision=None)) == 20


def test_what_was_looked_at_brings_what_was_found() -> None:
    order = make_order("a1")
    case = case_with(decided(Resolution.REFUND))
    seen = Inspection(Grade.C, "liquidate", "liquidate", BOB, MORNING, 900)
    assert case_money(case, order, {order.items[0].id: seen}).recovery_minor == 900
    assert case_money(case, order, {}).recovery_minor == 2_850
