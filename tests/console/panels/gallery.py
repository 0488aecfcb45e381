"""Composes all panels in one window with the sample day, for pictures and for tests.

Run `python -m tests.console.panels.gallery OUT_DIR` to write a picture per size and scheme.
"""

import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from console.panels.alerts_panel import AlertsPanel
from console.panels.inspector_panel import InspectorPanel
from console.panels.kpi_strip import KpiStrip
from console.panels.proposal_bar import ProposalBar
from console.panels.queue_panel import QueuePanel
from console.panels.route_board import RouteBoard
from console.panels.status_strip import StatusStrip
from console.panels.tray_panel import TrayPanel
from console.theme import Scheme, Theme
from console.view import Connection, GhostLane, ProposalView, StatusView, TrayView
from console.views.inspections import case_view, route_view
from console.views.lanes import cost_chips, day_tabs, lanes
from console.views.queue_rows import queue_rows
from console.views.strips import Tally, alert_rows, kpis, tally, tray_view
from core.model import CaseKind, RouteId
from tests.console.sample_day import NOW, TODAY, TOMORROW, SampleDay

SIZES = ((1280, 800), (1920, 1080))


class Gallery(QWidget):
    """The window as the console arranges it, without a map."""

    def __init__(self, theme: Theme, day: SampleDay) -> None:
        super().__init__()
        self.day = day
        self.moment = day.moment()
        self.status = StatusStrip(theme)
        self.kpis = KpiStrip(theme)
        self.queue = QueuePanel(theme)
        self.board = RouteBoard(theme)
        self.inspector = InspectorPanel(theme)
        self.tray = TrayPanel(theme)
        self.alerts = AlertsPanel(theme)
        self.proposal = ProposalBar(theme)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("To send and alerts")
        self._arrange()

    def _arrange(self) -> None:
        middle = QSplitter(Qt.Orientation.Vertical)
        ground = QLabel("map")
        ground.setAlignment(Qt.AlignmentFlag.AlignCenter)
        upper = QWidget()
        box = QVBoxLayout(upper)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(ground, 1)
        box.addWidget(self.proposal)
        middle.addWidget(upper)
        middle.addWidget(self.board)
        middle.setSizes([420, 300])
        right = QSplitter(Qt.Orientation.Vertical)
        self.tabs.addTab(self.tray, "To send · 4")
        self.tabs.addTab(self.alerts, "Alerts · 15")
        right.addWidget(self.inspector)
        right.addWidget(self.tabs)
        right.setSizes([520, 230])
        across = QSplitter(Qt.Orientation.Horizontal)
        for panel in (self.queue, middle, right):
            across.addWidget(panel)
        across.setStretchFactor(1, 1)
        across.setHandleWidth(8)
        self._across = across
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.setSpacing(8)
        rows.addWidget(self.kpis)
        rows.addWidget(across, 1)
        rows.addWidget(self.status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= 1600
        left, right = (490, 340) if wide else (372, 300)
        self._across.setSizes([left, self.width() - left - right - 32, right])

    def fill(self) -> None:
        """Show the sample day everywhere."""
        moment = self.moment
        self.queue.show_rows(queue_rows(moment))
        self.board.set_zone(moment.wording.zone)
        self.board.show_days(day_tabs(moment))
        self.board.show_lanes(lanes(moment))
        self.board.set_now(NOW)
        self.kpis.show_view(kpis(moment, history(tally(moment, TODAY))))
        self.tray.show_view(tray_view(moment, {RouteId(f"{TODAY}-05"): "van is full"}))
        self.alerts.show_rows(alert_rows(moment))
        self.proposal.show_view(
            ProposalView(
                RouteId(f"{TODAY}-02"), "V03 Camila", "saves 14 min, moves 3 stops",
                "1042 before 1040, 1047 last; every window is kept", 2,
            )
        )  # fmt: skip
        self.status.show_view(status())

    def show_case(self) -> None:
        """The failed delivery that costs most, with its options."""
        row = next(
            row
            for row in sorted(queue_rows(self.moment), key=lambda row: -row.rank)
            if row.kind is CaseKind.FAILED_DELIVERY
        )
        case = self.moment.state.cases[row.case_id]
        options = self.day.options(row.order_id)
        self.inspector.show_view(case_view(self.moment, case, options, next_day=TOMORROW))
        self.queue.select(row.order_id)

    def show_route(self) -> None:
        """The inspector's other page."""
        route = self.moment.state.routes[RouteId(f"{TODAY}-02")]
        self.inspector.show_view(route_view(self.moment, route))
        self.board.select(None, route.id)

    def show_zoomed(self) -> None:
        """Two days, zoomed in around now, a proposal as a ghost."""
        self.board.clear_costs()
        self.board.choose_days([TODAY, TOMORROW])
        self.board.canvas.zoom(3.2)
        self.board.canvas.go_to_now()
        lane = next(lane for lane in lanes(self.moment) if lane.route_id == f"{TODAY}-02")
        ahead = [stop for stop in lane.stops if not stop.status.is_ended]
        moved = replace(ahead[-1], begins=ahead[1].begins, ends=ahead[1].ends)
        self.board.show_ghost(
            [GhostLane(lane.route_id, (moved, *ahead[2:]), frozenset({moved.id}))]
        )

    def show_nothing(self) -> None:
        """Every panel empty, the line down."""
        self.queue.show_rows(())
        self.board.show_lanes(())
        self.inspector.show_view(None)
        self.tray.show_view(TrayView())
        self.alerts.show_rows(())
        self.proposal.show_view(None)
        self.status.show_view(
            StatusView(
                Connection.OFFLINE, "Hub out of reach for 2 min", "11:24", "Mon 23 Nov",
                "America/Santiago", travel="Straight lines: roads not loaded",
                is_travel_fallback=True, planner="Improving V03…", is_planner_busy=True,
                unsent="3 changes wait for the line", user="Ana, dispatcher",
            )
        )  # fmt: skip

    def show_drag(self) -> None:
        """Costs as they are while an order is dragged."""
        row = max(queue_rows(self.moment), key=lambda row: row.rank)
        options = self.day.options(row.order_id)
        times = self.moment.times
        indexes = {
            option.route_id: len(self.moment.state.routes[option.route_id].stop_ids)
            - len(times[option.route_id].route.visits) // 2
            for option in options
        }
        self.board.show_costs(cost_chips(self.moment, options, indexes))


def status() -> StatusView:
    """A healthy line on a simulated day."""
    return StatusView(
        Connection.LIVE, "Live", "11:24", "Mon 23 Nov", "America/Santiago", 5.0, True,
        "Roads of the demo city", False, "Planner ready", False, "", "Ana, dispatcher",
    )  # fmt: skip


def history(now: Tally) -> list[Tally]:
    """A believable morning that ends in `now`."""
    random = Random(3)
    found = [
        Tally(
            random.randrange(21, 26), 25, random.randrange(6, 18), 4, now.at_stake_minor,
            90 + random.randrange(9), 100, random.randrange(3, 12), True, 5 * step, 6, now.stops,
        )
        for step in range(24)
    ]  # fmt: skip
    return [*found, now]


def _pictures(out: Path) -> None:
    app = QApplication(sys.argv[:1])
    theme = Theme(app, Scheme.DARK)
    window = Gallery(theme, SampleDay())
    window.fill()
    pages = {
        "case": window.show_case,
        "route": window.show_route,
        "drag": window.show_drag,
        "zoom": window.show_zoomed,
        "none": window.show_nothing,
    }
    window.show()
    for page, show in pages.items():
        show()
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            theme.set_scheme(scheme)
            for width, height in SIZES:
                window.resize(width, height)
                for _ in range(5):
                    app.processEvents()
                window.grab().save(str(out / f"{page}_{scheme}_{width}.png"))
    window.board.set_now(NOW + timedelta(minutes=3))
    window.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    _pictures(folder)
