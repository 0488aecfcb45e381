"""Several cases at once, in words: what they have in common and what can be done with all. Pure."""

from collections.abc import Sequence

from console.tongue import tr
from console.view import ActionView, CaseAction, CaseLine, CasesView
from console.views.allowed import as_allowed
from console.views.moment import Moment
from console.views.queue_rows import case_reason, case_state, due_words, order_value
from core.model import Case, CaseKind, CaseStatus, OrderId, ServiceDay

UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def cases_view(
    moment: Moment, order_ids: Sequence[OrderId], next_day: ServiceDay | None
) -> CasesView | None:
    """None when fewer than two of the orders have a case."""
    wanted = frozenset(order_ids)
    cases = [case for case in moment.state.cases.values() if case.order_id in wanted]
    if len(cases) < 2:
        return None
    reasons = {
        moment.reason(case.reason) if case.reason else case_reason(case, moment) for case in cases
    }
    value = sum(order_value(moment.order(case.order_id)) for case in cases)
    shared = reasons.pop() if len(reasons) == 1 else tr("different reasons")
    return CasesView(
        title=f"{tr('{n} case', '{n} cases', len(cases))}: {shared}",
        summary=tr(
            "Goods worth {money}. Untick what is an exception.", money=moment.wording.money(value)
        ),
        lines=tuple(_line(moment, case) for case in cases),
        actions=as_allowed(moment.role, _actions(cases, moment, next_day), moment.held),
    )


def _line(moment: Moment, case: Case) -> CaseLine:
    order = moment.order(case.order_id)
    state, _ = case_state(case, moment)
    return CaseLine(
        case_id=case.id,
        title=f"{order.id} · {moment.customer(order)}",
        detail=f"{moment.address(order)} · {due_words(case, moment)} · {state}",
    )


def _actions(
    cases: Sequence[Case], moment: Moment, next_day: ServiceDay | None
) -> tuple[ActionView, ...]:
    if any(case.status not in UNDECIDED for case in cases):
        return (ActionView(CaseAction.REOPEN, tr("Take the decisions back"), "O"),)
    label = (
        tr("All to {day}", day=moment.wording.day(next_day))
        if next_day
        else tr("All to another day")
    )
    why_not = "" if next_day else tr("No later service day is open.")
    found = [
        ActionView(CaseAction.BEST_ROUTE, tr("Best route for each"), "B"),
        ActionView(CaseAction.ACKNOWLEDGE, tr("I have them"), "A"),
        ActionView(CaseAction.WAIT, tr("Let them wait"), "P"),
        ActionView(CaseAction.RESCHEDULE, label, "M", next_day is not None, why_not),
    ]
    if all(case.kind is CaseKind.FAILED_DELIVERY for case in cases):
        found.append(ActionView(CaseAction.RETURN_TO_DEPOT, tr("To the depot"), "D"))
    found.append(ActionView(CaseAction.CANCEL, tr("Cancel orders"), "X"))
    return tuple(found)
