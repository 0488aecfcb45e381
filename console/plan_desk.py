"""The day planned anew: three plans beside the present one, each better one as a ghost on board and
map; one of them is taken in one go and taken back in one go.

After a drop it looks by itself for what the whole day would gain, and only says so.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from console.geometry import Geometry
from console.gestures import Gestures
from console.hub_link import Live
from console.hub_words import in_words
from console.map.route_marks import join_paths, route_points
from console.map.scene import Ghost
from console.palette import route_colour
from console.panels.plans_panel import PlansPanel
from console.plan_view import PlansView
from console.planner import Audited, Planner
from console.replanning import replanned
from console.screen import Screen
from console.settling import take_and_settle
from console.tongue import tr
from console.view import Tone
from console.views.allowed import why_not
from console.views.plan_cards import NAMES, left_lines, placed_lines, plan_cards, summary_words
from console.views.settled_rest import rest_question, rest_words
from core import commands as c
from core.access import Actor
from core.closures import Closed
from core.decide import decide
from core.model import ActorId, OrderId, RouteId, ServiceDay
from core.planning.breakdown import PLANNER
from core.planning.day import avoided
from core.planning.day_plans import THREE, PlanOffer, Style
from core.planning.settling import Settlement, settlements
from core.rules.lookups import Outdated, Refused
from core.rules.replan import replan
from core.state import State

QUIET_GHOST_MS = 12_000
"""How long the ghost of a plan stays that nobody has asked for."""
ANEW_MS = 600
"""After a route has gone on, what it brings along is awaited so long before the next search."""
MOST_ANEW = 3
"""So many searches in a row begin by themselves; then a person has to want another one."""


class PlanDesk(QObject):
    """Signals: `said` (words, is_bad), `lanes_changed` (tuple of GhostLane), `ghosts_changed`
    (tuple of Ghost), `shown` (bool), `hinted` (words, empty: nothing), `order_wanted` (order id),
    `confirm_wanted` (question, lines, callable to go on).

    Invariant: an offer can be taken only while the rules would accept it.
    """

    said = Signal(str, bool)
    lanes_changed = Signal(object)
    ghosts_changed = Signal(object)
    shown = Signal(bool)
    hinted = Signal(str)
    order_wanted = Signal(str)
    confirm_wanted = Signal(str, object, object)

    def __init__(
        self,
        panel: PlansPanel,
        planner: Planner,
        gestures: Gestures,
        geometry: Geometry,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
        *,
        held: Callable[[], str] = str,
    ) -> None:
        """`held` tells why nothing can be changed just now."""
        super().__init__(parent)
        self._panel, self._planner, self._gestures = panel, planner, gestures
        self._geometry, self._live, self._screen = geometry, live, screen
        self._held = held
        self._offers: dict[Style, PlanOffer] = {}
        self._styles: Sequence[Style] = THREE
        self._wanted: Sequence[Style] = THREE
        self._chosen: Style | None = None
        self._has_chosen = False
        """A person has; else the plan in the middle is shown as soon as it is there."""
        self._note = self._stale = ""
        self._checking: PlanOffer | None = None
        self._rest: tuple[Settlement, ...] = ()
        """What is settled together with the plan that is being checked."""
        self._title = ""
        self._asked: tuple[frozenset[RouteId], frozenset[OrderId] | None] = (frozenset(), None)
        self._day: ServiceDay | None = None
        self._searched_with: Closed = frozenset()
        """The streets that were closed when the search began."""
        self._is_ghost_on = False
        self._is_dark = True
        self.is_shown = False
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(self._hide_ghosts)
        self._anew = QTimer(self)
        self._anew.setSingleShot(True)
        self._anew.setInterval(ANEW_MS)
        self._anew.timeout.connect(self._search_anew)
        self._anew_left = MOST_ANEW
        search = planner.plans
        search.offered.connect(self._offered)
        search.noted.connect(self._noted)
        search.ended.connect(self._draw)
        planner.ghosts_made.connect(self._show_lanes)
        planner.audited.connect(self._audited)
        gestures.placed.connect(lambda _: self.look_quietly())
        geometry.arrived.connect(self._draw_paths)
        panel.chosen.connect(lambda key: self._choose(Style(key)))
        panel.taken.connect(self.take)
        panel.taken_with_rest.connect(self.take_all)
        panel.left.connect(self.leave)
        panel.stopped.connect(search.stop)
        panel.again.connect(lambda: self.open(*self._asked))
        panel.order_chosen.connect(self.order_wanted)

    def close(self) -> None:
        """Nothing fades any more, nor begins."""
        self._fade.stop()
        self._anew.stop()

    def open(
        self,
        around: frozenset[RouteId] = frozenset(),
        orders: frozenset[OrderId] | None = None,
    ) -> None:
        """Plan the day that is shown anew, or `around` a route, or several routes and no other;
        only `orders` are placed."""
        screen = self._screen()
        if screen is None or screen.day is None:
            return
        why_not = self._why_not()
        if why_not:
            self.said.emit(why_not, True)
            return
        self._asked = (around, orders)
        self._anew_left = MOST_ANEW
        self._title = tr("Plans for the day")
        if len(around) > 1:
            self._title = tr("Plans for {route}", route=tr("{n} route", "{n} routes", len(around)))
        elif around:
            (alone,) = around
            self._title = tr(
                "Plans around {routes_name}", routes_name=screen.moment.state.routes[alone].name
            )
        elif orders is not None:
            self._title = tr("Plans for {order}", order=tr("{n} order", "{n} orders", len(orders)))
        self._begin(THREE, screen.day, around, orders)
        self.is_shown = True
        self.shown.emit(True)
        self._draw()

    def look_quietly(self) -> None:
        """After a drop: would the whole day gain? What waits in the queue is left there."""
        screen = self._screen()
        is_free = not self.is_shown and not self._why_not()
        if is_free and screen is not None and screen.day is not None:
            self._begin((Style.BALANCED,), screen.day, frozenset(), frozenset())

    def take(self) -> None:
        """The chosen plan becomes a change, once OR-Tools agrees."""
        offer = self._offer()
        if offer is not None:
            self._check(offer, ())

    def take_all(self) -> None:
        """The same, and each order that it leaves out gets its next best way out; asked before
        where money is asked of a shop, or other goods are sent."""
        offer, screen = self._offer(), self._screen()
        if not self.is_shown or offer is None or screen is None:
            self.said.emit(tr("No plan is shown that could be taken. F5 looks for some."), True)
            return
        if self._checking is not None:
            return
        rest = self._rest_of(offer, screen)
        if not rest:
            words = tr("The plan leaves nothing that could be settled now. T takes the plan.")
            self.said.emit(words, True)
        elif self._may_still(offer):
            self._planner.plans.drop()
            self._draw()
            if any(each.needs_a_word for each in rest):
                go_on = partial(self._check, offer, rest)
                self.confirm_wanted.emit(*rest_question(screen.moment, rest), go_on)
            else:
                self._check(offer, rest)

    def _check(self, offer: PlanOffer, rest: tuple[Settlement, ...]) -> None:
        """Another choice while a question stood takes nothing."""
        if offer is not self._offer() or self._checking is not None or not self._may_still(offer):
            return
        self._planner.plans.drop()
        self._checking, self._rest = offer, rest
        self._draw()
        self._planner.audit(offer)

    def _rest_of(self, offer: PlanOffer, screen: Screen) -> tuple[Settlement, ...]:
        return settlements(screen.moment.state, offer.left, screen.moment.now)

    def leave(self) -> None:
        """The plan stays as it is."""
        self._planner.plans.drop()
        self._forget()
        self._set_shown(False)

    def watch(self, screen: Screen, *, is_dark: bool) -> None:
        """What is shown now; edits meanwhile make a plan one that cannot be taken."""
        self._is_dark = is_dark
        offer = self._offer()
        has_changed = offer is not None and offer.state is not screen.moment.state
        if offer is not None and not self._stale and (has_changed or self._other_streets()):
            self._may_still(offer)

    def is_offering(self) -> bool:
        """Whether a plan is shown, or hinted at."""
        return self.is_shown or bool(self._offers)

    def _why_not(self) -> str:
        """Why nobody here may take a plan; empty if they may."""
        return self._held() or why_not(self._live().role, c.Replan, tr("for a plan"))

    # The search.

    def _begin(
        self,
        styles: Sequence[Style],
        day: ServiceDay,
        around: frozenset[RouteId],
        orders: frozenset[OrderId] | None,
    ) -> None:
        live = self._live()
        if live.clock is None:
            return
        self._forget()
        self._styles = self._wanted = styles
        self._day = day
        self._searched_with = self._streets()
        now = live.clock.at(time.monotonic())
        self._planner.search_plans(live, now, day, styles, around=around, orders=orders)

    def _forget(self) -> None:
        self._offers, self._chosen, self._has_chosen = {}, None, False
        self._note = self._stale = ""
        self._checking, self._rest = None, ()
        self._anew.stop()
        self._hide_ghosts()
        self.hinted.emit("")

    def _offered(self, offer: PlanOffer) -> None:
        if self._stale or self._checking is not None:
            return
        if offer.style is Style.OR_TOOLS:
            self._styles = (Style.OR_TOOLS,)
        elif offer.style not in self._styles:
            # The engine was compiled meanwhile: OR-Tools' plan stays beside its plans.
            self._styles = (*self._wanted, *self._styles)
        self._offers[offer.style] = offer
        if not self._has_chosen and self._chosen is not Style.BALANCED:
            self._chosen = offer.style
        if self._chosen is offer.style and self._may_still(offer):
            self._show_ghosts(offer)
        self._draw()

    def _noted(self, words: str) -> None:
        self._note = words
        self._draw()

    def _choose(self, style: Style) -> None:
        if style in self._offers and not self._anew.isActive():
            self._chosen, self._has_chosen, self._stale = style, True, ""
            if self._may_still(self._offers[style]):
                self._show_ghosts(self._offers[style])
            self._draw()

    def _offer(self) -> PlanOffer | None:
        return self._offers.get(self._chosen) if self._chosen is not None else None

    def _may_still(self, offer: PlanOffer) -> bool:
        """Whether the rules would accept it on the board as it is by now."""
        live = self._live()
        if live.clock is None:
            return False
        if self._other_streets():
            self._outdate(tr("streets were closed or opened since. Search again (F5)."))
            return False
        try:
            replan(live.state, offer.command, PLANNER, live.clock.at(time.monotonic()))
        except Outdated as outdated:
            self._gone_on(outdated.route.name)
            return False
        except Refused as refused:
            self._outdate(in_words(str(refused)))
            return False
        return True

    def _gone_on(self, route: str) -> None:
        """A driver answered or somebody changed his list: what there is now is searched anew."""
        if not self.is_shown or self._anew_left == 0:
            self._outdate(tr("{route} has changed. Search again (F5).", route=route))
            return
        self._anew_left -= 1
        self._anew.start()
        self._outdate(tr("{route} has changed meanwhile. Searching again…", route=route))

    def _search_anew(self) -> None:
        if self.is_shown and self._day is not None:
            # Only F5 asks for another choice: T must not take a plan that nobody chose.
            chosen = self._chosen if self._has_chosen and self._chosen in THREE else None
            self._begin(THREE, self._day, *self._asked)
            self._chosen, self._has_chosen = chosen, chosen is not None
            self._draw()

    def _outdate(self, why: str) -> None:
        """What is offered cannot be taken any more."""
        self._planner.plans.drop()
        self._stale = why
        self._hide_ghosts()
        if not self.is_shown:
            self._forget()
        self._draw()

    def _other_streets(self) -> bool:
        return self._streets() != self._searched_with

    def _streets(self) -> Closed:
        """The closed streets that travel times lead around, on the day that is planned."""
        live = self._live()
        if self._day is None or live.travel is None or live.clock is None:
            return frozenset()
        return avoided(live.state, self._day, live.travel, live.clock.at(time.monotonic()))

    # Taking it.

    def _audited(self, audited: Audited) -> None:
        offer = audited.offer
        if offer is not self._checking:
            return
        rest, self._checking, self._rest = self._rest, None, ()
        self._draw()
        if audited.failure:
            question = tr("OR-Tools could not check the plan. Take it all the same?")
            self.confirm_wanted.emit(question, (audited.failure,), partial(self._do, offer, rest))
            return
        routes = self._live().state.routes
        judged = zip(offer.disturbed, audited.verdicts, strict=True)
        wrong = [routes[route_id].name for route_id, is_fine in judged if not is_fine]
        if wrong:
            self.said.emit(
                tr(
                    "ALARM: by OR-Tools, {wrong} cannot be driven as this plan says. "
                    "Nothing was changed; please report this.",
                    wrong=", ".join(wrong),
                ),
                True,
            )
            return
        self._do(offer, rest)

    def _do(self, offer: PlanOffer, rest: tuple[Settlement, ...]) -> None:
        if not self._may_still(offer):
            return
        before = self._live().state
        name = NAMES[offer.style][0].lower()
        words = tr(
            "{route} planned anew ({name})",
            route=tr("{n} route", "{n} routes", len(offer.disturbed)),
            name=name,
        )
        pair = replanned(offer.command, before, offer.state, words)
        if rest:
            take_and_settle(
                self._gestures,
                offer.command,
                pair,
                rest,
                self.leave,
                is_refused=self._is_refused,
            )
        else:
            self._gestures.do(offer.command, pair, self.leave)

    def _is_refused(self, state: State, command: c.Command) -> bool:
        live = self._live()
        if live.clock is None or state.depot is None:
            return False
        actor = Actor(ActorId(live.actor_id), live.role, frozenset({state.depot.id}))
        try:
            decide(state, command, actor, live.clock.at(time.monotonic()))
        except Refused:
            return True
        return False

    # Showing.

    def _set_shown(self, is_shown: bool) -> None:
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self.shown.emit(is_shown)

    def _draw(self) -> None:
        screen, offer = self._screen(), self._offer()
        if screen is None:
            return
        moment = screen.moment
        is_searching = self._planner.plans.is_searching or self._anew.isActive()
        if not self.is_shown:
            self.hinted.emit(summary_words(moment.wording, offer) if offer is not None else "")
            return
        rest = self._rest_of(offer, screen) if offer is not None else ()
        self._panel.show_view(
            PlansView(
                title=self._title,
                note=self._words(),
                note_tone=Tone.BAD if self._stale and not self._anew.isActive() else Tone.MUTED,
                cards=plan_cards(
                    moment.wording,
                    self._styles,
                    self._offers,
                    self._chosen,
                    is_searching=is_searching,
                ),
                left=left_lines(moment, offer) if offer is not None else (),
                placed=placed_lines(moment, offer) if offer is not None else (),
                is_searching=is_searching,
                can_take=offer is not None and not self._stale and self._checking is None,
                to_settle=len(rest),
                settles=rest_words(moment, rest),
            )
        )

    def _words(self) -> str:
        if self._anew.isActive():
            return self._stale
        if self._stale:
            return tr("Changed meanwhile, so not taken: {stale}", stale=self._stale)
        if self._checking is not None:
            return tr("OR-Tools checks the changed routes…")
        if self._note:
            return self._note
        if self._planner.plans.is_searching:
            return tr("Searching; better plans follow for some seconds.")
        return "" if self._offers else tr("No better plan was found.")

    def _show_ghosts(self, offer: PlanOffer) -> None:
        screen = self._screen()
        if screen is None:
            return
        self._is_ghost_on = True
        self._planner.make_ghosts(screen.moment, offer)
        self._draw_paths()
        if self.is_shown:
            self._fade.stop()
        else:
            self._fade.start(QUIET_GHOST_MS)

    def _show_lanes(self, offer: PlanOffer, lanes: object) -> None:
        if offer is self._offer() and self._is_ghost_on:
            self.lanes_changed.emit(lanes)

    def _draw_paths(self) -> None:
        offer, screen = self._offer(), self._screen()
        if offer is None or screen is None or not self._is_ghost_on:
            return
        before, after = self._live().state, offer.state
        colours, find = screen.moment.colours(), self._geometry.path
        self.ghosts_changed.emit(
            tuple(
                Ghost(
                    route_id=id_,
                    colour=route_colour(colours.get(id_, 0), is_dark=self._is_dark),
                    old_path=join_paths(
                        route_points(before, before.routes[id_], before.routes[id_].stop_ids), find
                    ),
                    new_path=join_paths(
                        route_points(after, after.routes[id_], after.routes[id_].stop_ids), find
                    ),
                )
                for id_ in offer.disturbed
            )
        )

    def _hide_ghosts(self) -> None:
        self._fade.stop()
        if self._is_ghost_on:
            self._is_ghost_on = False
            self.ghosts_changed.emit(())
            self.lanes_changed.emit(())
