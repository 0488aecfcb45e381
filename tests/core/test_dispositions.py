"""Grades and reasons suggest a disposition, and the depot's rates say what it brings."""

import pytest

from core.catalogue import CameBack, shipped
from core.dispositions import brings_minor, decayed_minor, likely, share_pct, suggested
from core.model import Grade, Rates
from core.policy import ReturnReason

ENTRIES = shipped().dispositions


@pytest.mark.parametrize(
    ("grade", "reason", "code"),
    [
        (Grade.A, None, "restock"),
        (Grade.B, ReturnReason.DOES_NOT_FIT, "refurbish"),
        (Grade.C, None, "liquidate"),
        (Grade.D, ReturnReason.LATE, "scrap"),
        (Grade.B, ReturnReason.FAULTY, "return_to_vendor"),
        (Grade.A, ReturnReason.RECALL, "quarantine"),
    ],
)
def test_a_reason_suggests_before_the_grade_does(
    grade: Grade, reason: ReturnReason | None, code: str
) -> None:
    assert suggested(shipped(), grade, reason) == code


def test_goods_are_expected_to_become_what_the_catalogue_says() -> None:
    found = {way: likely(shipped(), way) for way in CameBack}
    assert found[CameBack.UNOPENED] is ENTRIES["restock"]
    assert found[CameBack.RETURNED] is ENTRIES["inspect"]
    assert found[CameBack.DAMAGED] is ENTRIES["liquidate"]


def test_the_depots_rates_say_what_a_disposition_brings() -> None:
    rates = Rates(refurbish_pct=50)
    assert share_pct(ENTRIES["refurbish"], rates) == 50
    assert share_pct(ENTRIES["donate"], rates) == 0


def test_a_share_that_decays_shrinks_by_the_week_and_others_do_not() -> None:
    rates = Rates(refurbish_pct=50, vendor_pct=80, decay_pct_per_week=10)
    assert brings_minor(ENTRIES["refurbish"], rates, 1_000, 0) == 500
    assert brings_minor(ENTRIES["refurbish"], rates, 1_000, 7) == 400
    assert brings_minor(ENTRIES["return_to_vendor"], rates, 1_000, 70) == 800


def test_what_has_waited_too_long_brings_nothing() -> None:
    assert decayed_minor(1_000, 50, Rates(decay_pct_per_week=10), 400) == 0
