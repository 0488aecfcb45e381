"""What is true now: the fold of a depot's events, and what changed between two states.

`apply` is the only way to a new state, at the hub and in every console alike. It is pure, never
refuses (that was `decide`'s work) and copies only the tables that an event touches, so `diff`
can tell untouched tables by identity.
"""

from datetime import date, datetime
from itertools import compress
from operator import is_not
from typing import TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import asdict, replace

from core import events as e
from core.case_money import spent_after
from core.model import (
    ENDED,
    ActorId,
    Approval,
    ApprovalId,
    Case,
    CaseId,
    CaseStatus,
    Closure,
    ClosureId,
    CollectionRound,
    Custody,
    CustodyKind,
    Customer,
    CustomerId,
    Day,
    DayClosing,
    Depot,
    Driver,
    DriverId,
    Fence,
    FenceId,
    FoundGoods,
    Inspection,
    Item,
    ItemId,
    Knowledge,
    Load,
    Lot,
    LotId,
    MessageStatus,
    Order,
    OrderId,
    OrderStatus,
    PersonKind,
    Place,
    PlaceId,
    PolicyChange,
    Proof,
    Receiving,
    Refusal,
    Resolution,
    RoundId,
    Route,
    RouteId,
    ServiceDay,
    SettingsChange,
    ShortMessage,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.policy import Policy

FOLD_VERSION = 23
"""Rises whenever `apply` gives another state for the same events; hub and console compare it."""


class State(Struct, frozen=True, gc=False):
    """Everything that is open at one depot. Tables are never mutated."""

    seq: int = 0
    depot: Depot | None = None
    days: dict[ServiceDay, Day] = {}
    places: dict[PlaceId, Place] = {}
    customers: dict[CustomerId, Customer] = {}
    drivers: dict[DriverId, Driver] = {}
    vehicles: dict[VehicleId, Vehicle] = {}
    orders: dict[OrderId, Order] = {}
    routes: dict[RouteId, Route] = {}
    stops: dict[StopId, Stop] = {}
    cases: dict[CaseId, Case] = {}
    custody: dict[ItemId, Custody] = {}
    receivings: dict[RouteId, Receiving] = {}
    """Debriefs of vans that came back."""
    found: dict[ItemId, FoundGoods] = {}
    """The lost-and-found shelf; each has a custody like any item."""
    inspections: dict[ItemId, Inspection] = {}
    lots: dict[LotId, Lot] = {}
    policies: dict[str, tuple[Policy, ...]] = {}
    """Return policies by shop."""
    stock: dict[str, int] = {}
    """What the depot has to send, by SKU."""
    short_messages: dict[DriverId, tuple[ShortMessage, ...]] = {}
    """Between each driver and the office, the oldest first; the log has them all."""
    refund_runs: int = 0
    """How many CSV runs of refunds were made."""
    settings_changes: tuple[SettingsChange, ...] = ()
    """The last of them, the oldest first; the log has them all."""
    policy_changes: tuple[PolicyChange, ...] = ()
    """The last changes of return policies by somebody; the log has them all."""
    approvals: dict[ApprovalId, Approval] = {}
    closures: dict[ClosureId, Closure] = {}
    """Closed streets, the first closed first; those whose time is over go with the next one."""
    rounds: dict[RoundId, CollectionRound] = {}
    """What is collected again and again."""
    days_off: tuple[date, ...] = ()
    """On which no round is made."""
    fences: dict[FenceId, Fence] = {}
    """Outlines that are watched, the first drawn first."""


TABLES = (
    "days",
    "places",
    "customers",
    "drivers",
    "vehicles",
    "orders",
    "routes",
    "stops",
    "cases",
    "custody",
    "receivings",
    "found",
    "inspections",
    "lots",
    "policies",
    "stock",
    "approvals",
    "short_messages",
    "closures",
    "rounds",
    "fences",
)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Changes(Struct, frozen=True, gc=False):
    """Ids that differ between two states, by table; a table that did not change is empty."""

    days: frozenset[ServiceDay] = frozenset()
    places: frozenset[PlaceId] = frozenset()
    customers: frozenset[CustomerId] = frozenset()
    drivers: frozenset[DriverId] = frozenset()
    vehicles: frozenset[VehicleId] = frozenset()
    orders: frozenset[OrderId] = frozenset()
    routes: frozenset[RouteId] = frozenset()
    stops: frozenset[StopId] = frozenset()
    cases: frozenset[CaseId] = frozenset()
    custody: frozenset[ItemId] = frozenset()
    receivings: frozenset[RouteId] = frozenset()
    found: frozenset[ItemId] = frozenset()
    inspections: frozenset[ItemId] = frozenset()
    lots: frozenset[LotId] = frozenset()
    policies: frozenset[str] = frozenset()
    stock: frozenset[str] = frozenset()
    approvals: frozenset[ApprovalId] = frozenset()
    short_messages: frozenset[DriverId] = frozenset()
    closures: frozenset[ClosureId] = frozenset()
    rounds: frozenset[RoundId] = frozenset()
    fences: frozenset[FenceId] = frozenset()


def diff(old: State, new: State) -> Changes:
    """What has changed; tables that are the same object are not looked into."""
    found = {}
    for table in TABLES:
        before, after = getattr(old, table), getattr(new, table)
        if before is not after:
            found[table] = frozenset(_changed(before, after))
    return Changes(**found)


def _changed(before: dict[_Key, _Value], after: dict[_Key, _Value]) -> set[_Key]:
    """Mostly one row of a thousand has changed and none was added: then both are walked side by
    side, without looking up any key. The hub does this for every report of every driver.
    """
    if len(before) == len(after) and list(before) == list(after):
        others = compress(after, map(is_not, before.values(), after.values()))
        return {key for key in others if before[key] != after[key]}
    found = {key for key, value in after.items() if before.get(key) is not value}
    changed = {key for key in found if before.get(key) != after[key]}
    return changed | (before.keys() - after.keys())


def apply(state: State, event: e.Event) -> State:
    """The state after the event; its `seq` is one higher."""
    return replace(_fold(state, event), seq=state.seq + 1)


def _fold(state: State, event: e.Event) -> State:
    match event:
        # First what drivers report all day: the cases are tried one after the other.
        case e.StopStarted(stop_id, at):
            return _begun(state, stop_id, status=StopStatus.EN_ROUTE, started_at=at)
        case e.StopArrived(stop_id, at):
            return _begun(state, stop_id, status=StopStatus.ARRIVED, arrived_at=at)
        case e.StopCompleted(stop_id, at, _, position):
            done = _ended(
                state,
                stop_id,
                status=StopStatus.COMPLETED,
                ended_at=at,
                problem=None,
                done_at=position,
                proof=_proof(event),
            )
            stop = done.stops[stop_id]
            if stop.kind in (StopKind.GIVE, StopKind.TAKE):
                return done
            if stop.kind is StopKind.FETCH:
                return _order(done, stop.order_id, status=OrderStatus.FAILED)
            return _order(done, stop.order_id, status=OrderStatus.DONE)
        case e.CustodyChanged(item_ids, custody):
            return replace(state, custody=state.custody | dict.fromkeys(item_ids, custody))
        case e.DepotRegistered(depot, place):
            return replace(state, depot=depot, places=_with(state.places, place.id, place))
        case e.FleetRegistered(drivers, vehicles):
            return replace(
                state,
                drivers=state.drivers | {d.id: d for d in drivers},
                vehicles=state.vehicles | {v.id: v for v in vehicles},
            )
        case e.OrdersAdded(places, customers, orders, custody):
            return replace(
                state,
                places=state.places | {p.id: p for p in places},
                customers=state.customers | {c.id: c for c in customers},
                orders=state.orders | {o.id: o for o in orders},
                custody=state.custody | custody,
            )
        case e.OrderAmended():
            return _amended(state, event)
        case e.DepotSettingsChanged(change):
            return _settings_changed(state, change)
        case e.DayOpened():
            return _day_opened(state, event)
        case e.RouteOpened(route):
            return replace(state, routes=_with(state.routes, route.id, route))
        case e.EmptiesCounted(customer_id, balance, route_id, brought, at):
            customer = state.customers[customer_id]
            since = customer.empties_since if customer.empties else at
            kept = since if balance else None
            taken = customer.empties_taken + max(brought, customer.empties - balance, 0)
            customer = replace(customer, empties=balance, empties_since=kept, empties_taken=taken)
            state = replace(state, customers=_with(state.customers, customer_id, customer))
            aboard = state.routes[route_id].empties + brought
            return _route(state, route_id, empties=aboard) if brought else state
        case e.RouteStranded():
            return _stranded(state, event)
        case e.RouteResumed(route_id):
            return _route(state, route_id, stranded=None)
        case e.PartnerEngaged(order_id, job):
            return _order(state, order_id, partner=job)
        case e.PartnerSettled(order_id, is_done):
            if is_done:
                return _order(state, order_id, status=OrderStatus.DONE)
            return _order(state, order_id, partner=None)
        case e.CounterChosen(order_id, pickup):
            return _order(state, order_id, counter=pickup)
        case e.CounterCleared(order_id):
            return _order(state, order_id, counter=None)
        case e.OrderPickedUp(order_id, at):
            return _picked_up(state, order_id, at)
        case e.PickupUndone(order_id):
            return _pickup_undone(state, order_id)
        case e.RouteStarted(route_id, at):
            return _route(state, route_id, started_at=at)
        case e.RouteEnded(route_id, at):
            agreed = state.routes[route_id].manifest
            ended = tuple(s for s in agreed if state.stops[s].status.is_ended)
            return _known(state, route_id, ended, offer=None, ended_at=at)
        case e.ReceivingOpened(route_id, item_ids, empties, at):
            opened = Receiving(item_ids, at, empties=empties)
            return replace(state, receivings=_with(state.receivings, route_id, opened))
        case e.GoodsCounted():
            return _counted(state, event)
        case e.ItemSplit():
            return _split(state, event)
        case e.ReceivingClosed():
            return _received(state, event)
        case e.ReceivingReopened():
            return _counted_again(state, event)
        case e.GoodsMatched(found_id):
            return _off_the_shelf(state, (found_id,))
        case e.GoodsInspected():
            return _inspected(state, event)
        case e.InspectionUndone(item_id):
            return _in_no_lot(
                replace(
                    state,
                    inspections={i: v for i, v in state.inspections.items() if i != item_id},
                ),
                item_id,
            )
        case e.LotClosed(lot_id, destination, by, at):
            closed = {"closed_at": at, "closed_by": by, "destination": destination}
            return _lot(state, lot_id, **closed)
        case e.LotReopened(lot_id):
            return _lot(state, lot_id, closed_at=None, closed_by=None)
        case e.LotLeft(lot_id, _, at):
            return _lot(state, lot_id, left_at=at)
        case e.DayClosed(day, closing):
            return _day(state, day, closing)
        case e.DayReopened(day):
            return _day(state, day, None)
        case e.OrderSplit():
            return _order_split(state, event)
        case e.ProblemReported(stop_id, reason, at, note_ref):
            return _stop(
                state,
                stop_id,
                problem=reason,
                problem_at=at,
                problem_note_ref=note_ref,
                answer=None,
            )
        case e.ProblemAnswered(stop_id, answer):
            return _stop(state, stop_id, answer=answer)
        case e.StopFailed(stop_id, attempt):
            failed = _ended(state, stop_id, status=StopStatus.FAILED, ended_at=attempt.at)
            order = failed.orders[failed.stops[stop_id].order_id]
            is_done = order.status is OrderStatus.DONE
            status = OrderStatus.DONE if is_done else OrderStatus.FAILED
            return _order(failed, order.id, status=status, attempts=(*order.attempts, attempt))
        case e.OrderPlaced(order_id, placements):
            return _order_placed(state, order_id, placements)
        case e.OrderWithdrawn(order_id, stop_ids, status):
            return _order(_without_stops(state, stop_ids), order_id, status=status)
        case e.StopMoved():
            return _stop_moved(state, event)
        case e.RouteResequenced(route_id, stop_ids):
            return _plan(state, route_id, stop_ids)
        case e.OrderRescheduled():
            return _rescheduled(state, event)
        case e.RefundRequested(order_id, refund):
            return _order(state, order_id, refund=refund)
        case e.RefundSettled(order_id, status, at, words):
            asked = state.orders[order_id].refund
            assert asked is not None
            settled = replace(asked, status=status, settled_at=at, words=words)
            return _order(state, order_id, refund=settled)
        case e.PoliciesSet():
            return _policies_set(state, event)
        case e.RoundsKept(rounds):
            return replace(state, rounds=state.rounds | {each.id: each for each in rounds})
        case e.DaysLeftOut(days):
            return replace(state, days_off=days)
        case e.StockSet(stock):
            return replace(state, stock=stock)
        case e.OrderReplaced(order_id, by_order_id):
            return _order(state, order_id, replaced_by=by_order_id)
        case e.ReplacementUndone(order_id, by_order_id, status):
            was_closed = state.orders[order_id].status is OrderStatus.CLOSED
            state = _order(state, by_order_id, status=OrderStatus.CLOSED)
            status = status if was_closed else state.orders[order_id].status
            return _order(state, order_id, replaced_by=None, status=status)
        case e.GoodsChecked(order_id, checks, refused, photos):
            return _order(
                state, order_id, checks=checks, refused_items=refused, condition_photos=photos
            )
        case e.ExceptionMade(order_id, exception):
            return _order(state, order_id, exception=exception)
        case e.ExceptionWithdrawn(order_id):
            return _order(state, order_id, exception=None)
        case e.CustomerAnswered(order_id, answer):
            return _order(state, order_id, answer=answer)
        case e.CallLogged(order_id, call):
            return _order(state, order_id, calls=(*state.orders[order_id].calls, call))
        case e.PlaceLearned(place_id, hint_ref):
            known = event.known or Knowledge()
            learned = replace(state.places[place_id], hint_ref=hint_ref, known=known)
            return replace(state, places=state.places | {place_id: learned})
        case e.PlaceMoved(place_id, to):
            moved = replace(state.places[place_id], lat=to.lat, lon=to.lon)
            return replace(state, places=_with(state.places, place_id, moved))
        case e.StreetClosed(closure):
            in_force = {
                id_: each
                for id_, each in state.closures.items()
                if each.until is None or each.until > closure.at
            }
            return replace(state, closures=_with(in_force, closure.id, closure))
        case e.StreetOpened(closure_id):
            others = {id_: each for id_, each in state.closures.items() if id_ != closure_id}
            return replace(state, closures=others)
        case e.FenceDrawn(fence):
            return replace(state, fences=_with(state.fences, fence.id, fence))
        case e.FenceRemoved(fence_id):
            watched = {id_: each for id_, each in state.fences.items() if id_ != fence_id}
            return replace(state, fences=watched)
        case e.OrderReaddressed():
            return _readdressed(state, event)
        case e.SlotHeld(order_id, hold):
            return _order(state, order_id, hold=hold)
        case e.SlotReleased(order_id):
            return _order(state, order_id, hold=None)
        case e.CustomerTold(order_id, message):
            told = (*state.orders[order_id].messages, message)
            return _order(state, order_id, messages=told)
        case e.MessageSettled():
            return _message_settled(state, event)
        case e.LinkGiven(order_id, link):
            return _order(state, order_id, links=(*state.orders[order_id].links, link))
        case e.LinkRevoked(order_id, until):
            revoked = (*state.orders[order_id].revoked_links, until)
            return _order(state, order_id, revoked_links=revoked)
        case e.PersonErased():
            return _person_erased(state, event)
        case e.OrderRedirected(order_id, place):
            return _redirected(state, order_id, place)
        case e.RefundsInstructed(order_ids, at, run):
            return _instructed(state, order_ids, at, run)
        case e.OrderClosed(order_id):
            return _order(state, order_id, status=OrderStatus.CLOSED)
        case e.ChangesSent(route_id, offer):
            return _known(state, route_id, state.routes[route_id].manifest, offer=offer)
        case e.ChangesRecalled(route_id):
            return _known(state, route_id, state.routes[route_id].manifest, offer=None)
        case e.ChangesAccepted(route_id):
            state = _forgiven(state, route_id)
            return _known(state, route_id, _accepted(state, route_id), offer=None)
        case e.ChangesDeclined(route_id):
            declined = _plan(_refused(state, event), route_id, event.stop_ids)
            return _known(declined, route_id, _declined(declined, route_id), offer=None)
        case e.RouteLocked(route_id, by):
            return _route(state, route_id, is_locked=True, locked_by=by)
        case e.RouteUnlocked(route_id):
            return _route(state, route_id, is_locked=False, locked_by=None)
        case e.StopLocked(stop_id):
            return _stop(state, stop_id, is_locked=True)
        case e.StopUnlocked(stop_id):
            return _stop(state, stop_id, is_locked=False)
        case e.CaseOpened(case):
            return replace(state, cases=_with(state.cases, case.id, _with_spent(state, case)))
        case e.CaseAcknowledged(case_id, by, at):
            return _case(
                state,
                case_id,
                status=CaseStatus.ACKNOWLEDGED,
                acknowledged_by=by,
                acknowledged_at=at,
                owner=by,
            )
        case e.CaseDecided(case_id, decision):
            return _case(state, case_id, status=CaseStatus.DECIDED, decision=decision, waiting=None)
        case e.CaseSetOut(case_id):
            return _case(state, case_id, status=CaseStatus.ON_ITS_WAY)
        case e.CaseReopened():
            return _case_reopened(state, event)
        case e.CaseLetWait(case_id, waiting):
            return _case(state, case_id, waiting=waiting)
        case e.CaseResumed(case_id, at, is_answer):
            return _case_resumed(state, case_id, at, is_answer=is_answer)
        case e.CaseHanded(case_id, to):
            return _case_handed(state, case_id, to)
        case e.CaseNoted(case_id, note):
            return _case(state, case_id, notes=(*state.cases[case_id].notes, note))
        case e.OrderReported(order_id):
            return _order(state, order_id, status=OrderStatus.FAILED, partner=None, counter=None)
        case e.GoodsFound(order_id, is_delivered):
            return _order(state, order_id, status=OrderStatus.DONE) if is_delivered else state
        case e.GoodsLocated(order_id, place):
            state = replace(state, places=_with(state.places, place.id, place))
            return _located(state, order_id)
        case e.LocatingUndone(order_id):
            before = state.orders[order_id].located_from[:-1]
            return _order(state, order_id, located_from=before)
        case e.CaseClosed(case_id, at):
            return _case(state, case_id, status=CaseStatus.CLOSED, closed_at=at, waiting=None)
        case e.ApprovalAsked(approval):
            return replace(state, approvals=_with(state.approvals, approval.id, approval))
        case e.ApprovalEnded(approval_id, status, by, at, note_ref, is_own, stands):
            return _approval(
                state,
                approval_id,
                status=status,
                ended_by=by,
                ended_at=at,
                note_ref=note_ref,
                is_own=is_own,
                stands=stands,
            )
        case e.ApprovalHanded(approval_id, to, _, _, note_ref, deputy_at):
            return _approval(
                state, approval_id, assigned=to, note_ref=note_ref, deputy_at=deputy_at
            )
        case e.ApprovalDeputised(approval_id, deputy, deputy_at):
            return _approval(state, approval_id, deputy=deputy, deputy_at=deputy_at)
        case e.ApprovalReviewed(approval_id, by, at):
            return _approval(state, approval_id, reviewed_by=by, reviewed_at=at)
        case e.DaySignedOff(day, sign_off):
            signed = replace(state.days[day], sign_off=sign_off)
            return replace(state, days=_with(state.days, day, signed))
        case e.SignOffTakenBack(day):
            unsigned = replace(state.days[day], sign_off=None)
            return replace(state, days=_with(state.days, day, unsigned))
        case e.RouteHanded(route_id, to, _, at):
            return _route(state, route_id, owner=to, owned_since=at if to is not None else None)
        case e.BreakStarted(route_id, at):
            return _route(state, route_id, break_since=at)
        case e.BreakEnded(route_id, at, was_planned):
            return _rested(state, route_id, at, was_planned=was_planned)
        case e.ShortMessageSent(message):
            row = (*state.short_messages.get(message.driver_id, ()), message)
            return _short_messages(state, message.driver_id, row[-SHORT_MESSAGES_KEPT:])
        case e.ShortMessagesRead(driver_id, up_to, by_driver, _, at):
            seen = tuple(
                replace(message, read_at=at)
                if message.by_driver is not by_driver
                and message.read_at is None
                and message.number <= up_to
                else message
                for message in state.short_messages[driver_id]
            )
            return _short_messages(state, driver_id, seen)
        case _:  # pragma: no cover
            assert_never(event)


def _with(table: dict[_Key, _Value], key: _Key, value: _Value) -> dict[_Key, _Value]:
    return {**table, key: value}


def _stop(state: State, stop_id: StopId, **changes: object) -> State:
    stop = replace(state.stops[stop_id], **changes)
    return replace(state, stops=_with(state.stops, stop_id, stop))


def _route(state: State, route_id: RouteId, **changes: object) -> State:
    route = replace(state.routes[route_id], **changes)
    return replace(state, routes=_with(state.routes, route_id, route))


def _order(state: State, order_id: OrderId, **changes: object) -> State:
    order = replace(state.orders[order_id], **changes)
    return replace(state, orders=_with(state.orders, order_id, order))


def _approval(state: State, approval_id: ApprovalId, **changes: object) -> State:
    approval = replace(state.approvals[approval_id], **changes)
    return replace(state, approvals=_with(state.approvals, approval_id, approval))


def _with_spent(state: State, case: Case) -> Case:
    return replace(case, spent_minor=spent_after(state.cases.get(case.id), case))


def _case(state: State, case_id: CaseId, **changes: object) -> State:
    case = replace(state.cases[case_id], **changes)
    return replace(state, cases=_with(state.cases, case_id, case))


CHANGES_KEPT = 50
SHORT_MESSAGES_KEPT = 60
"""Of each driver."""


def _rested(state: State, route_id: RouteId, at: datetime, *, was_planned: bool) -> State:
    """The plan has one break less to keep free, so that the timetable takes no time for it."""
    route = state.routes[route_id]
    assert route.break_since is not None
    rests = (*route.rests, TimeWindow(route.break_since, at))
    ahead = tuple(sorted(route.breaks, key=lambda each: each.earliest))
    left = ahead[1:] if was_planned else ahead
    return _route(state, route_id, break_since=None, rests=rests, breaks=left)


def _short_messages(state: State, driver_id: DriverId, row: tuple[ShortMessage, ...]) -> State:
    return replace(state, short_messages=_with(state.short_messages, driver_id, row))


def _settings_changed(state: State, change: SettingsChange) -> State:
    assert state.depot is not None
    changes = (*state.settings_changes, change)[-CHANGES_KEPT:]
    values = asdict(change.new)
    partners = values.pop("partners")
    if partners is not None:
        values["reserves"] = replace(state.depot.reserves, partners=partners)
    depot = replace(state.depot, **values)
    return replace(state, depot=depot, settings_changes=changes)


def _policies_set(state: State, event: e.PoliciesSet) -> State:
    shops = [*state.policies, *(shop for shop in event.policies if shop not in state.policies)]
    differ = [s for s in shops if state.policies.get(s, ()) != event.policies.get(s, ())]
    after = replace(state, policies=event.policies)
    if event.by is None or event.at is None or not differ:
        return after
    old, new = ({s: of.get(s, ()) for s in differ} for of in (state.policies, event.policies))
    change = PolicyChange(event.by, event.at, old, new)
    return replace(after, policy_changes=(*state.policy_changes, change)[-CHANGES_KEPT:])


def _instructed(state: State, order_ids: tuple[OrderId, ...], at: datetime, run: int) -> State:
    orders = dict(state.orders)
    for order_id in order_ids:
        refund = orders[order_id].refund
        assert refund is not None
        told = replace(refund, instructed_at=at, run=run)
        orders[order_id] = replace(orders[order_id], refund=told)
    return replace(state, orders=orders, refund_runs=max(state.refund_runs, run))


def _picked_up(state: State, order_id: OrderId, at: datetime) -> State:
    pickup = state.orders[order_id].counter
    if pickup is not None:
        pickup = replace(pickup, collected_at=at)
    return _order(state, order_id, status=OrderStatus.DONE, counter=pickup)


def _pickup_undone(state: State, order_id: OrderId) -> State:
    """What lay at a collection point had been delivered there, and is again."""
    order = state.orders[order_id]
    if order.counter is None:
        return state
    pickup = replace(order.counter, collected_at=None)
    status = OrderStatus.FAILED if order.attempts else OrderStatus.WAITING
    return _order(state, order_id, status=status, counter=pickup)


def _located(state: State, order_id: OrderId) -> State:
    """Remember where the goods were thought to be until now."""
    order = state.orders[order_id]
    thought = next((state.custody[i.id] for i in order.items if not i.is_collected), None)
    if thought is None:
        return state
    return _order(state, order_id, located_from=(*order.located_from, thought))


def _redirected(state: State, order_id: OrderId, place: Place) -> State:
    """Back at the customer's own place, the order has no other any more."""
    order = state.orders[order_id]
    own = order.home_place_id or order.place_id
    home = None if place.id == own else own
    state = replace(state, places=_with(state.places, place.id, place))
    return _order(state, order_id, place_id=place.id, home_place_id=home)


def _amended(state: State, event: e.OrderAmended) -> State:
    """Goods that are not listed any more were never there."""
    before = {item.id for item in state.orders[event.order_id].items}
    kept = {id_: held for id_, held in state.custody.items() if id_ not in before}
    return replace(
        state,
        places=state.places | {place.id: place for place in event.places},
        customers=state.customers | {each.id: each for each in event.customers},
        orders=_with(state.orders, event.order_id, event.order),
        custody=kept | event.custody,
    )


def _readdressed(state: State, event: e.OrderReaddressed) -> State:
    """What a driver knows and the office has taken off stays where it was."""
    order, place = state.orders[event.order_id], event.place
    state = replace(state, places=_with(state.places, place.id, place))
    was = (*order.addresses, event.was)
    state = _order(state, order.id, place_id=place.id, home_place_id=None, addresses=was)
    for stop in list(state.stops.values()):
        route = state.routes[stop.route_id]
        is_visit = stop.kind not in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
        is_ahead = stop.id in route.stop_ids and not stop.status.is_ended
        if stop.order_id == order.id and is_visit and is_ahead:
            state = _plan(_stop(state, stop.id, place_id=place.id), route.id, route.stop_ids)
    return state


def _plan(state: State, route_id: RouteId, stop_ids: tuple[StopId, ...]) -> State:
    """A new sequence makes a new version of the route."""
    version = state.routes[route_id].version + 1
    return _route(state, route_id, stop_ids=stop_ids, version=version)


def _day_opened(state: State, event: e.DayOpened) -> State:
    served = {stop.order_id for stop in event.stops}
    return replace(
        state,
        days=_with(state.days, event.day, Day(day=event.day, opened_at=event.at)),
        routes=state.routes | {r.id: r for r in event.routes},
        stops=state.stops | {s.id: s for s in event.stops},
        orders=state.orders
        | {o: replace(state.orders[o], status=OrderStatus.PLANNED) for o in served},
    )


def _order_placed(state: State, order_id: OrderId, placements: tuple[e.Placement, ...]) -> State:
    for placement in placements:
        stop = placement.stop
        state = replace(state, stops=_with(state.stops, stop.id, stop))
        stop_ids = state.routes[stop.route_id].stop_ids
        at = placement.index
        state = _plan(state, stop.route_id, (*stop_ids[:at], stop.id, *stop_ids[at:]))
    return _order(state, order_id, status=OrderStatus.PLANNED)


def _order_split(state: State, event: e.OrderSplit) -> State:
    """A line belongs to one order only."""
    part, stop = event.part, event.stop
    gone = {item.id for item in part.items}
    kept = tuple(i for i in state.orders[event.order_id].items if i.id not in gone)
    orders, stops = _with(state.orders, part.id, part), _with(state.stops, stop.id, stop)
    return _order(replace(state, orders=orders, stops=stops), event.order_id, items=kept)


def _begun(state: State, stop_id: StopId, **changes: object) -> State:
    """The driver chose the stop: it follows what has ended, whatever place it had."""
    state = _stop(state, stop_id, **changes)
    route = state.routes[state.stops[stop_id].route_id]
    if stop_id in route.stop_ids:
        state = _in_turn(state, stop_id)
    return state


def _proof(event: e.StopCompleted) -> Proof | None:
    if event.proof is None and event.photo is not None:
        return Proof(photos=(event.photo,))
    return event.proof


def _ended(state: State, stop_id: StopId, **changes: object) -> State:
    """A stop that the driver did counts, also when the office had taken it off his route."""
    return _in_turn(_stop(state, stop_id, **changes), stop_id)


def _in_turn(state: State, stop_id: StopId) -> State:
    """On plan and manifest the stop comes right after those that have ended."""
    route = state.routes[state.stops[stop_id].route_id]
    planned = _after_the_ended(state, route.stop_ids, stop_id)
    if planned != route.stop_ids:
        state = _plan(state, route.id, planned)
    if stop_id in route.manifest:
        is_as_planned = route.manifest == route.stop_ids
        agreed = planned if is_as_planned else _after_the_ended(state, route.manifest, stop_id)
        if agreed != route.manifest:
            state = _route(state, route.id, manifest=agreed)
    return state


def _after_the_ended(
    state: State, stop_ids: tuple[StopId, ...], stop_id: StopId
) -> tuple[StopId, ...]:
    # Asked for every report of a driver: one pass, and no call per stop.
    ended: list[StopId] = []
    left: list[StopId] = []
    stops = state.stops
    for each in stop_ids:
        if each != stop_id:
            (ended if stops[each].status in ENDED else left).append(each)
    return (*ended, stop_id, *left)


def _without_stops(state: State, stop_ids: tuple[StopId, ...]) -> State:
    """Take stops off their routes. What a driver knows of stays doable until he knows better."""
    gone = set(stop_ids)
    for route_id in sorted({state.stops[stop_id].route_id for stop_id in stop_ids}):
        kept = tuple(s for s in state.routes[route_id].stop_ids if s not in gone)
        if kept != state.routes[route_id].stop_ids:
            state = _plan(state, route_id, kept)
    return _dropped(state, stop_ids)


def _known(
    state: State, route_id: RouteId, manifest: tuple[StopId, ...], **changes: object
) -> State:
    """The driver knows another list from now on; what nobody will do any more is cancelled."""
    route = state.routes[route_id]
    before = (*route.manifest, *(route.offer.stop_ids if route.offer is not None else ()))
    state = _route(state, route_id, manifest=manifest, **changes)
    return _dropped(state, before)


def _stranded(state: State, event: e.RouteStranded) -> State:
    """What the driver has done stays his; the rest is nobody's list any more."""
    place = event.place
    agreed = state.routes[event.route_id].manifest
    ended = tuple(s for s in agreed if state.stops[s].status.is_ended)
    state = replace(state, places=_with(state.places, place.id, place))
    return _known(state, event.route_id, ended, offer=None, stranded=event.stranded)


def _dropped(state: State, stop_ids: tuple[StopId, ...]) -> State:
    """Cancel those that stand on no plan and that no driver has agreed to or is being asked."""
    for stop_id in stop_ids:
        stop = state.stops[stop_id]
        is_planned = stop_id in state.routes[stop.route_id].stop_ids
        if not (stop.status.is_ended or is_planned or _is_known_on_the_road(state, stop_id)):
            state = _stop(state, stop_id, status=StopStatus.CANCELLED)
    return state


def _is_known_on_the_road(state: State, stop_id: StopId) -> bool:
    return any(
        route.ended_at is None
        and (
            stop_id in route.manifest
            or (route.offer is not None and stop_id in route.offer.stop_ids)
        )
        for route in state.routes.values()
    )


def _accepted(state: State, route_id: RouteId) -> tuple[StopId, ...]:
    """The offer as it is by now: what has ended since comes first, what was offered follows."""
    route = state.routes[route_id]
    offered = route.offer.stop_ids if route.offer is not None else route.manifest
    ended = tuple(s for s in route.stop_ids if state.stops[s].status.is_ended)
    begun = tuple(s for s in offered if state.stops[s].status.is_under_way)
    ahead = tuple(s for s in offered if state.stops[s].status is StopStatus.PLANNED)
    return (*ended, *begun, *ahead)


def _offered_orders(state: State, route_id: RouteId) -> tuple[OrderId, ...]:
    """What the open offer would bring the route and its plan still has; goods that its van would
    give away are not among it."""
    route = state.routes[route_id]
    added = route.offer.added if route.offer is not None else ()
    planned = {*route.stop_ids}
    stops = (state.stops[s] for s in added if s in planned)
    return tuple(dict.fromkeys(s.order_id for s in stops if s.kind is not StopKind.GIVE))


def _refused(state: State, event: e.ChangesDeclined) -> State:
    """Every order that was offered remembers who would not have it."""
    route = state.routes[event.route_id]
    refusal = Refusal(route.id, route.driver_id, event.at, event.reason)
    for order_id in _offered_orders(state, route.id):
        others = (r for r in state.orders[order_id].refusals if r.route_id != route.id)
        state = _order(state, order_id, refusals=(*others, refusal))
    return state


def _forgiven(state: State, route_id: RouteId) -> State:
    """A driver who agrees in the end has refused nothing."""
    for order_id in _offered_orders(state, route_id):
        known = state.orders[order_id].refusals
        if any(refusal.route_id == route_id for refusal in known):
            others = tuple(refusal for refusal in known if refusal.route_id != route_id)
            state = _order(state, order_id, refusals=others)
    return state


def _declined(state: State, route_id: RouteId) -> tuple[StopId, ...]:
    """The manifest without what the offer took away; what was done all the same stays."""
    route = state.routes[route_id]
    removed = set(route.offer.removed if route.offer is not None else ()) - {*route.stop_ids}
    return tuple(s for s in route.manifest if s not in removed or state.stops[s].status.is_ended)


def _rescheduled(state: State, event: e.OrderRescheduled) -> State:
    """What was promised was promised of its day."""
    order = state.orders[event.order_id]
    promise = order.promise if event.to_day == order.day else None
    window = None if event.is_any_time else event.window or order.window
    carried = order.carried_from
    if event.is_carried:
        carried = (*carried, event.from_day)
    elif carried and event.to_day == carried[-1]:
        carried = carried[:-1]
    return _order(
        state,
        order.id,
        day=event.to_day,
        window=window,
        promise=promise,
        carried_from=carried,
    )


def _person_erased(state: State, event: e.PersonErased) -> State:
    if event.kind is PersonKind.CUSTOMER:
        customer = replace(
            state.customers[CustomerId(event.person_id)],
            phone_ref=None,
            email_ref=None,
            erased_at=event.at,
        )
        return replace(state, customers=_with(state.customers, customer.id, customer))
    driver = replace(state.drivers[DriverId(event.person_id)], phone_ref=None, erased_at=event.at)
    return replace(state, drivers=_with(state.drivers, driver.id, driver))


def _message_settled(state: State, event: e.MessageSettled) -> State:
    order = state.orders[event.order_id]
    messages = tuple(
        replace(each, status=event.status, settled_at=event.at, words=event.words)
        if each.id == event.message_id
        else each
        for each in order.messages
    )
    told = next(each.window for each in messages if each.id == event.message_id)
    is_sent = event.status is MessageStatus.SENT
    promise = told if is_sent and told is not None else order.promise
    return _order(state, order.id, messages=messages, promise=promise)


def _case_reopened(state: State, event: e.CaseReopened) -> State:
    case = state.cases[event.case_id]
    order = state.orders[case.order_id]
    if order.status is OrderStatus.CLOSED:
        status = OrderStatus.FAILED if order.attempts else OrderStatus.WAITING
        state = _order(state, order.id, status=status)
    if case.decision is not None and case.decision.resolution is Resolution.REDIRECT:
        state = _home_again(state, order)
    if event.is_undone:
        was_taken = case.acknowledged_by is not None
        status_before = CaseStatus.ACKNOWLEDGED if was_taken else CaseStatus.OPEN
        before = event.before
        if before is None:
            return _case(state, case.id, status=status_before, decision=None, closed_at=None)
        return _case(
            state,
            case.id,
            status=status_before,
            decision=None,
            closed_at=None,
            deadline=before.deadline,
            reopened=before.reopened,
            reopened_because=before.reopened_because,
            waiting=before.waiting,
            spent_minor=before.spent_minor,
            before_move=None,
        )
    is_setback = event.before is None and not event.is_chosen
    return _case(
        state,
        case.id,
        spent_minor=spent_after(case),
        status=CaseStatus.OPEN,
        deadline=event.deadline or case.deadline,
        decision=None,
        waiting=None,
        closed_at=None,
        reopened=case.reopened + is_setback,
        reopened_because=event.because,
        before_move=event.before,
    )


def _home_again(state: State, order: Order) -> State:
    """With the decision to bring it to a collection point, the way there is taken back."""
    if order.home_place_id is None:
        return state
    return _order(state, order.id, place_id=order.home_place_id, home_place_id=None)


def _case_handed(state: State, case_id: CaseId, to: ActorId | None) -> State:
    """What nobody has was taken by nobody."""
    if to is not None:
        return _case(state, case_id, owner=to)
    status = state.cases[case_id].status
    is_new = status is CaseStatus.ACKNOWLEDGED
    return _case(
        state,
        case_id,
        status=CaseStatus.OPEN if is_new else status,
        owner=None,
        acknowledged_by=None,
        acknowledged_at=None,
    )


def _case_resumed(state: State, case_id: CaseId, at: datetime, *, is_answer: bool) -> State:
    """What was answered counts as due, so that it comes on top."""
    waiting = state.cases[case_id].waiting
    over = replace(waiting, until=at) if waiting is not None and is_answer else None
    return _case(state, case_id, waiting=over)


def _stop_moved(state: State, event: e.StopMoved) -> State:
    """A stop that is on no plan only changes hands."""
    here = state.routes[event.from_route_id].stop_ids
    if event.stop_id not in here:
        return _stop(state, event.stop_id, route_id=event.to_route_id)
    left = tuple(s for s in here if s != event.stop_id)
    state = _plan(state, event.from_route_id, left)
    there = state.routes[event.to_route_id].stop_ids
    at = event.index
    state = _plan(state, event.to_route_id, (*there[:at], event.stop_id, *there[at:]))
    return _stop(state, event.stop_id, route_id=event.to_route_id)


def _counted(state: State, event: e.GoodsCounted) -> State:
    """What is 0 is not counted, as if nobody had ever looked."""
    known = state.receivings[event.route_id]
    counted = {id_: n for id_, n in (known.counted | event.counts).items() if n}
    loose = {sku: n for sku, n in (known.loose | event.loose).items() if n}
    empties = known.empties_counted if event.empties is None else event.empties
    known = replace(known, counted=counted, loose=loose, empties_counted=empties)
    return replace(state, receivings=_with(state.receivings, event.route_id, known))


def _split(state: State, event: e.ItemSplit) -> State:
    """Load is shared out by units; what does not divide stays with the line."""
    order = state.orders[event.order_id]
    custody = _with(state.custody, event.rest_id, state.custody[event.item_id])
    lines: list[Item] = []
    for item in order.items:
        if item.id != event.item_id:
            lines.append(item)
            continue
        rest_load = Load(
            item.load.weight_g * event.units // item.quantity,
            item.load.volume_ml * event.units // item.quantity,
            item.load.slots * event.units // item.quantity,
        )
        left = item.quantity - event.units
        lines.append(replace(item, quantity=left, load=item.load - rest_load))
        lines.append(replace(item, id=event.rest_id, quantity=event.units, load=rest_load))
    return _order(replace(state, custody=custody), order.id, items=tuple(lines))


def _received(state: State, event: e.ReceivingClosed) -> State:
    assert state.depot is not None
    closed = replace(
        state.receivings[event.route_id],
        closed_at=event.at,
        closed_by=event.by,
        note_ref=event.note_ref,
        short=event.short,
        over=event.over,
    )
    at_depot = Custody(CustodyKind.DEPOT, state.depot.id, event.at)
    return replace(
        state,
        receivings=_with(state.receivings, event.route_id, closed),
        found=state.found | {goods.id: goods for goods in event.shelved},
        custody=state.custody | dict.fromkeys((goods.id for goods in event.shelved), at_depot),
    )


def _counted_again(state: State, event: e.ReceivingReopened) -> State:
    """The count stands as it did; what lay on the shelf because of it is loose again."""
    known = replace(
        state.receivings[event.route_id],
        expected=event.expected,
        closed_at=None,
        closed_by=None,
        note_ref=None,
        short={},
        over=(),
    )
    its = tuple(goods.id for goods in state.found.values() if goods.route_id == event.route_id)
    state = replace(state, receivings=_with(state.receivings, event.route_id, known))
    return _off_the_shelf(state, its)


def _off_the_shelf(state: State, found_ids: tuple[ItemId, ...]) -> State:
    return replace(
        state,
        found={id_: goods for id_, goods in state.found.items() if id_ not in found_ids},
        custody={id_: held for id_, held in state.custody.items() if id_ not in found_ids},
    )


def _inspected(state: State, event: e.GoodsInspected) -> State:
    state = _in_no_lot(state, event.item_id)
    state = replace(state, inspections=_with(state.inspections, event.item_id, event.inspection))
    if event.lot is None:
        return state
    lot = state.lots.get(event.lot.id, event.lot)
    joined = replace(lot, item_ids=(*lot.item_ids, event.item_id))
    return replace(state, lots=_with(state.lots, lot.id, joined))


def _in_no_lot(state: State, item_id: ItemId) -> State:
    for lot in state.lots.values():
        if item_id in lot.item_ids:
            left = tuple(each for each in lot.item_ids if each != item_id)
            return _lot(state, lot.id, item_ids=left)
    return state


def _lot(state: State, lot_id: LotId, **changes: object) -> State:
    lot = replace(state.lots[lot_id], **changes)
    return replace(state, lots=_with(state.lots, lot_id, lot))


def _day(state: State, day: ServiceDay, closing: DayClosing | None) -> State:
    known = replace(state.days[day], closing=closing)
    return replace(state, days=_with(state.days, day, known))
