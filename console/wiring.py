"""Who hears whom: every signal of a panel or a desk, and what is done about it.

One function for each part of the window. What the console itself hears, from the hub and from its
planner, it connects in `app.py`; keys are in `deeds.py`.
"""

from functools import partial
from typing import TYPE_CHECKING

from console import in_sight
from console.tongue import tr
from console.view import CaseAction
from core.depot_settings import Page
from core.model import CaseId, OrderId, RouteId, ServiceDay, StopId

if TYPE_CHECKING:
    from console.app import Console
    from console.map.map_view import MapView


def connect(console: "Console") -> None:
    """Everything but the map, which comes later."""
    _say_what_is_said(console)
    _connect_queue(console)
    _connect_board(console)
    _connect_inspector(console)
    _connect_lists(console)
    _connect_plans(console)
    _connect_cases(console)
    _connect_days(console)
    _connect_views(console)
    _connect_status(console)


def connect_map(console: "Console", view: "MapView") -> None:
    """A map that has just been made."""
    choosing, placing = console.choosing, console.placing
    view.case_clicked.connect(choosing.case)
    view.route_clicked.connect(choosing.route)
    view.stop_clicked.connect(choosing.stop)
    view.driver_clicked.connect(choosing.driver)
    view.heat_clicked.connect(console.reports.list_place)
    view.background_clicked.connect(choosing.nothing)
    view.hovered.connect(console.pointing.at_mark)
    view.menu_wanted.connect(
        lambda kind, id_, at: console.actions.show_map_menu(
            kind, id_, view.mapToGlobal(at.toPoint()), choosing.chosen
        )
    )
    view.gathered.connect(choosing.around)
    view.stop_lifted.connect(placing.begin_stop_drag)
    view.stop_dropped.connect(placing.drop_stop_on_map)
    view.route_lifted.connect(console.whole_routes.begin_drag)
    view.route_dropped.connect(console.whole_routes.drop)
    view.mark_returned.connect(console.whole_routes.end_drag)
    view.drag_hovered.connect(lambda kind, id_, *_: console.whole_routes.hover(kind, id_))
    view.drag_entered.connect(placing.begin_drag)
    view.drag_left.connect(lambda: view.drag_preview(()))
    view.mark_returned.connect(placing.end_drag)
    view.dropped.connect(
        lambda id_, kind, over, _lat, _lon, held: placing.drop_on_map(id_, kind, over, held)
    )
    view.crashed.connect(console.say_bad)
    console.pins.watch(view)
    console.closures.watch_map(view)
    console.fences.watch_map(view)


def _say_what_is_said(console: "Console") -> None:
    for speaker in (
        console.region,
        console.ground,
        console.gestures,
        console.choosing,
        console.maps,
        console.placing,
        console.whole_routes,
        console.plans,
        console.pickups,
        console.resources,
        console.actions.breakdowns,
        console.imports,
        console.days,
        console.vroom,
        console.rewind,
    ):
        speaker.said.connect(console.say)
    console.phones.said.connect(console.window.say)
    console.reports.said.connect(console.say_of_reports)
    for failing in (console.planner, console.own):
        failing.failed.connect(console.say_bad)
    console.link.reloaded.connect(console.say_bad)
    console.link.late_refusal.connect(
        lambda words: console.say_bad(tr("A change made before was refused: {words}", words=words))
    )
    for asking in (
        console.gestures,
        console.whole_routes,
        console.plans,
        console.actions.breakdowns,
    ):
        asking.confirm_wanted.connect(console.actions.confirm)


def _connect_queue(console: "Console") -> None:
    queue, actions = console.window.queue, console.actions
    queue.search_elsewhere.connect(console.commands.look_for)
    queue.letter_typed.connect(console.window.inspector.press)
    queue.order_selected.connect(lambda id_: console.choosing.order(OrderId(id_)))
    queue.orders_selected.connect(console.choosing.orders)
    queue.order_activated.connect(lambda id_: console.placing.take_recommended(OrderId(id_)))
    queue.hand_over_asked.connect(actions.desk.show_hand_over)
    queue.telephone_asked.connect(console.telephone.open)
    queue.menu_wanted.connect(actions.show_queue_menu)
    queue.drag_started.connect(console.placing.begin_drag)
    queue.drag_ended.connect(lambda _: console.placing.end_drag())
    queue.stop_dropped.connect(actions.stop_to_queue)
    console.window.pickups.order_chosen.connect(queue.select)


def _connect_board(console: "Console") -> None:
    board, actions, placing = console.window.board, console.actions, console.placing
    board.resources_wanted.connect(console.resources.toggle)
    board.order_dropped.connect(placing.drop_order)
    board.order_dropped_on_day.connect(
        lambda order, day: console.gestures.reschedule(OrderId(order), ServiceDay(day))
    )
    board.stop_dropped_on_day.connect(actions.stop_to_day)
    board.stop_dropped.connect(placing.drop_stop)
    board.stop_stepped.connect(placing.step_stop)
    board.stop_drag_started.connect(placing.begin_stop_drag)
    board.stop_drag_ended.connect(lambda _: placing.end_drag())
    board.stop_clicked.connect(console.choosing.stop)
    board.route_clicked.connect(console.choosing.route)
    board.routes_gathered.connect(actions.gather)
    board.menu_wanted.connect(actions.show_menu)
    board.days_chosen.connect(console.choosing.days)


def _connect_inspector(console: "Console") -> None:
    inspector, actions = console.window.inspector, console.actions
    inspector.action_asked.connect(actions.on_case)
    inspector.many_asked.connect(actions.desk.on_many)
    inspector.note_written.connect(
        lambda case_id, words: actions.desk.write_note(CaseId(case_id), words)
    )
    inspector.way_out_chosen.connect(actions.take_way_out)
    inspector.option_chosen.connect(console.placing.take_option)
    inspector.option_pointed_at.connect(lambda _, id_: console.choosing.point_at_route(id_))
    inspector.key_refused.connect(console.say_bad)
    inspector.photo_wanted.connect(actions.fetch_photo)
    inspector.photo_opened.connect(actions.open_photo)
    inspector.stop_clicked.connect(console.choosing.stop)
    inspector.route_action_asked.connect(actions.on_route)


def _connect_lists(console: "Console") -> None:
    """Doors, tray and alerts."""
    window, gestures = console.window, console.gestures
    doors, tray = window.doors, window.tray
    doors.advice_kept.connect(lambda id_, advice: console.places.keep_advice(StopId(id_), advice))
    doors.wait_asked.connect(lambda stop_id, minutes: gestures.let_wait(StopId(stop_id), minutes))
    doors.try_asked.connect(lambda stop_id, advice: gestures.let_try(StopId(stop_id), advice))
    doors.fail_asked.connect(lambda id_: gestures.fail_problem(StopId(id_)))
    tray.send_asked.connect(lambda id_: gestures.send_changes(RouteId(id_)))
    tray.send_all_asked.connect(console.actions.send_all)
    tray.taken_over.connect(gestures.acknowledge_orders)
    tray.all_asked_again.connect(
        lambda orders, route_id: console.placing.place_all_refused(orders, RouteId(route_id))
    )
    tray.asked_again.connect(
        lambda order_id, route_id: console.placing.place_refused(
            OrderId(order_id), RouteId(route_id)
        )
    )
    window.alerts.case_chosen.connect(console.choosing.case)
    for panel in (doors, tray, window.alerts):
        panel.route_chosen.connect(console.choosing.route)
    for telling in (
        window.inspector,
        tray,
        window.alerts,
        doors,
        console.telephone,
        console.messages,
    ):
        telling.phone_copied.connect(console.actions.copy_phone)


def _connect_plans(console: "Console") -> None:
    """What is offered: plans, better sequences, and their ghosts."""
    window, actions, plans, sequences = (
        console.window,
        console.actions,
        console.plans,
        console.sequences,
    )
    for drawing in (sequences, console.closures):
        drawing.ghosts_changed.connect(lambda ghosts: console.choosing.show_ghosts(drop=ghosts))
    plans.ghosts_changed.connect(lambda ghosts: console.choosing.show_ghosts(plan=ghosts))
    plans.lanes_changed.connect(window.board.show_ghost)
    plans.shown.connect(window.show_plans)
    plans.hinted.connect(window.proposal.show_hint)
    plans.order_wanted.connect(console.choosing.seek_order)
    actions.plan_wanted.connect(lambda orders: plans.open(orders=frozenset(map(OrderId, orders))))
    actions.plan_around_wanted.connect(lambda ids: plans.open(around=frozenset(ids)))
    actions.whole_route_wanted.connect(console.commands.begin_move)
    window.proposal.day_wanted.connect(plans.open)
    window.proposal.taken.connect(lambda _: sequences.take())
    window.proposal.declined.connect(lambda _: console.keep_plan())
    sequences.offer_changed.connect(window.proposal.show_view)
    console.placing.better_wanted.connect(sequences.take_next)
    console.whole_routes.better_wanted.connect(sequences.take_next)
    console.placing.options_found.connect(console.choosing.show_options)


def _connect_cases(console: "Console") -> None:
    """Desks for a case, its order, its place and its driver."""
    actions, choosing = console.actions, console.choosing
    telephone, addresses, pins = console.telephone, console.addresses, console.pins
    console.pointing.map_changed.connect(choosing.point_at)
    console.commands.follow_wanted.connect(console.maps.follow)
    console.commands.onto_wanted.connect(
        lambda id_, onto: console.whole_routes.move(RouteId(id_), RouteId(onto))
    )
    console.commands.place_wanted.connect(console.maps.go_to)
    console.commands.closing_wanted.connect(console.closures.ask_at)
    console.commands.order_wanted.connect(choosing.seek_order)
    console.commands.route_wanted.connect(choosing.route)
    telephone.case_wanted.connect(choosing.case)
    telephone.wish_wanted.connect(lambda id_: actions.on_case(CaseAction.ANSWER, id_))
    telephone.photo_opened.connect(actions.open_photo)
    telephone.address_wanted.connect(lambda id_, over: addresses.ask(OrderId(id_), over))
    actions.message_wanted.connect(console.messages.open)
    actions.phone_wanted.connect(console.connect_phone)
    console.resources.emphasised.connect(choosing.emphasise)
    console.resources.pointed_at.connect(choosing.point_at_route)
    for places in (actions.place_wanted, telephone.place_wanted):
        places.connect(lambda id_: console.places.ask(OrderId(id_)))
    actions.address_wanted.connect(lambda id_: addresses.ask(OrderId(id_)))
    actions.whereabouts_wanted.connect(lambda id_: addresses.ask_where(OrderId(id_)))
    actions.pin_wanted.connect(
        lambda id_, is_to_proofs: (pins.take_proofs if is_to_proofs else pins.begin)(OrderId(id_))
    )
    actions.who_wanted.connect(lambda id_: console.resources.who_can_take(OrderId(id_)))


def _connect_days(console: "Console") -> None:
    """Lists, fleets, regions: what a day is made from."""
    days, imports, set_up = console.days, console.imports, console.set_up
    console.window.file_dropped.connect(imports.open)
    imports.plan_wanted.connect(days.ask)
    imports.plan_file_wanted.connect(console.vroom.open)
    imports.closed.connect(console.window.queue.focus_list)
    days.import_wanted.connect(imports.open)
    days.fleet_wanted.connect(console.fleet.open)
    days.rounds_wanted.connect(console.rounds.open)
    days.vroom_wanted.connect(console.vroom.open)
    days.day_wanted.connect(console.plan_day)
    days.depots_wanted.connect(console.offer_depots)
    console.vroom.day_wanted.connect(lambda day: console.choosing.show_day(ServiceDay(day)))
    console.rounds.import_wanted.connect(imports.open)
    console.fleet.import_wanted.connect(imports.open)
    console.regions.changed.connect(set_up.regions_changed)
    console.regions.depot_wanted.connect(set_up.open)
    set_up.regions_wanted.connect(console.regions.open)
    set_up.made.connect(console.depot_wanted)


def _connect_views(console: "Console") -> None:
    """What stands over the day: goods, reports, the supervisor's desk, what was."""
    window, choosing = console.window, console.choosing
    window.goods.inspect.photo_wanted.connect(console.actions.fetch_photo)
    window.goods.inspect.photo_opened.connect(console.actions.open_photo)
    console.rewind.order_wanted.connect(choosing.seek_order)
    console.refunds.policies_wanted.connect(console.policies.open)
    console.reports.case_wanted.connect(choosing.seek_order)
    console.reports.heat_changed.connect(
        lambda spots, legend: choosing.change(heat=spots, heat_legend=legend)
    )
    window.desk.limits_asked.connect(partial(console.settings_desk.open, Page.APPROVALS))
    console.desk.list_wanted.connect(lambda wanted: choosing.change(desk=wanted))
    console.desk.order_wanted.connect(choosing.seek_order)
    console.desk.route_wanted.connect(choosing.route)
    console.account.left.connect(console.left)
    console.account.export_asked.connect(console.audit.ask)


def _connect_status(console: "Console") -> None:
    status = console.window.status
    status.rate_chosen.connect(console.actions.set_rate)
    status.refunds_asked.connect(console.refunds.show_menu)
    status.settings_asked.connect(console.settings_desk.open)
    status.day_asked.connect(console.days.show_menu)
    status.goods_asked.connect(console.goods.toggle)
    status.plans_asked.connect(console.plans.open)
    status.reports_asked.connect(console.reports.toggle)
    status.rewind_asked.connect(partial(in_sight.toggle_rewind, console))
    status.desk_asked.connect(console.desk.toggle)
    status.account_asked.connect(console.account.show_menu)
    status.regions_asked.connect(console.regions.open)
    status.scheme_toggled.connect(console.toggle_scheme)
    status.window_asked.connect(console.panels.show_menu)
    status.machine_asked.connect(console.machine.open)
