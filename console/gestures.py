"""What a drop, a key or a button means: from gestures to commands, with their way back.

Gestures read the state and ask the hub; they never change anything themselves. Every accepted
one enters the undo history, every refusal is said in the words of the rule.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from console.hub_words import in_words
from console.inverses import (
    MakeCommands,
    Overtaken,
    lift_again,
    move_back,
    put_back,
    take_off,
    take_replacement_back,
)
from console.placing_many import put_all_back
from console.tongue import tr
from console.undo import History, Pair
from console.view import CaseAction, RouteAction
from console.views.refunds import asked_words, refund_question
from console.views.told import consequence_words
from console.views.wording import day_words
from core import commands as c
from core.model import (
    AnswerKind,
    CaseId,
    CaseStatus,
    OrderId,
    OrderKind,
    OrderStatus,
    PartnerId,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    WayOut,
)
from core.planning.ways import Way
from core.rules.lookups import case_id_of, pending_stops
from core.rules.refunds import refund_owed
from core.rules.replan import as_seen
from core.rules.tray import sent_with, tray_of
from core.state import State

Send = Callable[[c.Command, Callable[[str | None], None]], None]
"""Sends one command; calls back with None when it is committed, or with the refusal."""


class Change(Struct, frozen=True):
    """One of several changes that are made together; `undo` None for what is not taken back."""

    do: c.Command
    undo: c.Command | None = None
    again: c.Command | None = None
    """when doing it again is not the same, as a note that was kept already"""
    again_first: c.Command | None = None
    undo_first: c.Command | None = None
    """what doing it again, and taking it back, begin with"""


class Gestures(QObject):
    """Signals: `said` (words, is_bad), `placed` (route id) after an order found its place,
    `confirm_wanted` (question, broken constraints, callable to go on)."""

    said = Signal(str, bool)
    placed = Signal(str)
    confirm_wanted = Signal(str, object, object)

    def __init__(self, state: Callable[[], State], send: Send, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._send = send
        self.history = History(state, self.send_all, self)
        self.history.refused.connect(
            lambda words: self.said.emit(tr("Not undone: {words}", words=words), True)
        )
        self.history.done.connect(lambda words: self.said.emit(words, False))
        self.history.lacked.connect(lambda words: self.said.emit(words, False))
        self.place_anew: Callable[[OrderId, RouteId, int | None], None] | None = None
        self.move_anew: Callable[[StopId, RouteId, int | None], None] | None = None
        self.hand_over_anew: Callable[[OrderId, RouteId], None] | None = None
        """How a placing, a move or a hand-over is done again: with the prices of that moment."""
        self._lifted: dict[OrderId, Pair] = {}
        """taken off a route by a hand-over that has not found its other place yet"""

    # Putting orders on routes.

    def place(
        self,
        order_id: OrderId,
        way: Way,
        offered: Sequence[Way],
        considered: tuple[WayOut, ...] = (),
        *,
        agreed: Collection[str] = (),
        anew: Callable[[], None] | None = None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Put an order onto a route the way that was shown; what breaks beyond what was agreed to
        is confirmed first. `anew` asks again for a route that went on before the answer came,
        `after` goes on once it is there."""
        if way.index is None or not set(way.broken).issubset(agreed):
            # Another question, or a no: what was lifted for this is a change of its own.
            self.not_put_down(order_id)
        if way.index is None:
            self.said.emit(f"{self._name(way.route_id)}: {in_words(way.option.words)}", True)
            return
        command = c.PlaceOrder(
            order_id=order_id,
            route_id=way.route_id,
            index=way.index,
            expected_version=way.version,
            hand_over=way.hand_over,
            offered=tuple(each.option for each in offered),
            broken=way.broken,
            engine=way.engine,
            considered=considered,
            point_id=way.point_id,
        )
        words = self._onto(order_id, way)
        if way.point_id is not None:
            words = tr(
                "{order_id} with {name} to {point}",
                order_id=order_id,
                name=self._name(way.route_id),
                point=self._point(way.point_id),
            )
        put = partial(self._place, command, words, after)
        self._confirmed(way, _put_question(words), put, agreed, anew=anew)

    def _confirmed(
        self,
        way: Way,
        question: str,
        go_on: Callable[[], None],
        agreed: Collection[str] = (),
        *,
        anew: Callable[[], None] | None = None,
    ) -> None:
        def answered() -> None:
            route = self._state().routes.get(way.route_id)
            if anew is None or route is None or route.version == way.version:
                go_on()
                return
            self.said.emit(went_on_words(route), False)
            anew()

        if not set(way.broken).issubset(agreed):
            words = consequence_words(self._state().depot, way.late_s)
            self.confirm_wanted.emit(
                question, (*way.broken, *((words,) if words else ())), answered
            )
        else:
            go_on()

    def _place(self, command: c.PlaceOrder, words: str, go_on: Callable[[], None]) -> None:
        order = self._state().orders[command.order_id]
        from_day = order.day

        def again(state: State) -> tuple[c.Command, ...]:
            return (as_seen(command, state),)

        def after() -> None:
            self.placed.emit(command.route_id)
            go_on()

        anew = None
        if self.place_anew is not None and command.point_id is None:
            index = command.index if command.hand_over is None else None
            anew = partial(self.place_anew, command.order_id, command.route_id, index)
        pair = Pair(words, again, take_off(command, from_day), anew)
        lifted = self._lifted.pop(command.order_id, None)
        if lifted is None:
            self.do(command, pair, after)
        else:
            self._put_down(command, pair, lifted, after)

    def _put_down(
        self, command: c.PlaceOrder, pair: Pair, lifted: Pair, after: Callable[[], None]
    ) -> None:
        """The second half of a hand-over: both are one change. Without it the first one stands."""
        order_id, route_id = command.order_id, command.route_id
        anew = self.hand_over_anew
        both = Pair(
            pair.words,
            pair.do,
            lift_again(order_id, pair.undo),
            partial(anew, order_id, route_id) if anew is not None else None,
            undo_then=lifted.undo,
        )

        def answered(refused: str | None) -> None:
            if refused is None:
                self.keep(both)
                after()
            else:
                self.history.add(lifted)
                self.said.emit(refused, True)

        self._send_kept(command, answered)

    def withdraw(self, order_id: OrderId, then: Callable[[], None] = lambda: None) -> None:
        """Take an order off its routes, back to the queue; `then` goes on from there."""
        pending = pending_stops(self._state(), order_id)
        if not pending:
            self.said.emit(tr("{order_id} is on no route.", order_id=order_id), True)
            return
        self.do(c.WithdrawOrder(order_id=order_id), self._withdrawing(order_id, pending), then)

    def _withdrawing(self, order_id: OrderId, pending: Sequence[Stop]) -> Pair:
        command = c.WithdrawOrder(order_id=order_id)
        words = tr(
            "{order_id} taken off {name}", order_id=order_id, name=self._name(pending[-1].route_id)
        )
        return Pair(words, lambda _: (command,), put_back(self._state(), order_id))

    def hand_over(self, order_id: OrderId, way: Way, then: Callable[[], None]) -> None:
        """Take goods that are aboard off their route, once what breaks on the other one is
        confirmed; `then` goes on from there."""
        words = self._onto(order_id, way)
        self._confirmed(way, _put_question(words), lambda: self._lift(order_id, then))

    def _lift(self, order_id: OrderId, then: Callable[[], None]) -> None:
        """Off its route; what becomes of that is kept when its other place is found, or not."""
        pending = pending_stops(self._state(), order_id)
        if not pending:
            self.said.emit(tr("{order_id} is on no route.", order_id=order_id), True)
            return
        pair = self._withdrawing(order_id, pending)

        def answered(refused: str | None) -> None:
            if refused is not None:
                self.said.emit(refused, True)
                return
            self._lifted[order_id] = pair
            then()

        self._send(c.WithdrawOrder(order_id=order_id), answered)

    def not_put_down(self, order_id: OrderId) -> None:
        """A hand-over has found no other place: taking it off is the change that stands."""
        lifted = self._lifted.pop(order_id, None)
        if lifted is not None:
            self.history.add(lifted)

    def move_stop(
        self,
        stop_id: StopId,
        way: Way,
        offered: Sequence[Way],
        *,
        anew: Callable[[], None] | None = None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Move a stop the way that was shown; what breaks is confirmed first. `after` goes on once
        it is there."""
        state = self._state()
        stop = state.stops[stop_id]
        from_route = stop.route_id
        old = state.routes[from_route].stop_ids.index(stop_id)
        if way.index is None:
            self.said.emit(f"{self._name(way.route_id)}: {in_words(way.option.words)}", True)
            return
        if (way.route_id, way.index) == (from_route, old):
            self.said.emit(
                tr("{order_id} is at its best place there already.", order_id=stop.order_id), False
            )
            return
        command = c.MoveStop(
            stop_id=stop_id,
            route_id=way.route_id,
            index=way.index,
            expected_version=way.version,
            broken=way.broken,
            offered=tuple(each.option for each in offered),
            engine=way.engine,
        )
        words = tr(
            "{order_id} moved to {name}", order_id=stop.order_id, name=self._name(way.route_id)
        )
        question = tr(
            "Move {order_id} to {name} all the same?",
            order_id=stop.order_id,
            name=self._name(way.route_id),
        )
        if way.route_id == from_route:
            place = {"number": way.index + 1, "name": self._name(from_route)}
            words = tr("{order_id} is stop {number} of {name}", order_id=stop.order_id, **place)
            question = tr(
                "Make {order_id} stop {number} of {name} all the same?",
                order_id=stop.order_id,
                **place,
            )
        again = None
        if self.move_anew is not None:
            again = partial(self.move_anew, stop_id, command.route_id, command.index)
        pair = Pair(words, _moving(command), move_back(command, from_route, old), again)

        def moved() -> None:
            self.placed.emit(command.route_id)
            after()

        self._confirmed(
            way,
            question,
            lambda: self.do(command, pair, moved),
            anew=anew,
        )

    def resequence(
        self, route_id: RouteId, stop_ids: tuple[StopId, ...], *, saves_s: int, engine: str
    ) -> None:
        """Take a better sequence for one route."""
        old = self._state().routes[route_id].stop_ids

        def in_order(ids: tuple[StopId, ...]) -> Callable[[State], tuple[c.Command, ...]]:
            return lambda now: (
                c.ResequenceRoute(
                    route_id=route_id,
                    stop_ids=_same_stops(now.routes[route_id], ids),
                    expected_version=now.routes[route_id].version,
                    engine=engine,
                    saves_s=saves_s,
                ),
            )

        words = tr("{name} in a better sequence", name=self._name(route_id))
        again, back = in_order(stop_ids), in_order(old)
        self.do(again(self._state())[0], Pair(words, again, back))

    def reschedule(self, order_id: OrderId, day: ServiceDay) -> None:
        """Move an order to another open day; it waits there for a route."""
        old = self._state().orders[order_id].day
        if old == day:
            self.said.emit(tr("{order_id} is on that day already.", order_id=order_id), True)
            return

        command = c.RescheduleOrder(order_id=order_id, day=day)
        again = put_back(self._state(), order_id)

        def back(state: State) -> tuple[c.Command, ...]:
            if state.orders[order_id].day != day or pending_stops(state, order_id):
                raise Overtaken(tr("{order_id} was planned anew since", order_id=order_id))
            return again(state) or (c.RescheduleOrder(order_id, old, is_undo=True),)

        self.do(
            command,
            Pair(
                tr("{order_id} to {day_words}", order_id=order_id, day_words=day_words(day)),
                lambda _: (command,),
                back,
            ),
        )

    # Cases, routes, stops.

    def case_action(self, action: CaseAction, case_id: CaseId) -> None:
        """The buttons of the case inspector that need nothing more."""
        case = self._state().cases[case_id]
        if action is CaseAction.ACKNOWLEDGE:
            self.acknowledge(case_id)
        elif action is CaseAction.RETURN_TO_DEPOT:
            self._decide(
                c.ReturnToDepot(case_id=case_id),
                case_id,
                tr("{order_id} to the depot", order_id=case.order_id),
            )
        elif action is CaseAction.REOPEN and self._is_on_a_route(case.order_id):
            self.withdraw(case.order_id)
        elif action is CaseAction.REOPEN:
            self.do_plainly(
                c.ReopenCase(case_id=case_id),
                tr("{order_id} is open again", order_id=case.order_id),
            )

    def refund(self, case_id: CaseId, considered: tuple[WayOut, ...] = ()) -> None:
        """Ask the shop for the money, after a question: it cannot be taken back from here."""
        order = self._state().orders[self._state().cases[case_id].order_id]
        command = c.RefundOrder(case_id=case_id, considered=considered)
        words = asked_words(self._state(), order, refund_owed(self._state(), order))
        self.confirm_wanted.emit(
            refund_question(self._state(), order),
            (),
            lambda: self.do_plainly(command, words),
        )

    def replace(self, case_id: CaseId, considered: tuple[WayOut, ...] = ()) -> None:
        """Send other goods, after a question: the new order is on its way at once."""
        order = self._state().orders[self._state().cases[case_id].order_id]
        how = tr("Other goods are sent.")
        if order.kind is OrderKind.RETURN:
            how = tr("One visit brings other goods and takes these.")
        command = c.ReplaceOrder(case_id, considered)
        words = tr("{order} is replaced; plan the new order", order=order.id)
        pair = Pair(words, lambda _: (command,), take_replacement_back(order.id))
        self.confirm_wanted.emit(
            tr("Replace order {order}? {how}", order=order.id, how=how),
            (),
            lambda: self.do(command, pair),
        )

    def hand_to_partner(
        self, order_id: OrderId, partner_id: PartnerId, considered: tuple[WayOut, ...] = ()
    ) -> None:
        """Somebody outside the own fleet takes it, for the price that is shown."""
        depot = self._state().depot
        partners = depot.reserves.partners if depot is not None else ()
        partner = next((each for each in partners if each.id == partner_id), None)
        if partner is None:
            return
        change = Change(
            c.HandToPartner(order_id, partner.id, partner.price_minor, considered),
            c.SettlePartner(order_id, is_done=False, words="taken back"),
        )
        self.do_all(
            [change],
            tr("{order_id} is with {partner_name}", order_id=order_id, partner_name=partner.name),
        )

    def keep_at_counter(
        self,
        order_id: OrderId,
        considered: tuple[WayOut, ...] = (),
        back_at: datetime | None = None,
    ) -> None:
        """The customer fetches it at the depot; he is told from when and until when."""
        kept = c.KeepAtCounter(order_id, considered, back_at)
        change = Change(kept, c.ReopenCase(CaseId(f"case-{order_id}")))
        self.do_all([change], tr("{order_id} waits at the counter", order_id=order_id))

    def record_pickup(self, order_id: OrderId) -> None:
        """The customer has been there."""
        change = Change(c.RecordPickup(order_id), c.UndoPickup(order_id))
        self.do_all([change], tr("{order_id} was fetched by its customer", order_id=order_id))

    def settle_refund(self, order_id: OrderId, *, is_paid: bool, words: str = "") -> None:
        """What the shop said about a refund."""
        said = (
            tr("{order_id} is refunded", order_id=order_id)
            if is_paid
            else tr("{order_id} is open again", order_id=order_id)
        )
        self.do_plainly(c.SettleRefund(order_id=order_id, is_paid=is_paid, words=words), said)

    def _point(self, point_id: PlaceId) -> str:
        depot = self._state().depot
        points = depot.offers.points if depot is not None else ()
        return next((p.name for p in points if p.place.id == point_id), str(point_id))

    def _is_on_a_route(self, order_id: OrderId) -> bool:
        return self._state().orders[order_id].status is OrderStatus.PLANNED

    def acknowledge(self, case_id: CaseId) -> None:
        """I have it; not undone, since it was seen."""
        case = self._state().cases[case_id]
        if case.status is CaseStatus.OPEN:
            self.do_plainly(
                c.AcknowledgeCase(case_id=case_id),
                tr("{order_id} is yours", order_id=case.order_id),
            )

    def acknowledge_orders(self, order_ids: Sequence[OrderId]) -> None:
        """As `acknowledge`, for the cases of these orders."""
        for order_id in order_ids:
            self.acknowledge(case_id_of(order_id))

    def route_action(self, action: RouteAction, route_id: RouteId) -> None:
        """Lock, unlock or send; optimizing is the planner's."""
        if action is RouteAction.LOCK:
            self.lock_route(route_id, is_locked=True)
        elif action is RouteAction.UNLOCK:
            self.lock_route(route_id, is_locked=False)
        elif action is RouteAction.SEND:
            self.send_changes(route_id)

    def lock_route(self, route_id: RouteId, *, is_locked: bool) -> None:
        """Close a route for changes, or open it again."""

        def make(locked: bool) -> Callable[[State], tuple[c.Command, ...]]:
            kind = c.LockRoute if locked else c.UnlockRoute
            return lambda _: (kind(route_id=route_id),)

        words = f"{self._name(route_id)} {tr('locked') if is_locked else tr('unlocked')}"
        self.do(
            make(is_locked)(self._state())[0], Pair(words, make(is_locked), make(not is_locked))
        )

    def lock_stop(self, stop_id: StopId, *, is_locked: bool) -> None:
        """Keep a stop at its place in the sequence, or let it move again."""

        def make(locked: bool) -> Callable[[State], tuple[c.Command, ...]]:
            kind = c.LockStop if locked else c.UnlockStop
            return lambda _: (kind(stop_id=stop_id),)

        order_id = self._state().stops[stop_id].order_id
        words = f"{order_id} {tr('locked in place') if is_locked else tr('may move')}"
        self.do(
            make(is_locked)(self._state())[0], Pair(words, make(is_locked), make(not is_locked))
        )

    def lock_stops(self, stops: Sequence[Stop], *, is_locked: bool) -> None:
        """The same for several, as one gesture; those that are so already stay out of it."""
        others = [stop for stop in stops if stop.is_locked is not is_locked]
        lock, unlock = (c.LockStop, c.UnlockStop) if is_locked else (c.UnlockStop, c.LockStop)
        words = tr("locked in place") if is_locked else tr("may move")
        if others:
            changes = [Change(lock(stop_id=s.id), unlock(stop_id=s.id)) for s in others]
            self.do_all(changes, tr("{others} stops {words}", others=len(others), words=words))
        else:
            self.said.emit(tr("All of them are so already: {words}.", words=words), False)

    def withdraw_all(self, order_ids: Sequence[OrderId]) -> None:
        """Take several orders off their routes; one way back puts all of them where they were."""
        before = self._state()
        commands = [c.WithdrawOrder(order_id=order_id) for order_id in order_ids]

        def ended(done: Sequence[int]) -> None:
            words = tr("{done} orders back in the queue", done=len(done))
            again = tuple(commands[at] for at in done)
            back = put_all_back(before, [command.order_id for command in again])
            self.keep(Pair(words, lambda _: again, back))

        self._send_each(commands, ended)

    def send_changes(self, *route_ids: RouteId, is_asked: bool = True) -> None:
        """Send drivers' trays, and those of whom they hand goods over to or take them from."""
        state = self._state()
        routes = [state.routes[route_id] for route_id in route_ids]
        linked = (other for route in routes for other in sent_with(state, route))
        for each in {route.id: route for route in (*routes, *linked)}:
            self._send_one(each, is_asked=is_asked)

    def _send_one(self, route_id: RouteId, *, is_asked: bool) -> None:
        """Not undone: a change of mind is a new change.

        What changes under the driver's hands is confirmed by name, if a person asked for it; a
        tray that would leave by itself stays and says so.
        """
        state = self._state()
        route = state.routes[route_id]
        _, removed, moved = tray_of(state, route)
        touched = (s for s in (*removed, *moved) if state.stops[s].status.is_under_way)
        under_way = next(touched, None)
        send = partial(self._send_tray, route, under_way)
        if under_way is None:
            send()
            return
        order_id = state.stops[under_way].order_id
        words = tr(
            "The driver of {route} is at order {order_id} or on the way to it",
            route=route.name,
            order_id=order_id,
        )
        if is_asked:
            self.confirm_wanted.emit(
                tr("{words}. Send the change all the same?", words=words), (), send
            )
        else:
            self.said.emit(
                tr("{words}, so its change was not sent. Send it by hand.", words=words), True
            )

    def _send_tray(self, route: Route, override: StopId | None) -> None:
        command = c.SendChanges(
            route_id=route.id, expected_version=route.version, override_under_way=override
        )
        self.do_plainly(command, tr("Sent to the driver of {route}", route=route.name))

    # Problems at the door.

    def let_wait(self, stop_id: StopId, minutes: int) -> None:
        """The driver waits; a later answer replaces this one."""
        command = c.AnswerProblem(stop_id, AnswerKind.WAIT, minutes)
        self.do_plainly(
            command,
            tr(
                "{driver_at} waits {minutes} minutes",
                driver_at=self._driver_at(stop_id),
                minutes=minutes,
            ),
        )

    def let_try(self, stop_id: StopId, advice: str) -> None:
        """The driver tries what may help."""
        command = c.AnswerProblem(stop_id, AnswerKind.TRY, note=advice)
        self.do_plainly(command, tr("{driver_at} tries it", driver_at=self._driver_at(stop_id)))

    def fail_problem(self, stop_id: StopId) -> None:
        """The attempt is over; its case is in the queue."""
        command = c.AnswerProblem(stop_id, AnswerKind.FAIL)
        self.do_plainly(
            command,
            tr("{driver_at} goes on; the case is in the queue", driver_at=self._driver_at(stop_id)),
        )

    def _driver_at(self, stop_id: StopId) -> str:
        stop = self._state().stops.get(stop_id)
        return (
            tr("The driver of {name}", name=self._name(stop.route_id))
            if stop is not None
            else tr("The driver")
        )

    # Sending.

    def send_all(
        self, commands: tuple[c.Command, ...], answered: Callable[[str | None], None]
    ) -> None:
        """One after the other; the first refusal ends it."""
        if not commands:
            answered(None)
            return
        first, rest = commands[0], commands[1:]
        self._send(
            first, lambda words: self.send_all(rest, answered) if words is None else answered(words)
        )

    def _decide(self, command: c.Command, case_id: CaseId, words: str) -> None:
        pair = Pair(words, lambda _: (command,), lambda _: (c.ReopenCase(case_id=case_id),))
        self.do(command, pair)

    def do_all(self, changes: Sequence[Change], words: str) -> None:
        """Several changes as one gesture with one way back; a refusal does not stop the others."""

        def ended(done: Sequence[int]) -> None:
            is_all = len(done) == len(changes)
            kept = tuple(changes[at] for at in done)
            self.keep(
                Pair(
                    words
                    if is_all
                    else tr(
                        "{words}: {done} of {changes}",
                        words=words,
                        done=len(done),
                        changes=len(changes),
                    ),
                    lambda _: _given((each.again_first, each.again or each.do) for each in kept),
                    lambda _: _given((each.undo_first, each.undo) for each in reversed(kept)),
                )
            )

        self._send_each([change.do for change in changes], ended)

    def keep(self, pair: Pair) -> None:
        """It has been done, and can be undone."""
        self.history.add(pair)
        self.said.emit(tr("{words} · Ctrl+Z undoes it", words=pair.words), False)

    def _send_each(
        self, commands: Sequence[c.Command], ended: Callable[[Sequence[int]], None]
    ) -> None:
        """One after the other; a refusal does not stop the others. `ended` gets the places of those
        that went through, if any did; refusals are told after it."""
        done: list[int] = []
        refusals: list[str] = []

        def go_on(at: int) -> None:
            if at == len(commands):
                if done:
                    ended(done)
                self.history.answered(is_done=bool(done))
                if refusals:
                    self.said.emit(
                        tr(
                            "{n} refused. {why}",
                            "{n} refused. {why}",
                            len(refusals),
                            why=refusals[0],
                        ),
                        True,
                    )
                return

            def answered(refused: str | None) -> None:
                if refused is None:
                    done.append(at)
                else:
                    refusals.append(refused)
                go_on(at + 1)

            self._send(commands[at], answered)

        self.history.sent()
        go_on(0)

    def do_with_way_back(self, command: c.Command, back: MakeCommands, words: str) -> None:
        """Ask for one change whose way back depends on how things are by then."""
        self.do(command, Pair(words, lambda _: (command,), back))

    def do_plainly(
        self, command: c.Command, words: str, then: Callable[[], None] = lambda: None
    ) -> None:
        """Ask for one change that is not undone; `then` goes on from there."""

        def answered(refused: str | None) -> None:
            self.said.emit(refused or words, refused is not None)
            if refused is None:
                then()

        self._send(command, answered)

    def do(
        self,
        command: c.Command,
        pair: Pair,
        then: Callable[[], None] = lambda: None,
        otherwise: Callable[[str], None] | None = None,
    ) -> None:
        """One command with its own way back; `then` goes on from there, `otherwise` from a
        refusal, which nobody is told then."""

        def answered(refused: str | None) -> None:
            if refused is None:
                self.keep(pair)
                then()
            elif otherwise is not None:
                otherwise(refused)
            else:
                self.said.emit(refused, True)

        self._send_kept(command, answered)

    def _send_kept(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        """Ask for a change that can be undone, also before it is answered."""

        def told(words: str | None) -> None:
            answered(words)
            self.history.answered(is_done=words is None)

        self.history.sent()
        self._send(command, told)

    def _onto(self, order_id: OrderId, way: Way) -> str:
        return tr("{order_id} onto {name}", order_id=order_id, name=self._name(way.route_id))

    def _name(self, route_id: RouteId) -> str:
        route = self._state().routes.get(route_id)
        return route.name if route is not None else str(route_id)


def went_on_words(route: Route) -> str:
    """A colleague or the driver was faster than whoever read the question."""
    return tr("{route} went on meanwhile: this is what it costs by now.", route=route.name)


def _put_question(words: str) -> str:
    return tr("Put {words} all the same?", words=words)


def _moving(command: c.MoveStop) -> Callable[[State], tuple[c.Command, ...]]:
    """The same move on the route as it is by then."""
    return lambda now: (replace(command, expected_version=now.routes[command.route_id].version),)


def _same_stops(route: Route, wanted: tuple[StopId, ...]) -> tuple[StopId, ...]:
    """`wanted` brought up to date: what left the route is left out, what came in goes last."""
    here = set(route.stop_ids)
    kept = tuple(stop_id for stop_id in wanted if stop_id in here)
    known = set(kept)
    return kept + tuple(stop_id for stop_id in route.stop_ids if stop_id not in known)


def _given(steps: Iterable[tuple[c.Command | None, ...]]) -> tuple[c.Command, ...]:
    """The commands that are there, in order."""
    return tuple(command for step in steps for command in step if command is not None)
