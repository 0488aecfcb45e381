"""The right-hand panel: the selected case, the selected route, or what to select.

Signals: those of `CaseCard` and `RouteCard`; route actions come as `route_action_asked`;
`key_refused(why)` for a letter that would decide another case but not this one.
A page comes a moment after its choice. What is asked for meanwhile is meant for the one that was
chosen: it waits for that page, for as long as a person does.
"""

from functools import partial
from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from console.case_keys import why_no_key
from console.panels.case_card import CaseCard
from console.panels.cases_card import CasesCard
from console.panels.empty_state import paint_empty_state
from console.panels.route_card import RouteCard
from console.theme import Theme
from console.tongue import tr
from console.view import CasesView, CaseView, RouteView

NARROWEST = 250
LAID_OUT_MS = 12
"""Until another page has found its places; to paint it in the same go would stop the window."""
KEPT_S = 3.0
"""How long a key waits for the page that it is meant for."""


class InspectorPanel(QFrame):
    """Shows what `show_view` is given."""

    action_asked = Signal(object, str)
    note_written = Signal(str, str)
    many_asked = Signal(object, object)
    option_chosen = Signal(str, str)
    way_out_chosen = Signal(str, object)
    option_pointed_at = Signal(str, str)
    photo_wanted = Signal(str)
    photo_opened = Signal(str)
    phone_copied = Signal(str)
    stop_clicked = Signal(str)
    stop_pointed = Signal(str)
    route_action_asked = Signal(object, str)
    key_refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.case_card = CaseCard(theme)
        self.cases_card = CasesCard(theme)
        self.route_card = RouteCard(theme)
        self._nothing = _Nothing(theme)
        self._view: CaseView | CasesView | RouteView | None = None
        self._expected = ""
        """The order or the route that was chosen; empty for several and for none."""
        self._key, self._key_at = "", 0.0
        self._painting = QTimer(self)
        self._painting.setSingleShot(True)
        self._painting.timeout.connect(lambda: self.setUpdatesEnabled(True))
        self._pages = QStackedWidget()
        for page in (self._nothing, self.case_card, self.cases_card, self.route_card):
            self._pages.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self._pages)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Inspector"))
        self.setMinimumWidth(NARROWEST)
        self._connect()
        for number in range(1, 10):
            choose = partial(self.choose_option, number)
            QShortcut(QKeySequence(str(number)), self, choose)

    def prepare(self, view: CaseView | CasesView | RouteView | None) -> None:
        """Fill in a page that is not in sight yet. To fill it in and to bring it into sight in one
        go stopped the window for 58 ms on a busy machine."""
        page = self._page_of(view)
        if page is not self._pages.currentWidget():
            self._fill(view)

    def show_view(self, view: CaseView | CasesView | RouteView | None) -> None:
        """Show a case, a route or the empty page."""
        if type(view) is not type(self._view) or _subject(view) != _subject(self._view):
            self.setUpdatesEnabled(False)
            self._painting.start(LAID_OUT_MS)
        self._view = view
        self._fill(view)
        self._pages.setCurrentWidget(self._page_of(view))
        self._ask_what_waited()

    def _fill(self, view: CaseView | CasesView | RouteView | None) -> None:
        if isinstance(view, CaseView):
            self.case_card.show_view(view)
        elif isinstance(view, CasesView):
            self.cases_card.show_view(view)
        elif isinstance(view, RouteView):
            self.route_card.show_view(view)

    def _page_of(self, view: CaseView | CasesView | RouteView | None) -> QWidget:
        if isinstance(view, CaseView):
            return self.case_card
        if isinstance(view, CasesView):
            return self.cases_card
        return self.route_card if isinstance(view, RouteView) else self._nothing

    def expect(self, subject: str) -> None:
        """An order or a route was chosen; its page follows."""
        if subject != self._expected:
            self._expected, self._key = subject, ""

    def press(self, key: str) -> None:
        """A key that no button has taken: the page with its button is still to come, or the case
        has no such button now, and that is said."""
        if self._is_behind():
            self._key, self._key_at = key, monotonic()
        elif isinstance(self._view, CaseView):
            words = why_no_key(self._view, key)
            if words:
                self.key_refused.emit(words)

    def _is_behind(self) -> bool:
        return bool(self._expected) and _subject(self._view) != self._expected

    def _ask_what_waited(self) -> None:
        view = self._view
        if not self._key or self._is_behind() or not isinstance(view, CaseView | RouteView):
            return
        key, self._key = self._key, ""
        action = next((a.action for a in view.actions if a.key == key and a.is_enabled), None)
        if action is None or monotonic() - self._key_at > KEPT_S:
            return
        if isinstance(view, CaseView):
            self.action_asked.emit(action, view.case_id)
        else:
            self.route_action_asked.emit(action, view.route_id)

    def _ask(self, action: object, id_: str) -> None:
        """What a button of the page that is shown asks for."""
        view = self._view
        if isinstance(view, CaseView | RouteView) and self._is_behind():
            self.press(next((a.key for a in view.actions if a.action == action), ""))
        elif isinstance(view, RouteView):
            self.route_action_asked.emit(action, id_)
        else:
            self.action_asked.emit(action, id_)

    def show_photo(self, blob_id: str, content: bytes) -> None:
        """Answer to `photo_wanted`."""
        self.case_card.show_photo(blob_id, content)

    def point_at(self, stop_id: str) -> None:
        """Mark a stop of the route that is shown; "" for none."""
        self.route_card.point_at(stop_id)

    def seek_stop(self, stop_id: str) -> None:
        """Choose a stop of the route that is shown, or of the one that is shown next."""
        self.route_card.seek_stop(stop_id)

    def choose_option(self, number: int) -> None:
        """The option of that number while a case is shown; also by the keys 1 to 9."""
        if self._pages.currentWidget() is self.case_card and not self._is_behind():
            self.case_card.choose_option(number)

    def _connect(self) -> None:
        case, route = self.case_card, self.route_card
        case.action_asked.connect(self._ask)
        case.note_written.connect(self.note_written)
        case.option_chosen.connect(self.option_chosen)
        case.way_out_chosen.connect(self.way_out_chosen)
        case.option_pointed_at.connect(self.option_pointed_at)
        case.photo_wanted.connect(self.photo_wanted)
        case.photo_opened.connect(self.photo_opened)
        case.phone_copied.connect(self.phone_copied)
        self.cases_card.action_asked.connect(self.many_asked)
        route.stop_clicked.connect(self.stop_clicked)
        route.stop_pointed.connect(self.stop_pointed)
        route.phone_copied.connect(self.phone_copied)
        route.action_asked.connect(self._ask)


def _subject(view: CaseView | CasesView | RouteView | None) -> str:
    if isinstance(view, CaseView):
        return view.order_id
    return view.route_id if isinstance(view, RouteView) else ""


class _Nothing(QWidget):
    """The page while nothing is selected."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_empty_state(
            painter, self.rect(), self._theme, "package-open", tr("Nothing selected"),
            tr("Choose a case in the queue, or a route or a stop on the board or the map."),
        )  # fmt: skip
        painter.end()
