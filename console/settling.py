"""A plan together with what becomes of the orders that it leaves out: one gesture, one way back.

The plan goes first; refused, it takes nothing along. Each order then stands for itself: a refusal
is told by its name and stops no other. Money that was asked of a shop stays asked.
"""

from collections.abc import Callable, Sequence

from console.gestures import Gestures
from console.hub_words import in_words
from console.tongue import tr
from console.undo import Pair
from core import commands as c
from core.model import CaseStatus, OrderId, OrderStatus, Resolution
from core.planning.settling import OF_MONEY, Outcome, Settlement
from core.rules.lookups import active_case, case_id_of, pending_stops
from core.state import State

Refusal = Callable[[State, c.Command], bool]
"""Whether the rules would refuse it on this state."""
MOST_TOLD = 3
"""Refusals with their reasons; of further ones only the orders are named."""


def take_and_settle(
    gestures: Gestures,
    plan: c.Command,
    pair: Pair,
    rest: Sequence[Settlement],
    then: Callable[[], None],
    *,
    is_refused: Refusal,
) -> None:
    """`pair` is the plan's own; `then` goes on once that is accepted."""
    done: list[Settlement] = []
    refused: list[tuple[OrderId, str]] = []

    def planned(words: str | None) -> None:
        if words is None:
            then()
            go_on(0)
        else:
            gestures.said.emit(words, True)
            gestures.history.answered(is_done=False)

    def go_on(at: int) -> None:
        if at == len(rest):
            ended()
            return

        def answered(words: str | None) -> None:
            if words is None:
                done.append(rest[at])
            else:
                refused.append((rest[at].order_id, words))
            go_on(at + 1)

        gestures.send_all((rest[at].command,), answered)

    def ended() -> None:
        gestures.keep(with_rest(pair, done, is_refused))
        gestures.history.answered(is_done=True)
        if refused:
            gestures.said.emit(refusal_words(refused), True)

    gestures.history.sent()
    gestures.send_all((plan,), planned)


def with_rest(pair: Pair, done: Sequence[Settlement], is_refused: Refusal) -> Pair:
    """The plan and what was settled with it as one change.

    Taken back, first the orders are open again, then their routes are as before; as long as the
    plan itself can be taken back. What somebody has decided or done about an order since stays, and
    is named.
    """
    backs = [each for each in done if each.outcome not in OF_MONEY]
    words = pair.words
    if done:
        words += tr(", {n} order settled", ", {n} orders settled", len(done))
    if len(backs) < len(done):
        stay = len(done) - len(backs)
        words += tr(" ({n} refund stays asked)", " ({n} refunds stay asked)", stay)

    def again(now: State) -> tuple[c.Command, ...]:
        return (*pair.do(now), *(each.command for each in backs if _is_open(now, each)))

    stays: list[OrderId] = []

    def back(now: State) -> tuple[c.Command, ...]:
        pair.undo(now)  # Overtaken, it is told before anything is taken back.
        stays.clear()
        commands = []
        for each in reversed(backs):
            command = _back(now, each)
            if command is not None and not is_refused(now, command):
                commands.append(command)
            elif not _is_open(now, each):
                stays.append(each.order_id)
        return tuple(commands)

    def told() -> str:
        orders = ", ".join(reversed(stays))
        return tr("; changed since, so left as it is: {orders}", orders=orders) if stays else ""

    return Pair(words, again, back, undo_then=pair.undo, stays=told)


def refusal_words(refused: Sequence[tuple[OrderId, str]]) -> str:
    """Every order by its name, the first ones with their reasons."""
    told = [f"{order_id}: {in_words(words)}" for order_id, words in refused[:MOST_TOLD]]
    others = ", ".join(order_id for order_id, _ in refused[MOST_TOLD:])
    stay = tr("{n} order stays in the queue", "{n} orders stay in the queue", len(refused))
    more = tr("; also {others}", others=others) if others else ""
    return f"{stay}. {' '.join(told)}{more}"


def _is_open(now: State, each: Settlement) -> bool:
    case = active_case(now, each.order_id)
    is_open = case is not None and case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
    return is_open and now.orders[each.order_id].day == each.from_day


def _back(now: State, each: Settlement) -> c.Command | None:
    """None for what somebody else has decided about since."""
    order, case = now.orders[each.order_id], active_case(now, each.order_id)
    reopen = c.ReopenCase(case_id_of(each.order_id))
    match each.outcome:
        case Outcome.LATER if order.day == each.day and not pending_stops(now, order.id):
            return c.RescheduleOrder(order.id, each.from_day, is_undo=True)
        case Outcome.DEPOT if order.status is OrderStatus.FAILED and case is not None:
            decision = case.decision
            is_so = decision is not None and decision.resolution is Resolution.RETURN_TO_DEPOT
            return reopen if is_so else None
        case Outcome.COUNTER if order.waits_at_counter:
            return reopen
        case Outcome.PARTNER if order.partner is not None:
            return c.SettlePartner(order.id, is_done=False, words="taken back")
        case Outcome.REPLACE if order.replaced_by is not None:
            return c.UndoReplacement(order.id)
        case _:
            return None
