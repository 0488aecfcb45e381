"""What buttons, menus and keys do, apart from placing orders and moving stops."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu

from console.breakdown_desk import BreakdownDesk
from console.case_desk import CaseDesk
from console.dispatch import unsent_routes
from console.gestures import Gestures
from console.hub_link import HubLink, Live
from console.hub_words import in_words
from console.main_window import MainWindow
from console.map.scene import Kind
from console.panels.message_box import ask
from console.placing import Placing
from console.plain_words import as_letters, in_points
from console.screen import Chosen, Screen
from console.sequences import Sequences
from console.tongue import tr
from console.view import CaseAction, RouteAction
from core.catalogue import shipped
from core.catalogue_edits import of_depot
from core.hub.protocol import DrivenPages, RevokedPage
from core.model import CaseId, DriverId, OrderId, Route, RouteId, ServiceDay, Stop, StopId, WayOut
from core.pins import better_pin
from core.rules.custody import vehicle_holding
from core.state import State

CASE_ACTIONS = (
    (CaseAction.RECOMMENDED, tr("What is recommended"), "Enter"),
    (CaseAction.ACKNOWLEDGE, tr("I have it"), "A"),
    (CaseAction.BEST_ROUTE, tr("Best route"), "B"),
    (CaseAction.WHO, tr("Who can take this?"), "J"),
    (CaseAction.RETRY, tr("Own van"), "R"),
    (CaseAction.RESCHEDULE, tr("Next day"), "M"),
    (CaseAction.RETURN_TO_DEPOT, tr("To the depot"), "D"),
    (CaseAction.REFUND, tr("Refund…"), "E"),
    (CaseAction.CANCEL, tr("Cancel order"), "X"),
    (CaseAction.WAIT, tr("Let it wait…"), "P"),
    (CaseAction.HAND, tr("Hand on…"), "H"),
    (CaseAction.ANSWER, tr("Customer says…"), "I"),
    (CaseAction.COPY_LINK, tr("Copy customer's link"), "C"),
    (CaseAction.READDRESS, tr("New address…"), "Shift+A"),
    (CaseAction.MOVE_PIN, tr("Move the pin…"), "Shift+M"),
    (CaseAction.REPORT_LOST, tr("Report as lost"), ""),
)
"""With the key that does the same in the queue."""
_FOR_ONE = (
    CaseAction.RECOMMENDED,
    CaseAction.WHO,
    CaseAction.ANSWER,
    CaseAction.COPY_LINK,
    CaseAction.READDRESS,
    CaseAction.MOVE_PIN,
)
Entry = tuple[str, Callable[[], object]]


class Actions(QObject):
    """Reads the state, asks gestures and placing, and speaks through the window.

    Signals: `who_wanted` (order id): who can take this? `pin_wanted` (order id, is_to_proofs),
    `address_wanted`, `whereabouts_wanted` and `place_wanted` (order id), `message_wanted` and
    `phone_wanted` (driver id), `plan_wanted` (order ids), `plan_around_wanted` (route ids),
    `whole_route_wanted` (route id): onto which other one?
    """

    who_wanted = Signal(str)
    pin_wanted = Signal(str, bool)
    address_wanted = Signal(str)
    whereabouts_wanted = Signal(str)
    place_wanted = Signal(str)
    message_wanted = Signal(str)
    phone_wanted = Signal(str)
    whole_route_wanted = Signal(str)
    plan_wanted = Signal(object)
    plan_around_wanted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        link: HubLink,
        gestures: Gestures,
        placing: Placing,
        sequences: Sequences,
        breakdowns: BreakdownDesk,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        *,
        cache: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._link = link
        self._gestures = gestures
        self._placing = placing
        self._sequences = sequences
        self.breakdowns = breakdowns
        self._live = live
        self._cache = cache
        self.desk = CaseDesk(window, gestures, placing, live, screen, self)
        self._gathered: tuple[RouteId, ...] = ()
        self._driven: frozenset[DriverId] = frozenset()
        """Whom people drive on a simulated day, as far as this console has heard."""
        link.line_changed.connect(self._ask_driven)

    # Cases.

    def on_case(self, action: object, case_id: str) -> None:
        """A button of the case inspector, or an entry of the queue's menu."""
        order_id = self._placing.order_of(case_id)
        if order_id is None or not isinstance(action, CaseAction):
            return
        if action is CaseAction.RECOMMENDED:
            self._placing.take_recommended(order_id)
        elif action is CaseAction.BEST_ROUTE:
            self._placing.take_best(order_id)
        elif action is CaseAction.REFUND:
            self._gestures.refund(CaseId(f"case-{order_id}"))
        elif action is CaseAction.SHOP_PAID:
            self._gestures.settle_refund(order_id, is_paid=True)
        elif action is CaseAction.SHOP_REFUSED:
            self._ask_why(order_id)
        elif action is CaseAction.WHO:
            self.who_wanted.emit(order_id)
        elif action is CaseAction.LEARN:
            self.place_wanted.emit(order_id)
        elif action is CaseAction.READDRESS:
            self.address_wanted.emit(order_id)
        elif action is CaseAction.LOCATE:
            self.whereabouts_wanted.emit(order_id)
        elif action in (CaseAction.MOVE_PIN, CaseAction.PIN_TO_PROOFS):
            self.pin_wanted.emit(order_id, action is CaseAction.PIN_TO_PROOFS)
        elif action is CaseAction.RETRY:
            self._retry(order_id)
        elif action is CaseAction.COPY_LINK:
            self._copy_customer_link(order_id)
        elif action is CaseAction.RESCHEDULE:
            self._reschedule(order_id)
        elif not self.desk.act(action, CaseId(f"case-{order_id}")):
            self._gestures.case_action(action, CaseId(f"case-{order_id}"))

    def take_way_out(self, order_id: str, way_out: object) -> None:
        """A row of the verdict."""
        known = self._placing.order_of(order_id)
        if known is not None and isinstance(way_out, WayOut):
            self._placing.take_way_out(known, way_out)

    def _ask_why(self, order_id: OrderId) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("The shop said no"))
        dialog.setLabelText(tr("Why does the shop not refund order {order_id}?", order_id=order_id))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda words: self._gestures.settle_refund(order_id, is_paid=False, words=words[:400])
        )
        dialog.open()

    def _retry(self, order_id: OrderId) -> None:
        """By the van that has the goods, on the order's own day."""
        state = self._live().state
        order = state.orders[order_id]
        vehicle = vehicle_holding(state, order)
        for route in state.routes.values():
            if vehicle is not None and (route.vehicle_id, route.day) == (vehicle.id, order.day):
                self._placing.place(order_id, route.id)
                return
        self._window.say(
            tr("No van on the road has the goods of {order_id}.", order_id=order_id), is_bad=True
        )

    def _reschedule(self, order_id: OrderId) -> None:
        state = self._live().state
        later = [day for day in sorted(state.days) if day > state.orders[order_id].day]
        if later:
            self._gestures.reschedule(order_id, later[0])
        else:
            self._window.say(tr("No later day is open for planning."), is_bad=True)

    # Routes and stops.

    def improve(self, route_id: RouteId) -> None:
        """A better sequence for the one that was named, whatever is chosen."""
        self._sequences.ask(route_id)

    def on_route(self, action: object, route_id: str) -> None:
        """A button of the route card; a better sequence is for all that are chosen with it."""
        if action is RouteAction.OPTIMIZE:
            self._sequences.ask(*self.together(RouteId(route_id)))
        elif isinstance(action, RouteAction):
            self._gestures.route_action(action, RouteId(route_id))

    def gather(self, route_ids: object) -> None:
        """Several routes are chosen on the board; one of them stands for all."""
        found = route_ids if isinstance(route_ids, tuple) else ()
        self._gathered = tuple(map(RouteId, found))
        if len(self._gathered) > 1:
            self._window.say(
                tr(
                    "{n} routes are chosen: Q finds each a better sequence, Shift+F5 plans them "
                    "together.",
                    n=len(self._gathered),
                )
            )

    def together(self, route_id: RouteId) -> tuple[RouteId, ...]:
        """The route, and those that are chosen with it."""
        return self._gathered if route_id in self._gathered else (route_id,)

    def stop_to_queue(self, stop_id: str) -> None:
        """A stop was dropped on the queue."""
        stop = self._live().state.stops.get(StopId(stop_id))
        if stop is not None:
            self._gestures.withdraw(stop.order_id)

    def stop_to_day(self, stop_id: str, day: str) -> None:
        """A stop was dropped on a day; it waits there for a route."""
        stop = self._live().state.stops.get(StopId(stop_id))
        if stop is not None:
            self._gestures.reschedule(stop.order_id, ServiceDay(day))

    def send_all(self) -> None:
        """Every tray leaves."""
        routes = unsent_routes(self._live().state)
        if not routes:
            self._window.say(tr("Every driver knows everything already."))
        self._gestures.send_changes(*routes)

    # Menus.

    def show_queue_menu(self, orders: object, at: QPoint) -> None:
        """For the chosen rows of the queue."""
        chosen = [str(order) for order in orders] if isinstance(orders, list | tuple) else []
        if chosen:
            entries: list[Entry] = [
                (f"{words}\t{key}", partial(self._on_cases, act, chosen))
                for act, words, key in CASE_ACTIONS
                if act not in _FOR_ONE or len(chosen) == 1
            ]
            words = (
                tr("Plan it…")
                if len(chosen) == 1
                else tr("Plan these {chosen} together…", chosen=len(chosen))
            )
            plan: Entry = (words, partial(self.plan_wanted.emit, tuple(chosen)))
            self._show_menu(at, [[plan], entries])

    def _on_cases(self, action: CaseAction, chosen: list[str]) -> None:
        if len(chosen) == 1:
            self.on_case(action, chosen[0])
        elif action is CaseAction.RETRY:
            for each in chosen:
                self.on_case(action, each)
        else:
            self.desk.on_many(action, tuple(f"case-{order_id}" for order_id in chosen))

    def show_map_menu(self, kind: str, id_: str, at: QPoint, chosen: Chosen) -> None:
        """For a mark of the map; for all that are chosen, if it is one of them."""
        state = self._live().state
        case = state.cases.get(CaseId(id_)) if kind == Kind.CASE else None
        if case is not None and case.order_id in chosen.many:
            self.show_queue_menu(list(chosen.many), at)
        elif kind == Kind.STOP and id_ in chosen.stops and len(chosen.stops) > 1:
            self._show_menu(at, [self._for_stops(chosen.stops)])
        else:
            self.show_menu(kind, id_, at)

    def _for_stops(self, stop_ids: Sequence[StopId]) -> list[Entry]:
        """What can be done with several stops at once; those that have ended stay as they are."""
        state = self._live().state
        stops = [state.stops[s] for s in stop_ids if s in state.stops]
        ahead = [stop for stop in stops if not stop.status.is_ended]
        orders = tuple(dict.fromkeys(str(stop.order_id) for stop in ahead))
        many = tr("these {ahead}", ahead=len(ahead))
        if not ahead:
            return [(tr("All of them have ended"), lambda: None)]
        return [
            (tr("Plan {many} together…", many=many), partial(self.plan_wanted.emit, orders)),
            (
                tr("Lock {many} in place", many=many),
                partial(self._gestures.lock_stops, ahead, is_locked=True),
            ),
            (
                tr("Let {many} move", many=many),
                partial(self._gestures.lock_stops, ahead, is_locked=False),
            ),
            (
                tr("{many} back to the queue", many=many.capitalize()),
                partial(self._withdraw_all, orders),
            ),
        ]

    def _withdraw_all(self, orders: Sequence[str]) -> None:
        self._gestures.withdraw_all([OrderId(order_id) for order_id in orders])

    def show_menu(self, kind: str, id_: str, at: QPoint) -> None:
        """For a mark of the map, a lane or a stop of the board."""
        if kind == Kind.CASE:
            self.show_queue_menu([id_], at)
            return
        state = self._live().state
        stop = state.stops.get(StopId(id_)) if kind == Kind.STOP else None
        route_id: RouteId | None = stop.route_id if stop is not None else RouteId(id_)
        if kind == Kind.DRIVER:
            route_id = self._placing.route_of_driver(id_)
        route = state.routes.get(route_id) if route_id is not None else None
        if route is not None:
            groups = [] if stop is None else [self._for_stop(stop)]
            self._show_menu(at, [*groups, *self._for_route(route)], menu_title(state, route, stop))

    def _for_stop(self, stop: Stop) -> list[Entry]:
        words = tr("Let it move") if stop.is_locked else tr("Lock in place")
        lock = partial(self._gestures.lock_stop, stop.id, is_locked=not stop.is_locked)
        state = self._live().state
        reports: list[Entry] = [
            (reason.words, partial(self.desk.report, stop.order_id, code))
            for code, reason in of_depot(shipped(), state.depot).failures.items()
            if not reason.is_off and state.orders[stop.order_id].status in reason.reported_of
        ]
        if stop.status.is_ended:
            return [*self._for_place(stop), *reports]
        return [
            (words, lock),
            (tr("Copy customer's link"), partial(self._copy_customer_link, stop.order_id)),
            (tr("New address…"), partial(self.address_wanted.emit, stop.order_id)),
            *self._for_place(stop),
            (tr("Back to the queue"), partial(self._gestures.withdraw, stop.order_id)),
            *reports,
        ]

    def _for_place(self, stop: Stop) -> list[Entry]:
        """What is learned there, also after the visit."""
        state = self._live().state
        order = state.orders[stop.order_id]
        if order.place_id != stop.place_id:
            return []
        entries: list[Entry] = [
            (tr("About this door…"), partial(self.place_wanted.emit, order.id)),
            (tr("Move the pin…"), partial(self.pin_wanted.emit, order.id, False)),
        ]
        better = better_pin(state, state.places[stop.place_id])
        if better is not None:
            words = tr(
                "Move the pin {metres} m {wind}, as delivered",
                metres=better.metres,
                wind=better.wind,
            )
            entries.append((words, partial(self.pin_wanted.emit, order.id, True)))
        return entries

    def _for_route(self, route: Route) -> list[list[Entry]]:
        """What is done daily, what is bad news, and the driver's own page apart."""
        words = f"{tr('Unlock') if route.is_locked else tr('Lock')} {route.name}"
        lock = partial(self._gestures.lock_route, route.id, is_locked=not route.is_locked)
        if route.stranded is not None:
            return [
                [
                    (tr("Split its work…"), partial(self.breakdowns.propose, route.id)),
                    (tr("It goes on"), partial(self.breakdowns.resume, route.id)),
                ]
            ]
        report = self.breakdowns.report
        together = self.together(route.id)
        optimize, plan = tr("Better sequence"), tr("Plan with its neighbours…")
        if len(together) > 1:
            optimize = tr("Better sequences of {n} routes", n=len(together))
            plan = tr("Plan these {n} routes together…", n=len(together))
        return [
            [
                (f"{optimize}\tQ", partial(self._sequences.ask, *together)),
                (plan, partial(self.plan_around_wanted.emit, together)),
                (
                    tr("Put its stops onto another route…"),
                    partial(self.whole_route_wanted.emit, route.id),
                ),
                (f"{tr('Send changes')}\tS", partial(self._gestures.send_changes, route.id)),
                (f"{words}\tL", lock),
            ],
            [
                (tr("The van has broken down…"), partial(report, route.id, "vehicle_breakdown")),
                (tr("The driver cannot go on…"), partial(report, route.id, "driver_unavailable")),
            ],
            [(tr("Write to the driver…"), partial(self.message_wanted.emit, route.driver_id))],
            [
                (tr("Connect a phone…"), partial(self.phone_wanted.emit, route.driver_id)),
                (tr("Drive as this driver…"), partial(self._drive_as, route.driver_id)),
                *self._back_to_simulation(route.driver_id),
            ],
        ]

    def _show_menu(self, at: QPoint, groups: list[list[Entry]], title: str = "") -> None:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if title:
            menu.addAction(as_letters(title)).setEnabled(False)
            menu.addSeparator()
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for words, action in group:
                menu.addAction(words, action)
        menu.popup(at)

    # Telephone, photos, questions.

    def _drive_as(self, driver_id: str) -> None:
        def arrived(url: str) -> None:
            if not url:
                self._window.say(tr("The hub gave no link for this driver."), is_bad=True)
                return
            self._driven |= {DriverId(driver_id)}
            QGuiApplication.clipboard().setText(url)
            self._window.say(
                tr(
                    "The browser is asked to open the driver's page. Its link (for one use) is "
                    "copied: paste it where no browser comes."
                )
            )
            QDesktopServices.openUrl(QUrl(url))

        self._link.make_driver_link(driver_id, arrived)

    def _ask_driven(self, _: object = None) -> None:
        def arrived(answer: DrivenPages | None) -> None:
            if answer is not None:
                self._driven = frozenset(answer.driver_ids)

        if self._live().is_simulated:
            self._link.ask_driven(arrived)

    def _back_to_simulation(self, driver_id: DriverId) -> list[Entry]:
        """Only for a simulated van that somebody has taken over."""
        if not self._live().is_simulated or driver_id not in self._driven:
            return []
        return [(tr("Leave it to the simulation again"), partial(self._simulate, driver_id))]

    def _simulate(self, driver_id: str) -> None:
        def arrived(answer: RevokedPage | None) -> None:
            if answer is None:
                self._window.say(tr("The hub did not answer. Try again."), is_bad=True)
                return
            self._driven -= {DriverId(driver_id)}
            if answer.was_there:
                self._window.say(
                    tr(
                        "The driver's page is signed out. The simulation drives this van from the "
                        "next start of the program on."
                    )
                )
            else:
                self._window.say(tr("Nobody else drives this van: the simulation does."))

        self._link.revoke_page(driver_id, arrived, to_simulator=True)

    def _copy_customer_link(self, order_id: OrderId) -> None:
        def arrived(url: str) -> None:
            if not url:
                words = tr(
                    "The hub gave no link for order {order_id}. Is the line up? Try again.",
                    order_id=order_id,
                )
                self._window.say(words, is_bad=True)
                return
            QGuiApplication.clipboard().setText(url)
            self._window.say(
                tr("The link for the customer of {order_id} is copied.", order_id=order_id)
            )

        self._link.make_customer_link(order_id, arrived)

    def copy_phone(self, number: str) -> None:
        """To the clipboard, for the telephone program."""
        QGuiApplication.clipboard().setText(number)
        self._window.say(tr("{number} copied", number=number))

    def fetch_photo(self, blob_id: str) -> None:
        """For the inspector, of a case or of goods."""

        def arrived(content: bytes) -> None:
            self._window.inspector.show_photo(blob_id, content)
            self._window.goods.inspect.show_photo(blob_id, content)

        self._link.fetch_photo(blob_id, arrived)

    def open_photo(self, blob_id: str) -> None:
        """In the desktop's own viewer."""

        def saved(file: Path | None) -> None:
            if file is None:
                words = tr("The photo cannot be opened: it may be erased, or the disk is full.")
                self._window.say(words, is_bad=True)
                return
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

        self._link.save_photo(blob_id, self._cache, saved)

    def set_rate(self, rate: float) -> None:
        """The speed of a simulated day."""

        def answered(words: str | None) -> None:
            if words is not None:
                self._window.say(words, is_bad=True)

        self._link.set_rate(rate, answered)

    def confirm(self, question: str, broken: object, go_on: Callable[[], None]) -> None:
        """Ask before something is broken knowingly."""
        lines = broken if isinstance(broken, tuple) else ()
        words = in_points([in_words(str(each)) for each in lines])
        ask(self._window, "Backhaul", question, words, tr("Do it"), go_on)


def menu_title(state: State, route: Route, stop: Stop | None) -> str:
    """What a menu is about: `1510, Elm 9 · Route 5`, or the route alone."""
    if stop is None:
        return route.name
    place = state.places.get(stop.place_id)
    where = f", {place.address}" if place is not None else ""
    return f"{stop.order_id}{where} · {route.name}"
