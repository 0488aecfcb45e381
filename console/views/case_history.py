"""A case's history as lines: who did what and when, why, and among which options. Pure."""

from collections.abc import Iterator

from console.desk_view import HistoryLine
from console.hub_words import in_words
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.verdicts import SUM_WORDS
from console.views.wording import begun, duration
from core import events as e
from core.depot_settings import amount_words
from core.hub.protocol import CaseHistory, EventRecord
from core.model import (
    Approval,
    ApprovalStatus,
    Decision,
    Option,
    Resolution,
    RouteId,
    StopId,
    TextRef,
    WayOut,
)

OPTIONS_SHOWN = 6
ERASED = tr("the text was erased")
RESOLUTIONS = {
    Resolution.RETRY_NOW: tr("retry now"),
    Resolution.RETRY_TODAY: tr("retry today"),
    Resolution.RESCHEDULE: tr("another day"),
    Resolution.RETURN_TO_DEPOT: tr("back to the depot"),
    Resolution.COLLECT: tr("collect"),
    Resolution.FETCH: tr("fetch the goods where they lie"),
    Resolution.CANCEL: tr("cancel"),
    Resolution.REFUND: tr("refund"),
    Resolution.REPLACE: tr("replace"),
    Resolution.KEEP_IT: tr("refund, the customer keeps it"),
    Resolution.HAND_TO_PARTNER: tr("a partner"),
    Resolution.KEEP_AT_COUNTER: tr("the customer fetches it at the depot"),
    Resolution.REDIRECT: tr("to a collection point"),
}
_ENDS = {
    ApprovalStatus.APPROVED: (tr("approved it"), Tone.GOOD),
    ApprovalStatus.SENT_BACK: (tr("sent it back"), Tone.BAD),
    ApprovalStatus.LAPSED: (tr("took it back, so no second look is needed"), Tone.MUTED),
}
_QUIET = (e.CustodyChanged, e.MessageSettled, e.StopStarted, e.PlaceLearned, e.ChangesRecalled)
"""What tells nothing about decisions."""
_IN_A_WORD: dict[type[e.Event], str] = {
    e.PartnerEngaged: tr("gave it to a partner"),
    e.PartnerSettled: tr("settled it with the partner"),
    e.CounterChosen: tr("left it for the customer to fetch at the counter"),
    e.CounterCleared: tr("keeps it at the counter no more"),
    e.OrderPickedUp: tr("handed it over to the customer"),
    e.PickupUndone: tr("took the hand-over to the customer back"),
    e.OrderSplit: tr("made an order of what the customer did not get"),
    e.ProblemAnswered: tr("answered the driver"),
    e.ItemSplit: tr("split a line of the goods"),
    e.OrderRescheduled: tr("moved it to another day"),
    e.StopLocked: tr("locked its visit"),
    e.StopUnlocked: tr("unlocked its visit"),
    e.CaseResumed: tr("case resumed"),
    e.OrderReported: tr("reported that it is not as it seemed"),
    e.GoodsFound: tr("found the goods"),
    e.GoodsLocated: tr("said where the goods lie"),
    e.LocatingUndone: tr("took back where the goods lie"),
    e.OrderReaddressed: tr("changed its address"),
    e.SlotHeld: tr("held a time for it"),
    e.SlotReleased: tr("let the held time go"),
    e.LinkGiven: tr("gave the customer a link"),
    e.LinkRevoked: tr("revoked the customer’s link"),
    e.ExceptionWithdrawn: tr("withdrew the exception"),
    e.GoodsChecked: tr("checked the goods"),
    e.OrderReplaced: tr("sends another order instead"),
    e.ReplacementUndone: tr("sends no other order instead"),
    e.OrderRedirected: tr("sent its next visit to another place"),
}
"""What needs nothing but saying that it happened."""
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
        what = tr("took the case over")
    today = moment.wording.today(moment.now)
    yield HistoryLine(
        at=moment.wording.clock_and_day(record.recorded_at, today),
        who=moment.actor(record.actor_id),
        what=what,
        note=moment.text(ref, ERASED) if ref is not None else "",
        more=more,
        tone=tone,
    )


def approval_words(moment: Moment, approval: Approval) -> str:
    """Why it is asked for, with amounts as they are written here."""
    words = in_words(approval.words)
    for minor in (approval.amount_minor, approval.limit):
        stored = amount_words(minor, moment.wording.minor_digits, moment.wording.currency)
        words = words.replace(stored, moment.wording.money(minor))
    return words


def _told(moment: Moment, event: e.Event) -> _Told:
    match event:
        case e.CaseOpened(case):
            reason = moment.reason(case.reason) if case.reason else tr("a request")
            return tr("opened the case: {reason}", reason=reason), None, (), Tone.WARN
        case e.StopFailed(_, attempt):
            words = tr("failed: {reason}", reason=moment.reason(attempt.reason))
            return words, attempt.note_ref, (), Tone.BAD
        case e.ProblemReported(_, reason, _, note_ref):
            return (
                tr("has a problem at the door: {reason}", reason=moment.reason(reason)),
                note_ref,
                (),
                Tone.WARN,
            )
        case e.CaseAcknowledged():
            return tr("took the case"), None, (), Tone.ACCENT
        case e.CaseDecided(_, decision):
            return _decided(moment, decision)
        case e.CaseReopened(_, because):
            return tr("opened it again: {because}", because=in_words(because)), None, (), Tone.WARN
        case e.CaseLetWait(_, waiting):
            until, whom = moment.wording.clock(waiting.until), in_words(waiting.whom)
            return (
                tr(
                    "lets it wait for the {whom} until {until}",
                    whom=whom,
                    until=until,
                ),
                None,
                (),
                Tone.MUTED,
            )
        case e.CaseHanded(_, to):
            return (
                tr("gave the case to {actor}", actor=moment.actor(to) or tr("nobody")),
                None,
                (),
                Tone.ACCENT,
            )
        case e.CaseNoted(_, note):
            return tr("wrote"), note.text_ref, (), Tone.ACCENT
        case e.OrderClosed():
            return tr("closed the order"), None, (), Tone.MUTED
        case e.CaseClosed():
            return tr("closed the case"), None, (), Tone.MUTED
        case e.CaseSetOut():
            return tr("set it out: the driver agreed"), None, (), Tone.MUTED
        case e.OrderWithdrawn():
            return tr("took it off its route"), None, (), Tone.ACCENT
        case e.OrderAmended():
            return tr("changed it by a list"), None, (), Tone.ACCENT
        case e.OrdersAdded():
            return tr("entered the order"), None, (), Tone.MUTED
        case e.OrderPlaced(_, placements):
            where = moment.state.routes[placements[-1].stop.route_id].name
            return tr("put it onto {where}", where=where), None, (), Tone.ACCENT
        case e.StopMoved(_, _, to_route_id):
            return (
                tr("moved it to {routes_name}", routes_name=moment.state.routes[to_route_id].name),
                None,
                (),
                Tone.ACCENT,
            )
        case e.StopArrived(stop_id) | e.StopCompleted(stop_id):
            done = tr("served") if isinstance(event, e.StopCompleted) else tr("is at")
            return f"{done} {_door(moment, stop_id)}", None, (), Tone.ACCENT
        case e.RefundRequested(_, refund):
            amount = moment.wording.money(refund.amount_minor)
            return tr("asked for a refund of {amount}", amount=amount), None, (), Tone.ACCENT
        case e.RefundsInstructed(_, _, run):
            by = tr("in run {run}", run=run) if run else tr("by webhook")
            return tr("told the shop to refund it, {by}", by=by), None, (), Tone.ACCENT
        case e.RefundSettled(_, status, _, words):
            said = f": {words}" if words else ""
            return (
                tr("settled the refund as {status}{said}", status=in_words(status), said=said),
                None,
                (),
                Tone.ACCENT,
            )
        case e.ApprovalAsked(approval):
            words = approval_words(moment, approval)
            return tr("asked for a second look: {words}", words=words), None, (), Tone.WARN
        case e.ApprovalEnded(_, status, by, _, note_ref, _, stands):
            words, tone = _ENDS[status]
            if status is ApprovalStatus.LAPSED and not moment.is_of_office(by):
                words = tr("reported it; with that no second look is needed")
            return words, note_ref, (stands,) if stands else (), tone
        case e.ApprovalHanded(_, to, _, _, note_ref):
            return (
                tr("asked {actor} to look at it", actor=moment.actor(to)),
                note_ref,
                (),
                Tone.ACCENT,
            )
        case e.ApprovalDeputised(_, deputy, deputy_at):
            if deputy is None or deputy_at is None:
                return tr("left it without a deputy"), None, (), Tone.MUTED
            when = moment.wording.clock(deputy_at)
            return (
                tr("made {actor} its deputy from {when} on", actor=moment.actor(deputy), when=when),
                None,
                (),
                Tone.MUTED,
            )
        case e.ApprovalReviewed(_, _, _, note_ref):
            return tr("looked at it again"), note_ref, (), Tone.ACCENT
        case e.ExceptionMade(_, exception):
            return tr("made an exception"), exception.note_ref, (), Tone.WARN
        case e.CallLogged(_, call):
            outcome = in_words(call.outcome.replace("_", " "))
            return tr("called: {outcome}", outcome=outcome), call.note_ref, (), Tone.ACCENT
        case e.CustomerAnswered(_, answer):
            choice = in_words(answer.choice.replace("_", " "))
            words = tr("entered the customer’s wish: {choice}", choice=choice)
            return words, answer.note_ref, (), Tone.ACCENT
        case e.CustomerTold(_, message):
            return (
                tr("wrote to the customer: {kind}", kind=in_words(message.kind.replace("_", " "))),
                None,
                (),
                Tone.MUTED,
            )
        case _:
            words = _IN_A_WORD.get(type(event)) or e.type_of(event).replace("_", " ")
            return words, None, (), Tone.MUTED


def _door(moment: Moment, stop_id: StopId) -> str:
    stop = moment.state.stops.get(stop_id)
    place = moment.state.places.get(stop.place_id) if stop is not None else None
    return place.address if place is not None else tr("the door")


def _decided(moment: Moment, decision: Decision) -> _Told:
    where = (
        tr(" on {route}", route=_route(moment, decision.route_id))
        if decision.route_id is not None
        else ""
    )
    words = tr(
        "decided: {resolution}{where}", resolution=RESOLUTIONS[decision.resolution], where=where
    )
    more = [tr("breaks: {words}", words=in_words(each)) for each in decision.broken]
    offered = sorted(decision.offered, key=lambda each: (not each.is_feasible, each.cost_minor))
    more += [_offered(moment, each, decision) for each in offered[:OPTIONS_SHOWN]]
    if len(offered) > OPTIONS_SHOWN:
        more.append(
            tr("and {offered} more vans were offered", offered=len(offered) - OPTIONS_SHOWN)
        )
    ways = sorted(decision.considered, key=lambda each: -each.net_minor)
    more += [_considered(moment, each, decision) for each in ways]
    return words, None, tuple(more), Tone.GOOD


def _offered(moment: Moment, option: Option, decision: Decision) -> str:
    """`✓ Route 7: $1,200, 6 min more`; a cross for what could not be."""
    is_taken = option.route_id == decision.route_id
    mark = "✓" if is_taken else "○" if option.is_feasible else "✕"
    words = f"{mark} {_route(moment, option.route_id)}: {moment.wording.money(option.cost_minor)}"
    how = [tr("{duration} more", duration=duration(option.extra_s))] if option.extra_s else []
    return ", ".join([words, *how, *([in_words(option.words)] if option.words else [])])


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
