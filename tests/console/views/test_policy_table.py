"""What is typed becomes a policy, or a sentence about what is wrong with which entry."""

from datetime import date

import pytest
from msgspec.structs import replace

from console.views.policy_table import NEW, PolicyTyped, draft, policy_history, title, typed
from console.views.wording import Wording
from core.model import ActorId, PolicyChange
from core.policy import Check, Instead, Policy, RefundWhen, ReturnReason
from tests.builders import NOON

EURO = Wording("Europe/Berlin", "EUR", 2)
RICH = Policy(
    "Casa Norte",
    30,
    (ReturnReason.DOES_NOT_FIT, ReturnReason.FAULTY),
    RefundWhen.AFTER_INSPECTION,
    excluded=("SOCKS", "PET-FOOD"),
    demands=(Check.COUNT, Check.UNUSED),
    fee_minor=399,
    shop_pays_for=(ReturnReason.FAULTY,),
    instead=(Instead.CREDIT,),
    valid_until=date(2026, 10, 31),
)
NEXT = replace(RICH, window_days=60, valid_from=date(2026, 11, 1), valid_until=None)


def words(row: PolicyTyped) -> str:
    found = draft((RICH,), (typed(RICH, EURO), row), EURO)
    assert [at for at, _ in found.faults] == [1]
    return found.words_for(1)


def test_what_was_not_touched_is_as_it_was() -> None:
    rows = [typed(policy, EURO) for policy in (RICH, NEXT)]
    assert draft((RICH, NEXT), rows, EURO).policies == (RICH, NEXT)
    assert (rows[0].fee, rows[0].excluded, rows[0].valid_until) == (
        "3.99",
        "SOCKS, PET-FOOD",
        "31 Oct 2026",
    )
    assert title(rows[0]) == "Casa Norte · until 31 Oct 2026"
    assert title(rows[1]) == "Casa Norte · from 1 Nov 2026"
    assert title(NEW) == "A new shop"


@pytest.mark.parametrize(
    "typed_day", ["2026-11-01", "1 Nov 2026", "1 noviembre 2026", "Nov 1, 2026"]
)
def test_a_day_is_read_as_people_write_it(typed_day: str) -> None:
    row = replace(typed(NEXT, EURO), valid_from=typed_day, window_days="7")
    (found,) = draft((), (row,), EURO).policies
    assert found.valid_from == date(2026, 11, 1)


def test_what_is_typed_is_what_is_saved() -> None:
    row = replace(typed(RICH, EURO), fee="1,204.5", window_days="14", excluded=" A ,, B ")
    (found,) = draft((RICH,), (row,), EURO).policies
    assert (found.fee_minor, found.window_days, found.excluded) == (120_450, 14, ("A", "B"))
    assert found.demands == (Check.UNUSED,)
    assert (found.reasons, found.valid_from) == (
        (ReturnReason.FAULTY, ReturnReason.DOES_NOT_FIT),
        None,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"shop": " "}, "Name the shop."),
        ({"reasons": frozenset()}, "Choose at least one reason for which goods are taken back."),
        ({"window_days": "soon"}, "“soon” is no number of days."),
        ({"window_days": "9999"}, "Goods are taken back within up to 3650 days."),
        ({"fee": "-2"}, "A fee cannot be negative."),
        ({"fee": "=1+1"}, "“=1+1” is no amount. Write it like 1,234.50."),
        (
            {"valid_from": "1.11.2026"},
            "“1.11.2026” is no day. Write it like 1 Nov 2026, or leave it empty.",
        ),
        (
            {"shop": "Casa Norte"},
            "From: overlaps with entry 1 of the same shop; end that one the day before.",
        ),
    ],
)
def test_what_cannot_be_is_said_of_its_entry(changes: dict[str, object], expected: str) -> None:
    assert words(replace(NEW, **{"shop": "Tienda", **changes})) == expected


def test_a_sound_entry_has_no_words() -> None:
    assert draft((RICH,), (typed(RICH, EURO),), EURO).words_for(0) == ""


def test_the_history_says_who_changed_what() -> None:
    sara = ActorId("sara")
    changes = (
        PolicyChange(sara, NOON, {"Casa Norte": ()}, {"Casa Norte": (RICH,)}),
        PolicyChange(
            sara,
            NOON,
            {"Casa Norte": (RICH,), "Books": (RICH,)},
            {"Casa Norte": (replace(RICH, fee_minor=0, demands=()), NEXT), "Books": ()},
        ),
    )
    newest, first = policy_history(changes, EURO)
    assert newest.title == "23 Nov 16:00 · sara"
    assert newest.lines == (
        "Casa Norte: 1 → 2 policies",
        "Casa Norte: fee €3.99 → €0.00",
        "Casa Norte: goods must be counted, unused → none",
        "Books was taken off: 1 policy",
    )
    assert first.lines == ("Casa Norte is new: 1 policy",)
