"""Several cases at once, in words."""

import pytest
from msgspec.structs import replace

from console.view import CaseAction, QueueGroup
from console.views.many_cases import cases_view
from console.views.moment import Moment
from console.views.queue_rows import queue_rows
from core.model import Case, CaseKind, CaseStatus, Decision, OrderId, Resolution, StopId
from tests.console.views.small_day import ME, NEXT, NOW, ORDERS, case, moment

FAILED = ORDERS[OrderId("fail")]
OTHER = replace(FAILED, id=OrderId("way"))
ONE = case(CaseKind.FAILED_DELIVERY, reason="recipient_absent", stop_id=StopId("s-fail"))
TWO = case(CaseKind.FAILED_DELIVERY, "way", reason="recipient_absent", stop_id=StopId("s-way"))


def day(*cases: Case) -> Moment:
    made = moment(*cases)
    orders = {**made.state.orders, OTHER.id: OTHER}
    return replace(made, state=replace(made.state, orders=orders))


def test_cases_of_one_reason_share_their_headline_and_their_actions() -> None:
    view = cases_view(day(ONE, TWO), (ONE.order_id, TWO.order_id), NEXT)
    assert view is not None
    assert view.title == "2 cases: Nobody at home"
    assert view.summary.startswith("Goods worth €200.00.")
    assert view.lines[0].title == "fail · Ines Diaz"
    actions = [each.action for each in view.actions]
    assert actions == [
        CaseAction.BEST_ROUTE, CaseAction.ACKNOWLEDGE, CaseAction.WAIT,
        CaseAction.RESCHEDULE, CaseAction.RETURN_TO_DEPOT, CaseAction.CANCEL,
    ]  # fmt: skip


def test_without_a_later_day_and_with_a_request_among_them_less_is_offered() -> None:
    request = replace(TWO, kind=CaseKind.RETURN_REQUEST, reason=None)
    view = cases_view(day(ONE, request), (ONE.order_id, TWO.order_id), None)
    assert view is not None
    assert view.title == "2 cases: different reasons"
    by_action = {each.action: each for each in view.actions}
    assert not by_action[CaseAction.RESCHEDULE].is_enabled
    assert CaseAction.RETURN_TO_DEPOT not in by_action


def test_decided_cases_can_only_be_taken_back() -> None:
    decided = replace(TWO, status=CaseStatus.DECIDED, decision=Decision(Resolution.CANCEL, ME, NOW))
    view = cases_view(day(ONE, decided), (ONE.order_id, TWO.order_id), NEXT)
    assert view is not None
    assert [each.action for each in view.actions] == [CaseAction.REOPEN]


def test_one_case_is_not_several() -> None:
    assert cases_view(day(ONE), (ONE.order_id, TWO.order_id), NEXT) is None


@pytest.mark.parametrize(("reason", "words"), [("recipient_absent", "Elm 1"), ("weather", "V1")])
def test_rows_of_one_cause_know_their_group(reason: str, words: str) -> None:
    cases = [replace(each, reason=reason) for each in (ONE, TWO)]
    rows = queue_rows(day(*cases))
    assert {row.group for row in rows} == {"group-case-fail"}
    assert {row.group_words for row in rows} == {words}
    assert {row.group_value for row in rows} == {"€200"}
    assert QueueGroup.FAILED in rows[0].groups
