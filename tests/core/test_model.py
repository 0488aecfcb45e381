"""The nouns: loads add up in three dimensions, a stop's life has an end."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    Case,
    CaseId,
    CaseKind,
    CounterPickup,
    Grade,
    Inspection,
    Knowledge,
    Load,
    OrderId,
    PlaceId,
    Resolution,
    StopStatus,
    Sum,
    SumKind,
    TextRef,
    TimeWindow,
    Waiting,
    WaitingFor,
    WayOut,
    kind_of,
)
from tests.builders import NOON, after, make_order
from tests.structs import structs


@given(structs(Load), structs(Load))
def test_what_is_loaded_and_unloaded_again_leaves_the_rest(aboard: Load, more: Load) -> None:
    assert aboard + more - more == aboard
    assert aboard + more == more + aboard


@pytest.mark.parametrize(
    ("load", "fits"),
    [
        (Load(10, 20, 3), True),
        (Load(11, 20, 3), False),
        (Load(10, 21, 3), False),
        (Load(10, 20, 4), False),
        (Load(), True),
    ],
)
def test_a_load_must_fit_in_each_dimension(load: Load, *, fits: bool) -> None:
    assert load.fits_in(Load(weight_g=10, volume_ml=20, slots=3)) is fits


def test_a_stop_is_planned_or_under_way_or_ended() -> None:
    ended = {status for status in StopStatus if status.is_ended}
    under_way = {status for status in StopStatus if status.is_under_way}
    assert set(StopStatus) - ended - under_way == {StopStatus.PLANNED}
    assert under_way == {StopStatus.EN_ROUTE, StopStatus.ARRIVED}
    assert not ended & under_way


def test_a_case_waits_until_its_moment_without_any_event() -> None:
    case = Case(CaseId("c"), CaseKind.FAILED_DELIVERY, OrderId("o"), NOON, NOON)
    until = NOON + timedelta(minutes=5)
    waiting = Waiting(WaitingFor.SHOP, until, ActorId("ana"), NOON)
    waits = msgspec.structs.replace(case, waiting=waiting)
    assert [each.waits_at(NOON) for each in (case, waits)] == [False, True]
    assert not waits.waits_at(until)


def test_a_way_out_nets_what_it_costs_and_brings() -> None:
    sums = (Sum(SumKind.REFUND, -3_000), Sum(SumKind.RECOVERY, 1_800))
    assert WayOut(Resolution.REFUND, sums).net_minor == -1_200


def test_a_promise_moves_the_end_of_a_window_and_never_the_wait_before_it() -> None:
    own = TimeWindow(NOON, after(60, NOON))
    told = TimeWindow(after(30, NOON), after(90, NOON))
    order = make_order("a1", window=own)
    assert order.due_window == own
    assert replace(order, promise=told).due_window == TimeWindow(own.opens, told.closes)
    earlier = TimeWindow(after(-30, NOON), NOON)
    assert replace(order, promise=earlier).due_window == earlier
    assert replace(order, window=None, promise=told).due_window == told
    assert replace(order, window=None).due_window is None


def test_what_is_known_of_a_place_names_its_texts() -> None:
    assert Knowledge().refs == ()
    known = Knowledge(gate_code_ref=TextRef("code"), has_dog=True, house_ref=TextRef("house"))
    assert known.refs == ("code", "house")


def test_another_disposition_than_suggested_is_an_override() -> None:
    found = Inspection(Grade.B, "refurbish", "refurbish", ActorId("ana"), NOON)
    assert not found.is_override
    assert replace(found, disposition="donate").is_override


def test_an_approval_goes_to_the_deputy_when_nobody_answers_in_time() -> None:
    asked = Approval(
        ApprovalId("x"),
        ApprovalKind.REFUND,
        ActorId("ana"),
        NOON,
        "over the limit",
        assigned=ActorId("eva"),
        deputy=ActorId("leo"),
        deputy_at=after(30, NOON),
    )
    assert asked.with_whom(after(29, NOON)) == "eva"
    assert asked.with_whom(after(30, NOON)) == "leo"
    answered = replace(asked, status=ApprovalStatus.APPROVED)
    assert not answered.is_open
    assert answered.with_whom(after(30, NOON)) == "eva"
    assert not replace(asked, deputy_at=None).is_overdue(after(600, NOON))


def test_a_deputy_is_not_given_the_own_requests() -> None:
    own = Approval(
        ApprovalId("x"),
        ApprovalKind.REFUND,
        ActorId("Leo"),
        NOON,
        "much",
        deputy=ActorId("leo"),
        deputy_at=after(30, NOON),
    )
    assert own.is_overdue(after(30, NOON))
    assert own.with_whom(after(30, NOON)) is None


def test_an_order_waits_at_the_counter_until_it_was_fetched() -> None:
    pickup = CounterPickup(ActorId("ana"), NOON, NOON, after(60))
    order = make_order("x", counter=pickup)
    assert order.waits_at_counter
    assert not replace(order, counter=replace(pickup, collected_at=NOON)).waits_at_counter
    assert not make_order("x").waits_at_counter


def test_nobody_waits_at_home_for_what_goes_to_a_collection_point() -> None:
    window = TimeWindow(NOON, after(60))
    assert make_order("x", window=window).due_window == window
    assert make_order("x", window=window, home_place_id=PlaceId("p")).due_window is None


@pytest.mark.parametrize(
    ("reason", "kind"), [("refused", "refused"), ("refused.2", "refused"), (None, ""), ("", "")]
)
def test_a_depots_own_reason_is_a_kind_of_a_shipped_one(reason: str | None, kind: str) -> None:
    assert kind_of(reason) == kind
