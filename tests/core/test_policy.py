"""A table of return policies: which purchase falls under which, and what is wrong with a table."""

from datetime import date

import pytest
from msgspec.structs import replace

from core.policy import Check, Policy, RefundWhen, ReturnReason, by_shop, faults

SHOES = Policy("Shoes", 30, (ReturnReason.DOES_NOT_FIT,), RefundWhen.ON_RECEIPT)
OLD = replace(SHOES, valid_until=date(2026, 10, 31))
NEW = replace(SHOES, valid_from=date(2026, 11, 1))


def test_a_table_whose_periods_follow_each_other_has_no_faults() -> None:
    assert faults((NEW, OLD, replace(SHOES, shop="Books"))) == ()


@pytest.mark.parametrize(
    ("day", "which"),
    [(date(2020, 1, 1), OLD), (date(2026, 10, 31), OLD), (date(2026, 11, 1), NEW)],
)
def test_a_purchase_falls_under_the_policy_of_its_day(day: date, which: Policy) -> None:
    assert [policy for policy in (OLD, NEW) if policy.covers(day)] == [which]


def test_a_policy_with_both_ends_ends() -> None:
    short = replace(OLD, valid_from=date(2026, 10, 1))
    assert short.covers(date(2026, 10, 31))
    assert not short.covers(date(2026, 11, 1))


def test_a_gap_is_named_with_its_days() -> None:
    later = replace(NEW, valid_from=date(2026, 11, 5))
    (fault,) = faults((OLD, later))
    assert (fault.entry, fault.field) == (2, "valid_from")
    assert fault.words == "nothing is valid from 2026-11-01 to 2026-11-04, after entry 1"


@pytest.mark.parametrize(
    "later",
    [SHOES, replace(SHOES, valid_from=date(2026, 10, 31)), replace(SHOES, window_days=1)],
)
def test_an_overlap_is_named_with_the_entry_it_overlaps(later: Policy) -> None:
    (fault,) = faults((replace(OLD, valid_from=date(2026, 1, 1)), later))
    assert fault.field == "valid_from"
    assert "overlaps with entry" in fault.words


def test_two_policies_without_end_overlap() -> None:
    (fault,) = faults((SHOES, NEW))
    assert (fault.entry, fault.field) == (2, "valid_from")


def test_a_period_that_ends_before_it_begins_is_named() -> None:
    turned = replace(NEW, valid_until=date(2026, 10, 1))
    assert [(f.entry, f.field) for f in faults((turned,))] == [(1, "valid_until")]


def test_what_stands_there_twice_and_what_the_shop_does_not_accept_is_named() -> None:
    strange = replace(
        SHOES,
        demands=(Check.UNUSED, Check.UNUSED),
        shop_pays_for=(ReturnReason.RECALL,),
    )
    found = {fault.field: fault.words for fault in faults((strange,))}
    assert found == {
        "demands": "unused stands there twice",
        "shop_pays_for": "recall is not among the reasons that the shop accepts",
    }


def test_a_table_is_kept_by_shop_in_its_order() -> None:
    books = replace(SHOES, shop="Books")
    assert by_shop((NEW, books, OLD)) == {"Shoes": (NEW, OLD), "Books": (books,)}
