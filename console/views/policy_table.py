"""Return policies as written in a form: typed words become a policy, faults are said. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from console.hub_words import in_words
from console.tongue import tr
from console.views.depot_settings import HistoryRow, amount_of, amount_typed
from console.views.policies import INSTEAD_WORDS, WHEN_WORDS
from console.views.wording import Wording, date_words, short_date
from core.exchange.cell_values import DayOrder
from core.exchange.cell_values import day as read_day
from core.model import PolicyChange
from core.policy import Check, Instead, Policy, RefundWhen, ReturnReason, faults
from core.rules.policy import REASON_NAMES

CHECK_WORDS = {
    Check.UNUSED: tr("unused"),
    Check.UNDAMAGED: tr("undamaged"),
    Check.COMPLETE: tr("complete"),
    Check.ORIGINAL_PACKAGING: tr("in the original packaging"),
    Check.RECEIPT: tr("with a receipt"),
    Check.SERIAL_NUMBER: tr("with the serial number that was sold"),
}
"""Without counting, which is always asked."""
MOST_DAYS = 3650


class PolicyTyped(Struct, frozen=True):
    """One policy as it stands in the form."""

    shop: str
    window_days: str
    fee: str
    refund: RefundWhen
    reasons: frozenset[ReturnReason]
    shop_pays_for: frozenset[ReturnReason]
    demands: frozenset[Check]
    instead: frozenset[Instead]
    excluded: str
    valid_from: str
    valid_until: str


class PolicyDraft(Struct, frozen=True):
    """What would be saved; with faults, by the number of the entry from 0, nothing is."""

    policies: tuple[Policy, ...]
    faults: tuple[tuple[int, str], ...] = ()

    def words_for(self, entry: int) -> str:
        """What is wrong with one entry."""
        return next((words for at, words in self.faults if at == entry), "")


NEW = PolicyTyped(
    "", "30", "0", RefundWhen.ON_RECEIPT, frozenset(ReturnReason), frozenset(), frozenset(),
    frozenset(), "", "", "",
)  # fmt: skip


def typed(policy: Policy, wording: Wording) -> PolicyTyped:
    """A policy as a form to write in."""
    return PolicyTyped(
        shop=policy.shop,
        window_days=str(policy.window_days),
        fee=amount_typed(policy.fee_minor, wording),
        refund=policy.refund,
        reasons=frozenset(policy.reasons),
        shop_pays_for=frozenset(policy.shop_pays_for),
        demands=frozenset(policy.demands) - {Check.COUNT},
        instead=frozenset(policy.instead),
        excluded=", ".join(policy.excluded),
        valid_from=date_words(policy.valid_from) if policy.valid_from is not None else "",
        valid_until=date_words(policy.valid_until) if policy.valid_until is not None else "",
    )


def title(row: PolicyTyped) -> str:
    """`Casa Norte · from 1 Nov 2026`, as the list names an entry."""
    ends = [tr("from {valid_from}", valid_from=row.valid_from)] if row.valid_from else []
    ends += [tr("until {valid_until}", valid_until=row.valid_until)] if row.valid_until else []
    return " · ".join([row.shop or tr("A new shop"), *([" ".join(ends)] if ends else [])])


def draft(was: Sequence[Policy], rows: Sequence[PolicyTyped], wording: Wording) -> PolicyDraft:
    """What was typed, checked as the hub will check it. What is as it was stays the same value."""
    known = {typed(policy, wording): policy for policy in was}
    found, wrong = [], []
    for at, row in enumerate(rows):
        try:
            found.append(known[row] if row in known else _read(row, wording))
        except ValueError as error:
            wrong.append((at, in_words(str(error))))
    if not wrong:
        wrong = [
            (f.entry - 1, f"{_NAMES.get(f.field, f.field)}: {in_words(f.words)}.")
            for f in faults(found)
        ]
    return PolicyDraft(tuple(found), tuple(wrong))


_NAMES = {
    "valid_from": tr("From"),
    "valid_until": tr("Until"),
    "excluded": tr("Never taken back"),
    "shop_pays_for": tr("The shop pays"),
}


def _read(row: PolicyTyped, wording: Wording) -> Policy:
    shop = row.shop.strip()
    if not shop:
        raise ValueError(tr("Name the shop."))
    if not row.reasons:
        raise ValueError(tr("Choose at least one reason for which goods are taken back."))
    if not re.fullmatch(r"[0-9]{1,4}", row.window_days.strip()):
        raise ValueError(tr("“{window_days}” is no number of days.", window_days=row.window_days))
    days = int(row.window_days)
    if days > MOST_DAYS:
        raise ValueError(
            tr("Goods are taken back within up to {MOST_DAYS} days.", MOST_DAYS=MOST_DAYS)
        )
    fee = amount_of(row.fee, wording)
    if fee < 0:
        raise ValueError(tr("A fee cannot be negative."))
    return Policy(
        shop=shop,
        window_days=days,
        reasons=tuple(each for each in ReturnReason if each in row.reasons),
        refund=row.refund,
        excluded=tuple(filter(None, (sku.strip() for sku in row.excluded.split(",")))),
        demands=tuple(each for each in CHECK_WORDS if each in row.demands),
        fee_minor=fee,
        shop_pays_for=tuple(each for each in ReturnReason if each in row.shop_pays_for),
        instead=tuple(each for each in Instead if each in row.instead),
        valid_from=_day(row.valid_from),
        valid_until=_day(row.valid_until),
    )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    # What only has figures may have its month first or second: then nobody guesses.
    is_clear = any(map(str.isalpha, text)) or text.strip()[:4].isdecimal()
    day = read_day(text, DayOrder.DAY) if is_clear else None
    if day is None:
        like = date_words(date(2026, 11, 1))
        raise ValueError(
            tr(
                "“{words}” is no day. Write it like {like}, or leave it empty.",
                words=text,
                like=like,
            )
        )
    return day


def policy_history(changes: Sequence[PolicyChange], wording: Wording) -> tuple[HistoryRow, ...]:
    """Who changed what, the newest first."""
    return tuple(
        HistoryRow(
            title=f"{_when(change, wording)} · {change.by}",
            lines=tuple(line for shop in change.new for line in _lines(shop, change, wording)),
        )
        for change in reversed(changes)
    )


def _when(change: PolicyChange, wording: Wording) -> str:
    day = wording.today(change.at)
    return f"{short_date(day)} {wording.clock(change.at)}"


def _lines(shop: str, change: PolicyChange, wording: Wording) -> list[str]:
    """What differs between the policies of a shop that stand in the same place."""
    old, new = change.old.get(shop, ()), change.new.get(shop, ())
    if not old or not new:
        did = tr("is new") if new else tr("was taken off")
        return [f"{shop} {did}: {tr('{n} policy', '{n} policies', len(new or old))}"]
    lines = []
    if len(old) != len(new):
        lines.append(f"{shop}: {len(old)} → {tr('{n} policy', '{n} policies', len(new))}")
    for before, after in zip(old, new, strict=False):
        pairs = zip(_words(before, wording), _words(after, wording), strict=True)
        lines += [f"{shop}: {name} {was} → {now}" for (name, was), (_, now) in pairs if was != now]
    return lines


def _words(policy: Policy, wording: Wording) -> list[tuple[str, str]]:
    def named(words: Sequence[str]) -> str:
        return ", ".join(words) or tr("none")

    return [
        (tr("days"), str(policy.window_days)),
        (tr("fee"), wording.money(policy.fee_minor)),
        (tr("refund"), WHEN_WORDS[policy.refund]),
        (tr("reasons"), named([REASON_NAMES[each] for each in policy.reasons])),
        (tr("the shop pays for"), named([REASON_NAMES[each] for each in policy.shop_pays_for])),
        (tr("goods must be"), named([CHECK_WORDS.get(each, "counted") for each in policy.demands])),
        (tr("instead"), named([INSTEAD_WORDS[each] for each in policy.instead])),
        (tr("never taken back"), named(policy.excluded)),
        (tr("from"), str(policy.valid_from or tr("ever"))),
        (tr("until"), str(policy.valid_until or tr("further notice"))),
    ]
