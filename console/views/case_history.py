"""A case's history as lines: who did what and when, why, and among which options. Pure."""

from collections.abc import Iterator

from console.desk_view import HistoryLine
from console.view import Tone
from console.views.moment import Moment
from console.views.verdicts import SUM_WORDS
from console.views.wording import begun, duration
from core import events as e
from core.depot_settings import amount_words
from core.hub.protocol import CaseHistory, EventRecord
from core.model import (
    ActorId,
    Approval,
    ApprovalStatus,
    Decision,
    DriverId,
    Option,
    Resolution,
    RouteId,
    StopId,
    TextRef,
    WayOut,
)

OPTIONS_SHOWN = 6
ERASED = "the text was erased"
RESOLUTIONS = {
    Resolution.RETRY_NOW: "retry now",
    Resolution.RETRY_TODAY: "retry today",
    Resolution.RESCHEDULE: "another day",
    Resolution.RETURN_TO_DEPOT: "back to the depot",
    Resolution.COLLECT: "collect",
    Resolution.FETCH: "fetch the goods where they lie",
    Resolution.CANCEL: "cancel",
    Resolution.REFUND: "refund",
    Resolution.REPLACE: "replace",
    Resolution.KEEP_IT: "refund, the customer keeps it",
    Resolution.HAND_TO_PARTNER: "a partner",
    Resolution.KEEP_AT_COUNTER: "the customer fetches it at the depot",
    Resolution.REDIRECT: "to a collection point",
}
_ENDS = {
    ApprovalStatus.APPROVED: ("approved it", Tone.GOOD),
    ApprovalStatus.SENT_BACK: ("sent it back", Tone.BAD),
    ApprovalStatus.LAPSED: ("took it back, so no second look is needed", Tone.MUTED),
}
_QUIET = (e.CustodyChanged, e.MessageSettled, e.StopStarted, e.PlaceLearned, e.ChangesRecalled)
"""What tells nothing about decisions."""
_Told = tuple[str, TextRef | None, tuple[str, ...], Tone]


def history_lines(moment: Moment, history: CaseHistory) -> tuple[HistoryLine, ...]:
    """The oldest first."""
    return tuple(line for record in history.events for line in _line(moment, record))


def _line(moment: Moment, record: EventRecord) -> Iterator[HistoryLine]:
    event = e.decode(record.body, record.version)
    if isinstance(event, _QUIET):
        return
    what, ref, more, tone = _told(moment, event)
    if isinstance(event, e.CaseHanded) and event.to == record.actor_id:
        what = "took the case over"
    today = moment.wording.today(moment.now)
    yield HistoryLine(
        at=moment.wording.clock_and_day(record.recorded_at, today),
        who=who(moment, record.actor_id),
        what=what,
        note=moment.text(ref, ERASED) if ref is not None else "",
        more=more,
        tone=tone,
    )


def who(moment: Moment, actor_id: ActorId) -> str:
    """A colleague, or a driver by name."""
    driver_id = DriverId(actor_id)
    if driver_id in moment.state.drivers:
        return moment.driver_name(driver_id)
    return moment.actor(actor_id)


def approval_words(moment: Moment, approval: Approval) -> str:
    """Why it is asked for, with amounts as they are written here."""
    words = approval.words
    for minor in (approval.amount_minor, approval.limit):
        stored = amount_words(minor, moment.wording.minor_digits, moment.wording.currency)
        words = words.replace(stored, moment.wording.money(minor))
    return words


def _told(moment: Moment, event: e.Event) -> _Told:
    match event:
        case e.CaseOpened(case):
            reason = moment.reason(case.reason) if case.reason else "a request"
            return f"opened the case: {reason}", None, (), Tone.WARN
        case e.StopFailed(_, attempt):
            words = f"failed: {moment.reason(attempt.reason)}"
            return words, attempt.note_ref, (), Tone.BAD
        case e.ProblemReported(_, reason, _, note_ref):
            return f"has a problem at the door: {moment.reason(reason)}", note_ref, (), Tone.WARN
        case e.CaseAcknowledged():
            return "took the case", None, (), Tone.ACCENT
        case e.CaseDecided(_, decision):
            return _decided(moment, decision)
        case e.CaseReopened(_, because):
            return f"opened it again: {because}", None, (), Tone.WARN
        case e.CaseLetWait(_, waiting):
            until = moment.wording.clock(waiting.until)
            return f"lets it wait for the {waiting.whom} until {until}", None, (), Tone.MUTED
        case e.CaseHanded(_, to):
            return f"gave the case to {moment.actor(to) or 'nobody'}", None, (), Tone.ACCENT
        case e.CaseNoted(_, note):
            return "wrote", note.text_ref, (), Tone.ACCENT
        case e.OrderClosed():
            return "closed the order", None, (), Tone.MUTED
        case e.CaseClosed():
            return "closed the case", None, (), Tone.MUTED
        case e.CaseSetOut():
            return "set it out: the driver agreed", None, (), Tone.MUTED
        case e.OrderWithdrawn():
            return "took it off its route", None, (), Tone.ACCENT
        case e.OrderAmended():
            return "changed it by a list", None, (), Tone.ACCENT
        case e.OrdersAdded():
            return "entered the order", None, (), Tone.MUTED
        case e.OrderPlaced(_, placements):
            where = moment.state.routes[placements[-1].stop.route_id].name
            return f"put it onto {where}", None, (), Tone.ACCENT
        case e.StopMoved(_, _, to_route_id):
            return f"moved it to {moment.state.routes[to_route_id].name}", None, (), Tone.ACCENT
        case e.StopArrived(stop_id) | e.StopCompleted(stop_id):
            done = "served" if isinstance(event, e.StopCompleted) else "is at"
            return f"{done} {_door(moment, stop_id)}", None, (), Tone.ACCENT
        case e.RefundRequested(_, refund):
            amount = moment.wording.money(refund.amount_minor)
            return f"asked for a refund of {amount}", None, (), Tone.ACCENT
        case e.RefundsInstructed(_, _, run):
            by = f"in run {run}" if run else "by webhook"
            return f"told the shop to refund it, {by}", None, (), Tone.ACCENT
        case e.RefundSettled(_, status, _, words):
            said = f": {words}" if words else ""
            return f"settled the refund as {status}{said}", None, (), Tone.ACCENT
        case e.ApprovalAsked(approval):
            words = approval_words(moment, approval)
            return f"asked for a second look: {words}", None, (), Tone.WARN
        case e.ApprovalEnded(_, status, _, _, note_ref, _, stands):
            words, tone = _ENDS[status]
            return words, note_ref, (stands,) if stands else (), tone
        case e.ApprovalHanded(_, to, _, _, note_ref):
            return f"asked {moment.actor(to)} to look at it", note_ref, (), Tone.ACCENT
        case e.ApprovalDeputised(_, deputy, deputy_at):
            if deputy is None or deputy_at is None:
                return "left it without a deputy", None, (), Tone.MUTED
            when = moment.wording.clock(deputy_at)
            return f"made {moment.actor(deputy)} its deputy from {when} on", None, (), Tone.MUTED
        case e.ApprovalReviewed(_, _, _, note_ref):
            return "looked at it again", note_ref, (), Tone.ACCENT
        case e.ExceptionMade(_, exception):
            return "made an exception", exception.note_ref, (), Tone.WARN
        case e.CallLogged(_, call):
            return f"called: {call.outcome.replace('_', ' ')}", call.note_ref, (), Tone.ACCENT
        case e.CustomerAnswered(_, answer):
            words = f"entered the customer’s wish: {answer.choice.replace('_', ' ')}"
            return words, answer.note_ref, (), Tone.ACCENT
        case e.CustomerTold(_, message):
            return f"wrote to the customer: {message.kind.replace('_', ' ')}", None, (), Tone.MUTED
        case _:
            return e.type_of(event).replace("_", " "), None, (), Tone.MUTED


def _door(moment: Moment, stop_id: StopId) -> str:
    stop = moment.state.stops.get(stop_id)
    place = moment.state.places.get(stop.place_id) if stop is not None else None
    return place.address if place is not None else "the door"


def _decided(moment: Moment, decision: Decision) -> _Told:
    where = f" on {_route(moment, decision.route_id)}" if decision.route_id is not None else ""
    words = f"decided: {RESOLUTIONS[decision.resolution]}{where}"
    more = [f"breaks: {each}" for each in decision.broken]
    offered = sorted(decision.offered, key=lambda each: (not each.is_feasible, each.cost_minor))
    more += [_offered(moment, each, decision) for each in offered[:OPTIONS_SHOWN]]
    if len(offered) > OPTIONS_SHOWN:
        more.append(f"and {len(offered) - OPTIONS_SHOWN} more vans were offered")
    ways = sorted(decision.considered, key=lambda each: -each.net_minor)
    more += [_considered(moment, each, decision) for each in ways]
    return words, None, tuple(more), Tone.GOOD


def _offered(moment: Moment, option: Option, decision: Decision) -> str:
    """`✓ Route 7: $1,200, 6 min more`; a cross for what could not be."""
    is_taken = option.route_id == decision.route_id
    mark = "✓" if is_taken else "○" if option.is_feasible else "✕"
    words = f"{mark} {_route(moment, option.route_id)}: {moment.wording.money(option.cost_minor)}"
    how = [f"{duration(option.extra_s)} more"] if option.extra_s else []
    return ", ".join([words, *how, *([option.words] if option.words else [])])


def _considered(moment: Moment, way: WayOut, decision: Decision) -> str:
    mark = "✓" if way.resolution is decision.resolution else "○"
    sums = ", ".join(
        f"{SUM_WORDS[each.kind]} {moment.wording.money(each.amount_minor)}" for each in way.sums
    )
    net = moment.wording.money(way.net_minor)
    words = f"{mark} {begun(RESOLUTIONS[way.resolution])}: {net}"
    return f"{words} ({sums})" if sums else words


def _route(moment: Moment, route_id: RouteId) -> str:
    route = moment.state.routes.get(route_id)
    return route.name if route is not None else str(route_id)
