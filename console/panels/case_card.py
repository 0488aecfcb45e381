"""The inspector's page for a case: what happened, what it holds, who could take it, what to do.

Signals: `action_asked(CaseAction, case_id)`, `note_written(case_id, words)`,
`option_chosen(order_id, route_id)`, `option_pointed_at(order_id, route_id)`,
`photo_wanted(blob_id)` (answer with `show_photo`), `photo_opened(blob_id)`,
`phone_copied(number)`.
"""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.models.value_list import ValueList
from console.panels.action_bar import ActionBar
from console.panels.case_handling import CaseHandling
from console.panels.inspector_lists import OptionDelegate, ValueView, WayOutDelegate
from console.panels.picture_row import PictureRow
from console.panels.queue_delegate import KIND_ICONS, KIND_TONES
from console.panels.restyle import restyle
from console.panels.sum_table import SumTable
from console.panels.wrapping_column import WrappingColumn
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import AttemptLine, CaseView, GoodsLine, OptionRow, Tone, WayOutRow

PHOTO = QSize(72, 54)


class CaseCard(QWidget):
    """One case; the decision buttons stay in sight below what scrolls."""

    action_asked = Signal(object, str)
    note_written = Signal(str, str)
    option_chosen = Signal(str, str)
    way_out_chosen = Signal(str, object)
    option_pointed_at = Signal(str, str)
    photo_wanted = Signal(str)
    photo_opened = Signal(str)
    phone_copied = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: CaseView | None = None
        self._photos: dict[str, QPixmap] = {}
        self._labels = {
            name: WrappingLabel()
            for name in ("headline", "state", "title", "customer", "address", "due", "reason",
                         "near", "severity", "doubt", "next_step", "note", "answer", "attempts",
                         "goods", "verdict", "options_note", "policy", "receipt", "promise",
                         "told", "plausible", "links", "proof")
        }  # fmt: skip
        self._sign = QLabel()
        self._phone = QPushButton()
        self._photo = QPushButton()
        self._titles: dict[str, QLabel] = {}
        self._model = ValueList(_option_key, _option_words, self)
        self._options = ValueView(
            self._model, OptionDelegate(theme), is_grown=True, name=tr("Routes that could take it")
        )
        self._ways_model = ValueList(_way_out_key, _way_out_words, self)
        self._ways_out = ValueView(
            self._ways_model,
            WayOutDelegate(theme),
            is_grown=True,
            name=tr("Ways out"),
            is_wrapped=True,
        )
        self._scroll = QScrollArea()
        self._actions = ActionBar()
        self.handling = CaseHandling(theme)
        self._sums = SumTable(theme)
        self.pictures = PictureRow(theme)
        self._build()
        self._connect()

    def show_view(self, view: CaseView) -> None:
        if view == self._view:
            return
        is_other = self._view is None or self._view.case_id != view.case_id
        self._view = view
        self._draw()
        if is_other:
            # Who it is stands at the top; what was read of the last one is not where to begin.
            self._scroll.verticalScrollBar().setValue(0)

    def show_photo(self, blob_id: str, content: bytes) -> None:
        """The bytes of a photo that was wanted; anything but a picture is said to be none."""
        pixmap = QPixmap()
        if not pixmap.loadFromData(content):
            pixmap = QPixmap()
        self._photos[blob_id] = pixmap
        self._draw_photo()

    def choose_option(self, number: int) -> None:
        """Take the option in that row, counted from 1."""
        if self._view is not None and 1 <= number <= self._model.rowCount():
            row: OptionRow = self._model.value(number - 1)
            self.option_chosen.emit(self._view.order_id, row.route_id)

    def _build(self) -> None:
        for label in self._labels.values():
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for name in ("near", "severity", "doubt", "answer", "promise"):
            self._labels[name].setFont(self._theme.font(12, 600))
        muted = ("next_step", "title", "address", "attempts", "options_note", "links")
        for name in muted:
            self._labels[name].setProperty("role", "muted")
        self._labels["headline"].setFont(self._theme.font(15, 600))
        self._labels["customer"].setFont(self._theme.font(13, 600))
        for name in ("state", "due"):
            self._labels[name].setFont(self._theme.font(12, 600))
        self._labels["state"].setWordWrap(False)
        self._phone.setProperty("role", "number")
        self._phone.setIconSize(QSize(13, 13))
        self._photo.setFixedSize(PHOTO + QSize(4, 4))
        self._photo.setIconSize(PHOTO)
        self._photo.setAccessibleName(tr("Photo of the attempt"))
        inside = WrappingColumn()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(6)
        column.addLayout(self._head())
        column.addWidget(self._rule())
        column.addLayout(self._story())
        column.addWidget(self._labels["doubt"])
        # Seen without scrolling in the smallest window: what explains or is rarer comes below.
        column.addWidget(self._section("ways_out", tr("Ways out · Enter takes the first")))
        column.addWidget(self._ways_out)
        column.addWidget(self._labels["verdict"])
        column.addWidget(self._labels["plausible"])
        column.addWidget(self._labels["next_step"])
        column.addWidget(self._section("policy", tr("Return policy")))
        column.addWidget(self._labels["policy"])
        column.addWidget(self._section("receipt", tr("Receipt")))
        column.addWidget(self._labels["receipt"])
        column.addWidget(self.handling)
        column.addWidget(self._section("sums", tr("At stake")))
        column.addWidget(self._sums)
        for name, title in (
            ("told", tr("Customer")),
            ("links", tr("Customer’s links")),
            ("goods", tr("Goods")),
            ("proof", tr("Proof")),
            ("attempts", tr("Earlier attempts")),
        ):
            column.addWidget(self._section(name, title))
            column.addWidget(self._labels[name])
            if name == "proof":
                column.addWidget(self.pictures)
        column.addWidget(self._section("options", tr("Who could take it")))
        column.addWidget(self._labels["options_note"])
        column.addWidget(self._options)
        column.addStretch(1)
        scroll = self._scroll
        self.handling.note_begun.connect(lambda: scroll.ensureWidgetVisible(self.handling))
        scroll.setAccessibleName(tr("Details of the case"))
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scroll, 1)
        box.addWidget(self._rule())
        box.addWidget(self._actions)

    def _head(self) -> QVBoxLayout:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self._labels["headline"], 1)
        second = QHBoxLayout()
        second.addWidget(self._labels["title"], 1)
        second.addWidget(self._labels["state"], 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setSpacing(3)
        head.addLayout(first)
        head.addLayout(second)
        head.addSpacing(4)
        head.addWidget(self._labels["customer"])
        head.addWidget(self._labels["address"])
        reach = QHBoxLayout()
        reach.addWidget(self._labels["due"], 1)
        reach.addWidget(self._phone, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(reach)
        head.addWidget(self._labels["severity"])
        head.addWidget(self._labels["near"])
        head.addWidget(self._labels["answer"])
        head.addWidget(self._labels["promise"])
        return head

    def _story(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._labels["reason"])
        words.addWidget(self._labels["note"])
        words.addStretch(1)
        story = QHBoxLayout()
        story.setSpacing(10)
        story.addLayout(words, 1)
        story.addWidget(self._photo, 0, Qt.AlignmentFlag.AlignTop)
        return story

    def _section(self, name: str, title: str) -> QLabel:
        label = QLabel(title)
        label.setProperty("role", "overline")
        label.setContentsMargins(0, 8, 0, 0)
        self._titles[name] = label
        return label

    def _rule(self) -> QFrame:
        rule = QFrame()
        rule.setProperty("rule", True)
        return rule

    def _connect(self) -> None:
        self._actions.asked.connect(self._ask)
        self.handling.asked.connect(self._ask)
        self.handling.note_written.connect(self._write_note)
        self._options.activated.connect(self._choose)
        self._ways_out.activated.connect(self._choose_way_out)
        self._options.clicked.connect(self._point_at)
        self._phone.clicked.connect(self._copy_phone)
        self._photo.clicked.connect(self._open_photo)
        self.pictures.opened.connect(self.photo_opened)
        self._theme.changed.connect(self._draw)

    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        theme, ratio = self._theme, self.devicePixelRatioF()
        self._sign.setPixmap(
            theme.pixmap(KIND_ICONS[view.kind], theme.tone(KIND_TONES[view.kind]), 20, ratio)
        )
        self._say("headline", view.headline)
        self._say("title", " · ".join(part for part in (view.title, view.shop, view.value) if part))
        self._say("state", view.state, theme.tone(view.state_tone).name())
        self._say("customer", view.customer)
        hint = f"\n{view.place_hint}" if view.place_hint else ""
        pin = f"\n{view.pin_words}" if view.pin_words else ""
        self._say("address", view.address + hint + pin)
        due = " · ".join(part for part in (view.due, view.window) if part)
        self._say("due", due, theme.tone(view.due_tone).name())
        self._say("near", view.near, theme.tone(Tone.ACCENT).name())
        self._say("next_step", view.next_step)
        self._say("answer", view.answer, theme.tone(view.answer_tone).name())
        self._say("severity", view.severity, theme.tone(Tone.WARN).name())
        self._sums.show_sums(view.sums)
        self._titles["sums"].setVisible(bool(view.sums))
        self._say("reason", "\n".join(part for part in (view.reopened, view.reason) if part))
        self._say("doubt", view.doubt, theme.tone(Tone.BAD).name())
        self._say("plausible", view.plausible, theme.tone(view.plausible_tone).name())
        self._say("note", f"“{view.note}”" if view.note else "")
        self._say("attempts", "\n".join(_attempt_words(line) for line in view.attempts))
        self._say("goods", "\n".join(_goods_words(line) for line in view.goods))
        self._say("promise", view.promise, theme.tone(view.promise_tone).name())
        self._say("told", "\n".join(view.told))
        self._titles["told"].setVisible(bool(view.told))
        self._say("links", view.links)
        self._titles["links"].setVisible(bool(view.links))
        self._say("policy", view.policy, theme.tone(view.policy_tone).name())
        self._titles["policy"].setVisible(bool(view.policy))
        self._say("receipt", view.receipt)
        self._titles["receipt"].setVisible(bool(view.receipt))
        self._say("verdict", view.verdict)
        self._titles["ways_out"].setVisible(bool(view.ways_out))
        self._ways_out.setVisible(bool(view.ways_out))
        self._ways_model.show(view.ways_out)
        self._ways_out.viewport().update()
        self._say("options_note", view.options_note)
        self._titles["attempts"].setVisible(bool(view.attempts))
        self._titles["goods"].setVisible(bool(view.goods))
        self._say("proof", view.proof)
        self._titles["proof"].setVisible(bool(view.proof))
        self.pictures.show_pictures(view.pictures)
        self._titles["options"].setVisible(bool(view.options or view.options_note))
        self._phone.setText(f" {view.phone}")
        self._phone.setIcon(theme.icon("phone", "accent", 13))
        self._phone.setToolTip(tr("Copy the number"))
        self._phone.setVisible(bool(view.phone))
        self._model.show(view.options)
        self._options.viewport().update()
        self._actions.show_actions(view.actions)
        self.handling.show_view(view)
        self._draw_photo()

    def _say(self, name: str, words: str, colour: str = "") -> None:
        label = self._labels[name]
        label.setText(words)
        label.setVisible(bool(words))
        if colour:
            restyle(label, f"color: {colour}")

    def _draw_photo(self) -> None:
        blob = self._view.photo if self._view else None
        self._photo.setVisible(blob is not None)
        if blob is None:
            return
        pixmap = self._photos.get(blob)
        if pixmap is None:
            self._photo.setIcon(self._theme.icon("image", "faint", 24))
            self._photo.setToolTip(tr("The photo is being fetched"))
            self._photos[blob] = QPixmap()
            self.photo_wanted.emit(blob)
        elif pixmap.isNull():
            self._photo.setIcon(self._theme.icon("image", "faint", 24))
        else:
            ratio = self.devicePixelRatioF()
            shown = pixmap.scaled(
                PHOTO * ratio,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            shown.setDevicePixelRatio(ratio)
            self._photo.setIcon(QIcon(shown))
            self._photo.setToolTip(tr("Open the photo"))

    def _ask(self, action: object) -> None:
        if self._view is not None:
            self.action_asked.emit(action, self._view.case_id)

    def _write_note(self, words: str) -> None:
        if self._view is not None:
            self.note_written.emit(self._view.case_id, words)

    def _choose(self, index: QModelIndex) -> None:
        self.choose_option(index.row() + 1)

    def _choose_way_out(self, index: QModelIndex) -> None:
        if self._view is not None:
            row: WayOutRow = self._ways_model.value(index.row())
            self.way_out_chosen.emit(self._view.order_id, row.way_out)

    def _point_at(self, index: QModelIndex) -> None:
        if self._view is not None:
            row: OptionRow = self._model.value(index.row())
            self.option_pointed_at.emit(self._view.order_id, row.route_id)

    def _open_photo(self) -> None:
        if self._view is not None and self._view.photo is not None:
            self.photo_opened.emit(self._view.photo)

    def _copy_phone(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(self._view.phone)
            self.phone_copied.emit(self._view.phone)


def _attempt_words(line: AttemptLine) -> str:
    words = f"{line.when} · {line.driver} · {line.reason}"
    return f"{words}\n   “{line.note}”" if line.note else words


def _goods_words(line: GoodsLine) -> str:
    return f"{line.quantity} × {line.description} · {line.value}\n   {line.custody}"


def _way_out_key(row: WayOutRow) -> str:
    return row.key


def _way_out_words(row: WayOutRow) -> str:
    return f"{row.words}: {row.net}. {row.sums}"


def _option_key(row: OptionRow) -> str:
    return str(row.route_id)


def _option_words(row: OptionRow) -> str:
    return f"{row.route} {row.driver}: {row.minutes}, {row.distance}, {row.money}. {row.words}"
