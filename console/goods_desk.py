"""What is done in the Goods view: counting, inspecting, lots, matching, closing the day.

Reads the state, asks through the gestures, and shows what came of it where the eyes are. Nothing is
computed while the view is not in sight, and nothing on the Qt thread.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from console.file_places import ask_where
from console.gestures import Change, Gestures
from console.goods_view import GoodsView, LookedAt
from console.hub_link import Live
from console.hub_words import in_words
from console.panels.goods_panel import GoodsPanel
from console.panels.message_box import ask
from console.paper_file import write_pdf
from console.picture_bytes import file_bytes, image_bytes
from console.screen import Screen
from console.tongue import tr
from console.undo import Pair
from console.views.goods import PAPERS, amount_minor, goods_view
from console.views.moment import Moment
from console.views.papers import hand_over_note, lot_paper
from console.views.wording import day_words
from core import commands as c
from core.catalogue import shipped
from core.catalogue_edits import disposition, of_depot
from core.model import BlobId, Grade, ItemId, LotId, RouteId, ServiceDay
from core.rules.counting import empties_apart, expected_items, lines_of, over_of, short_of
from core.rules.inspection import to_inspect
from core.state import State

PDF = "PDF (*.pdf)"
EVERY_S = 0.25
"""How often what others do is shown at most; one's own changes are shown at once."""


Prepare = Callable[[Callable[[], GoodsView], Callable[[GoodsView], None]], None]
"""Makes the view on another thread and hands it over on this one; the newest wins."""
SendPhoto = Callable[[Callable[[], bytes], Callable[[str, str], None]], None]
"""Uploads what the first gives elsewhere; the second hears the photo's id, or what went wrong."""


class GoodsDesk(QObject):
    """`bring` shows the view, or the day again."""

    def __init__(
        self,
        panel: GoodsPanel,
        bring: Callable[[bool], None],
        gestures: Gestures,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        prepare: Prepare,
        send_photo: SendPhoto,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._send_photo = send_photo
        self._panel = panel
        self._bring = bring
        self._gestures = gestures
        self._live = live
        self._screen = screen
        self._looked_at = LookedAt()
        self._shown: object = None
        self._shown_at_s = 0.0
        panel.closed.connect(self.leave)
        panel.page_changed.connect(partial(self.refresh, is_forced=True))
        gestures.said.connect(lambda *_: self.refresh(is_forced=True))
        self._connect_pages()

    def toggle(self) -> None:
        """The Goods view, or the day again."""
        self._bring(not self._panel.isVisible())
        self.refresh(is_forced=True)

    def leave(self) -> None:
        """Back to the day."""
        self._bring(False)

    def finish(self) -> None:
        """Ctrl+Return: what is ready on the page is done."""
        self._panel.finish()

    @property
    def is_shown(self) -> bool:
        return self._panel.isVisible()

    def refresh(self, *, is_forced: bool = False) -> None:
        """Show the newest state; ages move on by themselves with every tick."""
        moment = self._moment()
        if moment is None or not self._panel.isVisible():
            return
        key = (moment.state.seq, int(moment.now.timestamp()) // 30, self._looked_at)
        is_soon = time.monotonic() - self._shown_at_s < EVERY_S
        if is_forced or (key != self._shown and not is_soon):
            self._shown, self._shown_at_s = key, time.monotonic()
            looked_at = self._looked_at
            self._prepare(lambda: goods_view(moment, looked_at), partial(self._show, looked_at))

    def _show(self, looked_at: LookedAt, view: GoodsView) -> None:
        """Unless something else was chosen meanwhile, whose view is on its way."""
        if looked_at != self._looked_at:
            return
        if looked_at.route_id is None and view.receive.van is not None:
            # Whatever comes in meanwhile, the next scan is for the van that is shown.
            self._looked_at = replace(looked_at, route_id=view.receive.van.route_id)
        self._panel.show_view(view)

    def _moment(self) -> Moment | None:
        """The screen's, with the state of right now: a scan must be seen at once."""
        screen, live = self._screen(), self._live()
        if screen is None or live.clock is None:
            return None
        now = live.clock.at(time.monotonic())
        return replace(screen.moment, state=live.state, texts=live.texts, now=now)

    def _connect_pages(self) -> None:
        receive, inspect = self._panel.receive, self._panel.inspect
        receive.van_chosen.connect(lambda id_: self._look(route_id=RouteId(id_)))
        receive.scanned.connect(self.scan)
        receive.ticked.connect(self.tick)
        receive.empties_counted.connect(self.count_empties)
        receive.all_there.connect(self.all_there)
        receive.close_asked.connect(self.close_count)
        receive.reopen_asked.connect(self.count_again)
        receive.close_whole_asked.connect(self.close_whole)
        inspect.line_chosen.connect(lambda id_: self._look(item_id=ItemId(id_)))
        inspect.inspected.connect(self.inspect)
        inspect.undo_asked.connect(self.inspect_again)
        inspect.files_given.connect(self.add_files)
        inspect.picture_given.connect(self.add_picture)
        lots, end = self._panel.lots, self._panel.day_end
        lots.lot_chosen.connect(lambda id_: self._look(lot_id=LotId(id_)))
        lots.close_asked.connect(self.close_lot)
        lots.reopen_asked.connect(self.reopen_lot)
        lots.send_asked.connect(self.send_lot)
        lots.paper_asked.connect(self.print_lot)
        self._panel.shelf.matched.connect(self.match)
        end.day_chosen.connect(lambda day: self._look(day=ServiceDay(day)))
        end.close_asked.connect(self.close_day)
        end.reopen_asked.connect(self.reopen_day)
        end.paper_asked.connect(self.print_day)
        end.van_entered.connect(self._show_van)

    def _look(self, **chosen: object) -> None:
        self._looked_at = replace(self._looked_at, **chosen)
        self.refresh(is_forced=True)

    def _show_van(self, route_id: str) -> None:
        self._look(route_id=RouteId(route_id))
        self._panel.turn_to(self._panel.receive)

    # Counting.

    def scan(self, route_id: str, code: str) -> None:
        """Said beside the field: what it was, or why it counts for nothing."""
        command = c.ScanGoods(RouteId(route_id), code)
        back = c.UnscanGoods(RouteId(route_id), code)
        pair = Pair(tr("{code} counted", code=code), lambda _: (command,), lambda _: (back,))
        before = self._state().receivings.get(RouteId(route_id))

        def answered(refused: str | None) -> None:
            if refused is not None:
                self._panel.receive.say(refused, is_bad=True)
                return
            self._gestures.history.add(pair)
            self.refresh(is_forced=True)
            words, is_over = self._counted_words(RouteId(route_id), code, before)
            self._panel.receive.say(words, is_bad=is_over)

        self._gestures.send_all((command,), answered)

    def _counted_words(self, route_id: RouteId, code: str, before: object) -> tuple[str, bool]:
        """`a1-out · 2 × Books`, and that it is over if it is."""
        state = self._state()
        after = state.receivings[route_id]
        was = getattr(before, "counted", {})
        changed = [i for i, n in after.counted.items() if was.get(i) != n]
        lines = lines_of(state, changed)
        if not lines:
            return tr("{code} · belongs to no line of this van: over", code=code), True
        names = ", ".join(
            f"{after.counted[i]} × {item.description}" for i, (_, item) in lines.items()
        )
        over = set(over_of(state, route_id)) & set(changed)
        if over:
            return tr(
                "{code} · {names} · not expected of this van: over", code=code, names=names
            ), True
        left = sum(short_of(state, route_id).values())
        return tr(
            "{code} · {names} · {left} left", code=code, names=names, left=left
        ) if left else tr("{code} · {names} · all there", code=code, names=names), False

    def tick(self, route_id: str, item_id: str, is_on: bool) -> None:
        """A line of the list is there, or is not."""
        route, line = RouteId(route_id), ItemId(item_id)
        state = self._state()
        known = state.receivings[route].counted.get(line, 0)
        found = lines_of(state, (line,)).get(line)
        if found is None:
            return
        units = found[1].quantity if is_on else 0
        self._count(
            route,
            {line: units},
            {line: known},
            f"{line} {tr('counted') if is_on else tr('not there')}",
        )

    def all_there(self, route_id: str) -> None:
        """Tick everything, and the containers as the driver said."""
        route, state = RouteId(route_id), self._state()
        receiving = state.receivings[route]
        counts = {i: item.quantity for i, item in expected_items(state, route).items()}
        before = {i: receiving.counted.get(i, 0) for i in counts}
        words = tr("{name}: all there", name=self._name(route))
        self._count(route, counts, before, words, empties=receiving.empties)

    def count_empties(self, route_id: str, number: int) -> None:
        route = RouteId(route_id)
        known = self._state().receivings[route].empties_counted or 0
        do, back = c.CountGoods(route, {}, number), c.CountGoods(route, {}, known)
        self._gestures.do_all([Change(do, back)], tr("{number} containers counted", number=number))

    def _count(
        self,
        route_id: RouteId,
        counts: dict[ItemId, int],
        before: dict[ItemId, int],
        words: str,
        empties: int | None = None,
    ) -> None:
        do = c.CountGoods(route_id, counts, empties)
        self._gestures.do_all([Change(do, c.CountGoods(route_id, before))], words)

    def close_count(self, route_id: str, note: str) -> None:
        route = RouteId(route_id)
        do, back = c.CloseReceiving(route, note), c.ReopenReceiving(route)
        self._gestures.do_all([Change(do, back)], tr("{name} is counted", name=self._name(route)))

    def count_again(self, route_id: str) -> None:
        route = RouteId(route_id)
        do, back = c.ReopenReceiving(route), c.CloseReceiving(route)
        self._gestures.do_all(
            [Change(do, back)], tr("{name} is counted again", name=self._name(route))
        )

    def close_whole(self) -> None:
        """Every van of which nothing is short or over."""
        state = self._state()
        whole = [
            route_id
            for route_id, receiving in state.receivings.items()
            if receiving.closed_at is None
            and not short_of(state, route_id)
            and not over_of(state, route_id)
            and not receiving.loose
            and not empties_apart(receiving)
        ]
        if not whole:
            self._panel.say(tr("No van is counted in full yet."), is_bad=True)
            return
        changes = [Change(c.CloseReceiving(r), c.ReopenReceiving(r)) for r in whole]
        self._gestures.do_all(changes, tr("{whole} vans are counted", whole=len(whole)))

    def match(self, found_id: str, item_id: str) -> None:
        """Asked first: it cannot be put back on the shelf."""
        command = c.MatchGoods(ItemId(found_id), ItemId(item_id))
        words = tr("Is what lies on the shelf the missing line {item_id}?", item_id=item_id)
        more = tr("It leaves the shelf, and the search for it ends.")
        go_on = partial(
            self._gestures.do_plainly, command, tr("{item_id} is found", item_id=item_id)
        )
        ask(self._panel, tr("Lost and found"), words, more, tr("This is it"), go_on)

    # Inspecting.

    def add_files(self, item_id: str, files: list[str]) -> None:
        """Photos of a line, from files; each is told by itself if it cannot be taken."""
        for file in files:
            self._send_photo(partial(file_bytes, Path(file)), partial(self._sent, item_id))

    def add_picture(self, item_id: str, picture: QImage) -> None:
        """A photo of a line, from the clipboard."""
        self._send_photo(partial(image_bytes, picture), partial(self._sent, item_id))

    def _sent(self, item_id: str, blob_id: str, words: str) -> None:
        if words:
            self._panel.say(words, is_bad=True)
        else:
            self._panel.inspect.attach(item_id, blob_id)

    def inspect(
        self,
        item_id: str,
        grade: str,
        disposition: str,
        note: str,
        money: str,
        photos: tuple[BlobId, ...] = (),
    ) -> None:
        line, depot = ItemId(item_id), self._state().depot
        recovered = amount_minor(money, depot.minor_digits if depot is not None else 0)
        if money and recovered is None:
            self._panel.say(tr("“{money}” is no amount of money.", money=money), is_bad=True)
            return
        command = c.InspectGoods(line, Grade(grade), disposition, note, photos, recovered)
        known = self._state().inspections.get(line)
        waiting = [str(each) for each in to_inspect(self._state())]
        known_ways = of_depot(shipped(), depot).dispositions
        words = f"{line}: {in_words(known_ways[disposition].words)}"
        if known is None:
            back: c.Command = c.UndoInspection(line)
        else:
            back = c.InspectGoods(
                line, known.grade, known.disposition, self._text(known.note_ref) or tr("as before"),
                known.photos, known.recovered_minor,
            )  # fmt: skip
        pair = Pair(words, lambda _: (command,), lambda _: (back,))
        self._gestures.do(command, pair, partial(self._next_line, item_id, waiting))

    def _next_line(self, item_id: str, waiting: list[str]) -> None:
        """The one below the one that was just recorded."""
        if item_id in waiting:
            at = waiting.index(item_id)
            left = waiting[at + 1 :] + waiting[:at]
            self._look(item_id=ItemId(left[0]) if left else None)
        self._panel.inspect.focus()

    def inspect_again(self, item_id: str) -> None:
        line = ItemId(item_id)
        known = self._state().inspections.get(line)
        if known is None:
            return
        again = c.InspectGoods(
            line, known.grade, known.disposition, self._text(known.note_ref) or tr("as before"),
            known.photos, known.recovered_minor,
        )  # fmt: skip
        self._gestures.do_all(
            [Change(c.UndoInspection(line), again)], tr("{line} waits again", line=line)
        )

    def _text(self, ref: object) -> str:
        return str(self._live().texts.get(ref, "")) if ref is not None else ""  # type: ignore[call-overload]

    # Lots.

    def close_lot(self, lot_id: str, destination: str) -> None:
        lot = LotId(lot_id)
        # Its paper comes next: it stays the chosen one, wherever it moves to in the list.
        self._look(lot_id=lot)
        do, back = c.CloseLot(lot, destination), c.ReopenLot(lot)
        self._gestures.do_all(
            [Change(do, back)], tr("Lot {number} is closed", number=self._number(lot))
        )

    def reopen_lot(self, lot_id: str) -> None:
        lot = LotId(lot_id)
        do = c.ReopenLot(lot)
        back = c.CloseLot(lot, self._state().lots[lot].destination)
        self._gestures.do_all(
            [Change(do, back)], tr("Lot {number} is open again", number=self._number(lot))
        )

    def send_lot(self, lot_id: str) -> None:
        """Asked first: what has left does not come back from here."""
        lot = self._state().lots[LotId(lot_id)]
        who = (
            tr("{destination} has it then.", destination=lot.destination)
            if lot.destination
            else tr("It is in stock then.")
        )
        go_on = partial(
            self._gestures.do_plainly,
            c.SendLot(lot.id),
            tr("Lot {lot_number} is on its way", lot_number=lot.number),
        )
        words = (
            tr("Has lot {lot_number} left?", lot_number=lot.number)
            if lot.destination
            else tr("Is lot {lot_number} put away?", lot_number=lot.number)
        )
        ask(
            self._panel,
            tr("Lots"),
            words,
            tr("{who} This is not taken back.", who=who),
            tr("Yes"),
            go_on,
        )

    def print_lot(self, lot_id: str) -> None:
        moment = self._moment()
        if moment is None:
            return
        lot = moment.state.lots[LotId(lot_id)]
        entry = disposition(of_depot(shipped(), moment.state.depot), lot.disposition)
        paper = PAPERS[entry.paper.value]
        title = tr("{paper} of lot {lot_number}", paper=paper, lot_number=lot.number)
        name = f"lot-{lot.number}-{paper.lower().replace(' ', '-')}.pdf"
        self._choose(title, name, lambda file: self.write(file, lot_paper(moment, lot), title))

    def print_day(self, day: str) -> None:
        moment = self._moment()
        if moment is None:
            return
        html, title = (
            hand_over_note(moment, ServiceDay(day)),
            tr("Hand-over note {day_words}", day_words=day_words(day)),
        )
        write = partial(self.write, html=html, title=title, is_wide=True)
        self._choose(title, f"hand-over-{day}.pdf", write)

    def _choose(self, title: str, name: str, write: Callable[[Path], None]) -> None:
        ask_where(self._panel, tr("Write {title}", title=title), name, [PDF], write)

    def write(self, file: Path, html: str, title: str, is_wide: bool = False) -> None:
        """Write it; what stands in the way is said."""
        try:
            write_pdf(file, (html,), title, is_wide=is_wide)
        except OSError as error:
            self._panel.say(
                tr("{file_name} was not written: {error}.", file_name=file.name, error=error),
                is_bad=True,
            )
            return
        self._panel.say(tr("{title} is in {file_name}", title=title, file_name=file.name))

    # The day.

    def close_day(self, day: str, note: str) -> None:
        of = ServiceDay(day)
        moment = self._moment()
        named = moment.wording.day(of) if moment is not None else day
        self._gestures.do_all(
            [Change(c.CloseDay(of, note), c.ReopenDay(of))], tr("{named} is closed", named=named)
        )

    def reopen_day(self, day: str) -> None:
        of = ServiceDay(day)
        closing = self._state().days[of].closing
        note = self._text(closing.note_ref) if closing is not None else ""
        change = Change(c.ReopenDay(of), c.CloseDay(of, note))
        self._gestures.do_all([change], tr("{day_words} is open again", day_words=day_words(day)))

    def _state(self) -> State:
        return self._live().state

    def _name(self, route_id: RouteId) -> str:
        return self._state().routes[route_id].name

    def _number(self, lot_id: LotId) -> int:
        return self._state().lots[lot_id].number
