"""Rewinds the window to any moment of a day: fetches the log, folds it beside, shows what was.

What is shown is a `Live` like any other, so that map, queue, board and case need to know nothing
of it; that nothing can be asked of the hub meanwhile is `app.py`'s business.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from console.background import Background
from console.hub_link import HubLink, Live
from console.hub_words import in_words
from console.moments import MomentLink, bounds_of, decision_line, decision_words, moment_link
from console.panels.rewind_bar import STEPS, RewindBar
from console.screen import Screen
from console.tongue import tr
from core.hub.replica import ClockReading
from core.model import OrderId, ServiceDay
from core.reading import POSITIONS
from core.rewind import RewindEvents, RewindStart, Tracks
from core.state import State
from core.tape import Tape

PLAY_EVERY_MS = 100
REWOUND = tr("The window shows what was. Go back to now (Esc) to change anything.")


class RewindDesk(QObject):
    """Signals: `shown` (a Live of the past, or None for now), `order_wanted(order_id)`, `said`
    (words, is_bad)."""

    shown = Signal(object)
    order_wanted = Signal(str)
    said = Signal(str, bool)

    def __init__(
        self,
        bar: RewindBar,
        link: HubLink,
        now: Callable[[], Live],
        screen: Callable[[], Screen | None],
        chosen: Callable[[], OrderId | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.bar = bar
        self._link = link
        self._now = now
        self._screen = screen
        self._chosen = chosen
        self._tape: Tape | None = None
        self._start: RewindStart | None = None
        self._span: tuple[datetime, datetime] | None = None
        self._moment: datetime | None = None
        self._seq = 0
        self._run = 0
        """Which rewinding it is; answers to an earlier one are dropped."""
        self._wanted: MomentLink | None = None
        self._work = Background("rewind", self)
        self._work.failed.connect(self._fail)
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_EVERY_MS)
        self._timer.timeout.connect(self._play_on)
        bar.moved.connect(self._slide)
        bar.stepped.connect(lambda by: self._to_event(self._seq + by))
        bar.played.connect(self._play)
        bar.left.connect(self.leave)
        bar.link_copied.connect(self._copy)
        bar.link_opened.connect(self.open_link)

    def close(self) -> None:
        """End the thread."""
        self._timer.stop()
        self._work.close()

    @property
    def is_rewound(self) -> bool:
        """Whether the window shows what was, or gets ready to."""
        return not self.bar.isHidden()

    @property
    def is_showing(self) -> bool:
        """Whether the window shows what was."""
        return self._moment is not None

    def toggle(self) -> None:
        """Rewind the day that the board shows, the latest today's; or go back to now."""
        screen = self._screen()
        if self.is_rewound:
            self.leave()
        elif screen is not None and self._now().clock is not None:
            today = screen.moment.wording.today(screen.moment.now)
            self._open(min(screen.day or today, today), None)

    def leave(self) -> None:
        """Back to now."""
        self._run += 1
        self._timer.stop()
        self.bar.play.setChecked(False)
        self.bar.hide()
        self._tape = self._moment = None
        self.shown.emit(None)

    def open_link(self, text: str) -> None:
        """Go to the moment that somebody handed on."""
        link, tape, depot = moment_link(text), self._tape, self._now().state.depot
        if link is None or depot is None:
            self.said.emit(tr("That is no moment. One looks like backhaul:depot@1234."), True)
        elif link.depot != depot.id:
            self.said.emit(
                tr(
                    "That moment is of the depot {depot}, not {depot_2}.",
                    depot=link.depot,
                    depot_2=depot.id,
                ),
                True,
            )
        elif tape is not None and tape.first_seq < link.seq <= tape.last_seq:
            self._to_event(link.seq)
            if link.order_id is not None:
                self.order_wanted.emit(link.order_id)
        else:
            asked = str(max(0, link.seq - 1))
            self._fetch("/events", lambda body: self._open_day_of(link, body), after=asked)

    def _open_day_of(self, link: MomentLink, body: bytes) -> None:
        """The moment is of another day: rewind that one."""
        depot, found = self._now().state.depot, msgspec.json.decode(body, type=RewindEvents).events
        if depot is None or not found or found[0].seq != link.seq:
            self.said.emit(tr("Event {seq} has not happened at this depot.", seq=link.seq), True)
            return
        local = found[0].recorded_at.astimezone(ZoneInfo(depot.zone))
        self._open(ServiceDay(local.date().isoformat()), link)

    # Loading.

    def _open(self, day: ServiceDay, link: MomentLink | None) -> None:
        depot = self._now().state.depot
        if depot is None:
            return
        self._run += 1
        self._wanted = link
        self._span = bounds_of(day, depot.zone)
        self.bar.show()
        self.bar.say(tr("Rewinding…"))
        self.bar.slider.setEnabled(False)
        self._fetch("", self._begun)

    def _fetch(self, part: str, then: Callable[[bytes], None], **asked: str) -> None:
        depot, run = self._now().state.depot, self._run
        if depot is None or self._span is None:
            return
        since, until = (each.isoformat() for each in self._span)
        query = urlencode({"since": since, "until": until, **asked})

        def answered(status: int, body: bytes) -> None:
            if run == self._run:
                if status == 200:
                    then(body)
                else:
                    self._fail(in_words(body.decode(errors="replace")))

        self._link.call("GET", f"/rewind/{depot.id}{part}?{query}", None, answered)

    def _begun(self, body: bytes) -> None:
        run = self._run
        self._work.post("begin", lambda: _begin(body), lambda made: self._go_on(run, *made))

    def _go_on(self, run: int, start: RewindStart, tape: Tape) -> None:
        """Fetch the next events, or the tracks when all of them are there."""
        if run != self._run:
            return
        self._start = start
        if start.last_seq == start.before_seq:
            self._fail(tr("nothing has happened on it."))
        elif tape.last_seq < start.last_seq:
            share = 100 * (tape.last_seq - tape.first_seq)
            share //= max(1, start.last_seq - tape.first_seq)
            self.bar.say(tr("Rewinding… {share} %", share=share))

            def more(body: bytes) -> None:
                job = lambda: _record(tape, body, start.last_seq)  # noqa: E731
                self._work.post("more", job, lambda _: self._go_on(run, start, tape))

            self._fetch("/events", more, after=str(tape.last_seq))
        elif self._now().role in POSITIONS:
            self._fetch("/positions", lambda body: self._tracked(run, tape, body))
        else:
            self._ready(run, tape)

    def _tracked(self, run: int, tape: Tape, body: bytes) -> None:
        self._work.post("tracks", lambda: _track(tape, body), lambda _: self._ready(run, tape))

    def _ready(self, run: int, tape: Tape) -> None:
        if run != self._run or self._start is None or self._span is None:
            return
        self._tape = tape
        first = tape.time_of(self._start.before_seq + 1) or self._span[0]
        last = tape.time_of(tape.last_seq) or first
        # The set-up is one moment: the day goes from it to what happened last.
        self._span = first, max(last, first + timedelta(minutes=1))
        screen = self._screen()
        if screen is not None:
            clock = screen.moment.wording.clock
            self.bar.show_day(clock(self._span[0]), clock(self._span[1]))
        self.bar.slider.setEnabled(True)
        self.bar.slider.setFocus()
        wanted = self._wanted
        self._to_event(wanted.seq if wanted is not None else tape.last_seq)
        if wanted is not None and wanted.order_id is not None:
            self.order_wanted.emit(wanted.order_id)

    def _fail(self, words: str) -> None:
        self.leave()
        self.said.emit(tr("The day cannot be rewound: {words}", words=words), True)

    # Moving.

    def _slide(self, place: int) -> None:
        if self._span is not None and self._tape is not None:
            first, last = self._span
            self._to(first + (last - first) * (place / STEPS))

    def _to_event(self, seq: int) -> None:
        tape = self._tape
        if tape is None or self._start is None or self._span is None:
            return
        seq = min(max(seq, self._start.before_seq), tape.last_seq)
        self._show(seq, tape.time_of(seq) or self._span[0])

    def _to(self, moment: datetime) -> None:
        if self._tape is not None:
            self._show(self._tape.seq_at(moment), moment)

    def _show(self, seq: int, moment: datetime) -> None:
        tape, now, screen = self._tape, self._now(), self._screen()
        if tape is None or self._span is None or screen is None:
            return
        self._seq, self._moment = seq, moment
        first, last = self._span
        place = round(STEPS * max(0.0, min(1.0, (moment - first) / (last - first))))
        state = tape.state_at(seq)
        decided = tape.last_decision(seq)
        then = replace(screen.moment, state=state, now=moment)
        words = decision_words(then, decided) if decided is not None else ()
        line = decision_line(words) if words else tr("Nothing was decided yet")
        self.bar.show_moment(screen.moment.wording.clock(moment), place, words, line)
        clock = ClockReading(moment, 0.0, time.monotonic())
        self.shown.emit(
            replace(
                now,
                state=state,
                fixes=tape.fixes_at(moment),
                clock=clock,
                pending=0,
                held=REWOUND,
            )
        )

    def _play(self, is_on: bool) -> None:
        if is_on and self._tape is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def _play_on(self) -> None:
        if self._moment is None or self._span is None:
            return
        moment = self._moment + timedelta(seconds=self.bar.speed * PLAY_EVERY_MS / 1000)
        self._to(min(moment, self._span[1]))
        if moment >= self._span[1]:
            self.bar.play.setChecked(False)

    def _copy(self) -> None:
        depot = self._now().state.depot
        if depot is not None and self._tape is not None:
            link = MomentLink(depot.id, self._seq, self._chosen())
            QGuiApplication.clipboard().setText(link.text)
            self.said.emit(tr("Copied: {words}", words=link.text), False)


def _begin(body: bytes) -> tuple[RewindStart, Tape]:
    start = msgspec.json.decode(body, type=RewindStart)
    base = msgspec.json.decode(start.base, type=State | None)
    state = replace(base, seq=start.base_seq) if base is not None else State()
    return start, Tape(state)


def _record(tape: Tape, body: bytes, last_seq: int) -> None:
    records = msgspec.json.decode(body, type=RewindEvents).events
    tape.record(record for record in records if record.seq <= last_seq)


def _track(tape: Tape, body: bytes) -> None:
    tape.record_tracks(msgspec.json.decode(body, type=Tracks).fixes)
