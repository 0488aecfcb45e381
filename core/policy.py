"""A shop's return policy as a value, and what is wrong with a table of them. Pure.

A shop may have several policies one after the other: a purchase falls under the one that was
valid on its day, so the periods must follow each other without gap or overlap.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct


class ReturnReason(StrEnum):
    """Why a customer sends goods back."""

    FAULTY = "faulty"
    DAMAGED_ON_ARRIVAL = "damaged_on_arrival"
    WRONG_ITEM = "wrong_item"
    DOES_NOT_FIT = "does_not_fit"
    CHANGED_MIND = "changed_mind"
    LATE = "late"
    REFILL = "refill"
    RECALL = "recall"


class Check(StrEnum):
    """What the shop demands of goods, and the driver looks at before he takes them."""

    COUNT = "count"
    """All of the line are there; asked of every line."""
    UNUSED = "unused"
    UNDAMAGED = "undamaged"
    COMPLETE = "complete"
    """With accessories, cables and manuals."""
    ORIGINAL_PACKAGING = "original_packaging"
    RECEIPT = "receipt"
    """Proof of the purchase."""
    SERIAL_NUMBER = "serial_number"
    """The number on the goods is the one that was sold."""


class RefundWhen(StrEnum):
    """When the shop is asked for the money."""

    AT_THE_DOOR = "at_the_door"
    ON_RECEIPT = "on_receipt"
    """When the van is back at the depot."""
    AFTER_INSPECTION = "after_inspection"


class Instead(StrEnum):
    """What the shop gives instead of the money, if the customer wants it."""

    EXCHANGE = "exchange"
    CREDIT = "credit"


Code = Annotated[str, Meta(min_length=1, max_length=80)]


class Policy(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a shop takes back, how, and who pays for it."""

    shop: Code
    window_days: Annotated[int, Meta(ge=0, le=3650)]
    """Days from the purchase to the request."""
    reasons: Annotated[tuple[ReturnReason, ...], Meta(min_length=1)]
    refund: RefundWhen
    excluded: tuple[Code, ...] = ()
    """SKUs that the shop never takes back."""
    demands: tuple[Check, ...] = ()
    """What goods must be; `count` is always asked."""
    fee_minor: Annotated[int, Meta(ge=0)] = 0
    """What the customer pays for the return, once per order."""
    shop_pays_for: tuple[ReturnReason, ...] = ()
    """Reasons that are the shop's fault: no fee."""
    instead: tuple[Instead, ...] = ()
    valid_from: date | None = None
    """First day of purchase under this policy; None: since ever."""
    valid_until: date | None = None
    """Last day of purchase; None: until further notice."""

    def covers(self, bought_on: date) -> bool:
        """Whether a purchase of that day falls under it."""
        is_begun = self.valid_from is None or self.valid_from <= bought_on
        return is_begun and (self.valid_until is None or bought_on <= self.valid_until)


class Fault(Struct, frozen=True, gc=False):
    """What is wrong with one entry of a table, counted from 1."""

    entry: int
    field: str
    words: str


def faults(policies: Sequence[Policy]) -> tuple[Fault, ...]:
    """Everything that is wrong with a table, in its order; empty when it can be used."""
    found: list[Fault] = []
    shops: dict[str, list[tuple[int, Policy]]] = {}
    for number, policy in enumerate(policies, start=1):
        found += _own_faults(number, policy)
        shops.setdefault(policy.shop, []).append((number, policy))
    for entries in shops.values():
        found += _period_faults(entries)
    return tuple(sorted(found, key=lambda fault: fault.entry))


def by_shop(policies: Sequence[Policy]) -> dict[str, tuple[Policy, ...]]:
    """The table's policies of each shop, in its order."""
    shops: dict[str, tuple[Policy, ...]] = {}
    for policy in policies:
        shops[policy.shop] = (*shops.get(policy.shop, ()), policy)
    return shops


def _own_faults(number: int, policy: Policy) -> list[Fault]:
    found = []
    lists = ("reasons", "excluded", "demands", "shop_pays_for", "instead")
    for field in lists:
        values = getattr(policy, field)
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            found.append(Fault(number, field, f"{', '.join(twice)} stands there twice"))
    strange = [reason for reason in policy.shop_pays_for if reason not in policy.reasons]
    if strange:
        words = f"{', '.join(strange)} is not among the reasons that the shop accepts"
        found.append(Fault(number, "shop_pays_for", words))
    first, last = policy.valid_from, policy.valid_until
    if first is not None and last is not None and last < first:
        found.append(Fault(number, "valid_until", f"{last} is before valid_from, {first}"))
    return found


def _period_faults(entries: list[tuple[int, Policy]]) -> list[Fault]:
    """Gaps and overlaps between the policies of one shop."""
    ordered = sorted(entries, key=lambda each: each[1].valid_from or date.min)
    found = []
    for (before, earlier), (number, later) in pairwise(ordered):
        ends, begins = earlier.valid_until, later.valid_from
        if ends is None or begins is None or begins <= ends:
            words = f"overlaps with entry {before} of the same shop; end that one the day before"
            found.append(Fault(number, "valid_from", words))
        elif begins != ends + timedelta(days=1):
            words = (
                f"nothing is valid from {ends + timedelta(days=1)} to "
                f"{begins - timedelta(days=1)}, after entry {before}"
            )
            found.append(Fault(number, "valid_from", words))
    return found
