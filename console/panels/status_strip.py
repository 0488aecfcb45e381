"""The strip that is always visible: the line, the clock, where travel times come from, the planner.

Signals: `rate_chosen(rate)` for a simulated day, `scheme_toggled`, `settings_asked`, `plans_asked`
to plan the day anew, `refunds_asked(where)` for the menu of refunds, `goods_asked` for the Goods
view, `desk_asked` for the supervisor's desk, `account_asked(where)` for the menu of who sits here,
`regions_asked` for the regions of this computer, `window_asked(where)` for the window's own menu.
"""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Connection, StatusView, Tone

WIDE = 1500
"""From here on there is room for the time zone, too."""
NARROWEST = 640
SPACING = 14
ICON_WIDTH = 18
LINE_WHOLE = 130
RATES = (0.0, 1.0, 5.0, 20.0, 60.0)
ICONS = {
    Connection.LIVE: ("wifi", Tone.GOOD),
    Connection.PAST: ("rotate-ccw", Tone.WARN),
    Connection.CONNECTING: ("refresh-cw", Tone.ACCENT),
    Connection.RECONNECTING: ("refresh-cw", Tone.WARN),
    Connection.OFFLINE: ("cloud-off", Tone.BAD),
}


def rate_words(rate: float) -> str:
    """A clock's rate as a button says it."""
    return tr("Paused") if rate == 0 else f"{rate:g}×"


GOODS_TIP = tr("Receive, inspect, lots, containers, close the day (Ctrl+G)")
REFUNDS_TIP = tr("Refunds, return policies and stock of the shops")


class StatusStrip(QFrame):
    """One line of pieces; each piece is an icon with words."""

    rate_chosen = Signal(float)
    scheme_toggled = Signal()
    settings_asked = Signal()
    day_asked = Signal(QPoint)
    refunds_asked = Signal(QPoint)
    goods_asked = Signal()
    plans_asked = Signal()
    reports_asked = Signal()
    rewind_asked = Signal()
    desk_asked = Signal()
    account_asked = Signal(QPoint)
    regions_asked = Signal()
    window_asked = Signal(QPoint)
    machine_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = StatusView(Connection.CONNECTING, tr("Connecting"))
        self._line = _Piece(theme, LINE_WHOLE)
        self._trouble = _Piece(theme)
        self._unsent = _Piece(theme)
        self._travel = _Piece(theme)
        self._regions = QPushButton()
        self._plans = QPushButton(tr("Plans"))
        self._user = QPushButton()
        self._clock = QLabel()
        self._date = QLabel()
        self._rate = QPushButton()
        self._scheme = QPushButton()
        self._refunds = QPushButton()
        self._day = QPushButton(tr("Day"))
        self._goods = QPushButton(tr("Goods", "the view"))
        self._reports = QPushButton(tr("Reports"))
        self._rewind = QPushButton(tr("Rewind"))
        self._desk = QPushButton()
        self._settings = QPushButton()
        self._panels = QPushButton()
        self._more = QPushButton()
        self._icons: dict[QPushButton, tuple[str, bool]] = {}
        self._left_out: list[QPushButton] = []
        """Buttons that are in the menu of `_more`, because the line has no room for them."""
        self.setProperty("card", True)
        self.setFixedHeight(36)
        self._build()
        theme.changed.connect(self._draw)
        self._draw()

    def show_view(self, view: StatusView) -> None:
        """Show the present state."""
        if view != self._view:
            self._view = view
            self._draw()

    def _build(self) -> None:
        self._clock.setFont(self._theme.font(14, 600))
        self._clock.setAccessibleName(tr("Clock of the depot"))
        self._date.setProperty("role", "muted")
        self._rate.setProperty("role", "chip")
        self._rate.setToolTip(tr("Speed of the simulated day"))
        self._rate.clicked.connect(self._choose_rate)
        self._plans.setProperty("role", "quiet")
        self._plans.setAccessibleName(tr("Plan the day anew"))
        self._plans.clicked.connect(self.plans_asked)
        self._day.setProperty("role", "chip")
        self._day.setToolTip(tr("Import orders (Ctrl+I), plan a day (Ctrl+D), routes as files"))
        self._day.clicked.connect(
            lambda: self.day_asked.emit(self._day.mapToGlobal(self._day.rect().topLeft()))
        )
        self._goods.setProperty("role", "chip")
        self._goods.clicked.connect(self.goods_asked)
        self._refunds.setProperty("role", "chip")
        self._refunds.clicked.connect(self._ask_refunds)
        self._user.setProperty("role", "quiet")
        self._user.setToolTip(tr("Who acts here; your account, and people"))
        self._user.clicked.connect(
            lambda: self.account_asked.emit(self._user.mapToGlobal(self._user.rect().topLeft()))
        )
        self._reports.setProperty("role", "chip")
        self._reports.setToolTip(tr("What the day, week or year cost and brought (F7)"))
        self._reports.clicked.connect(self.reports_asked)
        self._rewind.setProperty("role", "chip")
        self._rewind.setToolTip(tr("The day as it stood at any moment (F8)"))
        self._rewind.clicked.connect(self.rewind_asked)
        self._desk.setProperty("role", "chip")
        self._desk.setToolTip(tr("The supervisor's desk (F6)"))
        self._desk.clicked.connect(self.desk_asked)
        self._panels.setProperty("role", "quiet")
        self._panels.setFixedSize(28, 24)
        self._panels.setToolTip(tr("Panels and layouts of the window (Ctrl+Shift+L moves panels)"))
        self._panels.setAccessibleName(tr("Panels and layouts"))
        self._panels.clicked.connect(
            lambda: self.window_asked.emit(self._panels.mapToGlobal(self._panels.rect().topLeft()))
        )
        self._scheme.setProperty("role", "quiet")
        self._scheme.setFixedSize(28, 24)
        self._scheme.setToolTip(tr("Dark or light"))
        self._scheme.setAccessibleName(tr("Switch between dark and light"))
        self._scheme.clicked.connect(self.scheme_toggled)
        self._settings.setProperty("role", "quiet")
        self._settings.setFixedSize(28, 24)
        self._settings.setToolTip(tr("Settings of the depot (Ctrl+,)"))
        self._settings.setAccessibleName(tr("Settings of the depot"))
        self._settings.clicked.connect(self.settings_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(SPACING)
        self._regions.setProperty("role", "quiet")
        self._regions.setFixedSize(28, 24)
        self._regions.setToolTip(tr("Regions: roads, maps and addresses (Ctrl+Shift+G)"))
        self._regions.setAccessibleName(tr("Regions"))
        self._regions.clicked.connect(self.regions_asked)
        self._more.setProperty("role", "quiet")
        self._more.setFixedSize(28, 24)
        self._more.setToolTip(tr("What there is no room for"))
        self._more.setAccessibleName(tr("More of the status line"))
        self._more.clicked.connect(self._show_more)
        for piece in (self._trouble, self._line, self._unsent, self._travel, self._regions):
            row.addWidget(piece)
        row.addWidget(self._plans)
        row.addStretch(1)
        for part in (
            *(self._day, self._goods, self._rewind, self._reports, self._desk, self._refunds),
            *(self._more, self._user, self._date, self._clock, self._rate, self._panels),
            *(self._settings, self._scheme),
        ):
            row.addWidget(part)

    def _ask_refunds(self) -> None:
        self.refunds_asked.emit(self._refunds.mapToGlobal(self._refunds.rect().topLeft()))

    def _choose_rate(self) -> None:
        menu = QMenu(self)
        for rate in RATES:
            action = menu.addAction(rate_words(rate))
            action.setCheckable(True)
            action.setChecked(rate == self._view.rate)
            action.triggered.connect(lambda _=False, chosen=rate: self.rate_chosen.emit(chosen))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._rate.mapToGlobal(self._rate.rect().bottomLeft()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as it gets when everything that can has moved into the menu."""
        return QSize(NARROWEST, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The zone is the first thing to go where there is little room, then what is asked for
        least often."""
        super().resizeEvent(event)
        self._date.setText(self._date_words())
        self._fit()

    def _fit(self) -> None:
        """Say only how many wait, then leave out as many buttons as it takes; a problem's words
        are cut only after them."""
        self._left_out = []
        room = self.width() - 18
        self._count(is_short=False)
        leaving = [b for b in (self._refunds, self._reports, self._rewind, self._desk, self._goods,
                               self._day) if b.text()]  # fmt: skip
        if self._width_needed() > room:
            self._count(is_short=True)
        while self._width_needed() > room and len(self._left_out) < len(leaving):
            self._left_out.append(leaving[len(self._left_out)])
        for button in leaving:
            button.setVisible(button not in self._left_out)
        self._more.setVisible(bool(self._left_out))
        self._date.setVisible(self._width_needed() <= room)
        left = room - self._width_needed() + ICON_WIDTH
        self._travel.show_icon_only(bool(self._travel.words) and self._travel.whole_width > left)

    def _count(self, *, is_short: bool) -> None:
        """What waits behind a button, in words or as a number."""
        counted = ((self._goods, self._view.goods or tr("Goods", "the view"), GOODS_TIP),
                   (self._refunds, self._view.refunds, REFUNDS_TIP))  # fmt: skip
        for button, words, tip in counted:
            name, _, rest = words.partition(" · ")
            number = rest.split(" ", 1)[0]
            is_cut = is_short and number.isdigit()
            button.setText(f"{name} · {number}" if is_cut else words)
            button.setToolTip(as_letters(f"{words}\n{tip}" if is_cut else tip))
            button.setAccessibleName(words)

    def _width_needed(self) -> int:
        """Of everything that has something to say, with the travel times' words cut to an icon."""
        row = self.layout()
        assert row is not None
        widths = []
        for at in range(row.count()):
            item = row.itemAt(at)
            part = item.widget() if item is not None else None
            if part is None or part in self._left_out or self._is_silent(part):
                continue
            widths.append(ICON_WIDTH if part is self._travel else part.sizeHint().width())
        return sum(widths) + SPACING * len(widths)

    def _is_silent(self, part: QWidget) -> bool:
        if isinstance(part, _Piece):
            return not part.words
        if part is self._more:
            return not self._left_out
        hidden = (self._rate, not self._view.is_simulated), (self._plans, not self._view.planner)
        texts = (self._desk, self._refunds, self._user)
        return any(part is each and is_hidden for each, is_hidden in hidden) or any(
            part is each and not each.text() for each in texts
        )

    def _show_more(self) -> None:
        menu = QMenu(self)
        for button in reversed(self._left_out):
            menu.addAction(button.text(), button.click)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().topLeft()))

    def _date_words(self) -> str:
        parts = (self._view.date, self._view.zone if self.width() >= WIDE else "")
        return " · ".join(part for part in parts if part)

    def _draw(self) -> None:
        view = self._view
        icon, tone = ICONS[view.connection]
        self._line.say(icon, tone, view.connection_words)
        self._trouble.say("triangle-alert", Tone.BAD, view.trouble)
        self._unsent.say("inbox", Tone.WARN, view.unsent)
        fallback = view.is_travel_fallback
        travel_tone = Tone.WARN if fallback else Tone.MUTED
        self._travel.say("triangle-alert" if fallback else "route", travel_tone, view.travel)
        self._draw_icons(view.is_planner_busy)
        self._plans.setToolTip(
            as_letters(tr("Plan the day anew (F5); the planner: {planner}", planner=view.planner))
        )
        self._plans.setVisible(bool(view.planner))
        self._user.setText(view.user)
        self._user.setVisible(bool(view.user))
        self._user.setEnabled(view.has_account)
        self._user.setAccessibleName(tr("Who acts here: {user}", user=view.user))
        self._desk.setText(view.desk)
        self._desk.setVisible(bool(view.desk))
        self._refunds.setVisible(bool(view.refunds))
        self._clock.setText(view.clock)
        self._date.setText(self._date_words())
        self._date.setToolTip(as_letters(view.zone))
        self._rate.setVisible(view.is_simulated)
        self._rate.setText(rate_words(view.rate))
        self._rate.setAccessibleName(
            tr("Speed of the simulated day: {rate_words}", rate_words=rate_words(view.rate))
        )
        self._fit()

    def _draw_icons(self, is_busy: bool) -> None:
        """Only what is new: a button whose icon is set has the whole strip laid out again."""
        theme = self._theme
        for button, name in (
            (self._plans, "loader-circle" if is_busy else "sparkles"),
            (self._user, "user-check"),
            (self._regions, "map"),
            (self._settings, "settings"),
            (self._panels, "panels-top-left"),
            (self._more, "ellipsis"),
            (self._scheme, "sun" if theme.is_dark else "moon"),
        ):
            if self._icons.get(button) != (name, theme.is_dark):
                self._icons[button] = (name, theme.is_dark)
                button.setIcon(theme.icon(name, "muted"))


class _Piece(QWidget):
    """An icon and words in one tone; hidden without words."""

    def __init__(self, theme: Theme, whole_until: int = 0) -> None:
        """Words up to this many pixels wide are never cut."""
        super().__init__()
        self._is_icon = False
        self._theme = theme
        self._whole_until = whole_until
        self._icon, self._tone, self._words = "wifi", Tone.MUTED, ""

    @property
    def words(self) -> str:
        return self._words

    def say(self, icon: str, tone: Tone, words: str) -> None:
        if (icon, tone, words) == (self._icon, self._tone, self._words):
            return
        self._icon, self._tone, self._words = icon, tone, words
        self.setVisible(bool(words))
        self.setAccessibleName(words)
        self.setToolTip(as_letters(words))
        self.updateGeometry()
        self.update()

    def show_icon_only(self, is_icon: bool) -> None:
        """Rather than words that are cut; they stay its tool tip."""
        if is_icon != self._is_icon:
            self._is_icon = is_icon
            self.updateGeometry()
            self.update()

    @property
    def whole_width(self) -> int:
        """Of icon and words."""
        return 24 + QFontMetrics(self._theme.font(12, 500)).horizontalAdvance(self._words)

    def sizeHint(self) -> QSize:
        if self._is_icon:
            return QSize(ICON_WIDTH, 24)
        return QSize(self.whole_width, 24)

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint().width()
        return QSize(wanted if wanted <= self._whole_until else ICON_WIDTH, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        colour = theme.tone(self._tone)
        icon = theme.pixmap(self._icon, colour, 14, self.devicePixelRatioF())
        painter.drawPixmap(0, (self.height() - 14) // 2, icon)
        font = theme.font(12, 500)
        painter.setFont(font)
        painter.setPen(QPen(colour))
        room = self.width() - 20
        words = QFontMetrics(font).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if self._is_icon:
            words = ""
        box = QRectF(20, 0, self.width() - 20, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
