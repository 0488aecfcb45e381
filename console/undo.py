"""Undo and redo as new commands through the hub; history is never rewritten.

A pair enters the stack when its command's events have come back. Undoing asks the hub for the
opposite; if that is refused the pair stays where it was, with the reason beside its name.
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from console.inverses import MakeCommands, Overtaken
from console.tongue import tr
from core.commands import Command
from core.state import State

Ask = Callable[[tuple[Command, ...], Callable[[str | None], None]], None]
"""Sends commands one after the other; calls back with None, or the words of the first refusal."""


class Pair(Struct, frozen=True):
    """What was done, in words, and how to do it again or take it back.

    What has a price is done `anew`, by the gesture it came from: priced as things are by then and
    confirmed when something breaks. `undo_then` is the rest of a way back of two steps: made for
    the state that the first has left. `stays` says, once it is taken back, what of it was not.
    """

    words: str
    do: MakeCommands
    undo: MakeCommands
    anew: Callable[[], None] | None = None
    undo_then: MakeCommands | None = None
    stays: Callable[[], str] | None = None


class _Entry(QUndoCommand):
    """A pair on the stack. Qt moves the index at once; the answer may move it back."""

    def __init__(self, pair: Pair, history: "History") -> None:
        super().__init__(pair.words)
        self.pair = pair
        self._history = history

    def redo(self) -> None:
        self._history.run(self, self.pair.do, is_undo=False)

    def undo(self) -> None:
        self._history.run(self, self.pair.undo, is_undo=True)


class History(QObject):
    """The undo stack of this console.

    Signals: `refused` (words) when an undo or redo was refused, `done` (words) when it went
    through, `lacked` (a sentence) when there was nothing to undo or redo, or not yet, `changed`
    when what can be undone or redone changed.
    """

    refused = Signal(str)
    done = Signal(str)
    lacked = Signal(str)
    changed = Signal()

    def __init__(self, state: Callable[[], State], ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(200)
        self.stack.indexChanged.connect(self.changed)
        self._state = state
        self._ask = ask
        self._is_silent = False
        self._is_waiting = False
        self._is_moving = False
        self._is_refused = False
        self._on_their_way = 0
        self._until_wished = 0
        """Answers to wait for until the last of them is to be undone; 0 without such a wish."""
        self._added: list[Pair] = []
        self._anew: _Entry | None = None
        """What is being done anew; it stays undone until the gesture has gone through."""
        self._goal: int | None = None
        """How many changes shall stand, while that is being brought about."""

    def add(self, pair: Pair) -> None:
        """The pair's command has been carried out; it waits while an undo is under way."""
        if self._is_waiting:
            self._added.append(pair)
            return
        anew, self._anew = self._anew, None
        if anew is not None and anew.pair.words == pair.words:
            # It keeps its place, and what was undone after it can still be redone.
            anew.pair = pair
            self._silently(self.stack.redo)
            self._go_on_soon()
        else:
            # A new change while others are brought back: nobody asked for more of them.
            self._goal = None
            self._silently(lambda: self.stack.push(_Entry(pair, self)))

    def sent(self) -> None:
        """A change that can be undone is on its way; `answered` follows."""
        self._on_their_way += 1

    def answered(self, *, is_done: bool) -> None:
        """It was added, or refused: then neither it nor the change before it is undone."""
        self._on_their_way -= 1
        if self._until_wished:
            self._until_wished -= 1
            if not self._until_wished and is_done and not self._is_waiting:
                self._take_back()

    def undo(self) -> None:
        """Take the last change back, also one that is on its way: once it is answered."""
        if self._is_waiting or self._until_wished:
            self.refused.emit(tr("the change before is still on its way."))
        elif self._on_their_way:
            self._until_wished = self._on_their_way
            self.lacked.emit(tr("The change is still on its way: it is undone once it is there."))
        elif not self.stack.canUndo():
            self.lacked.emit(tr("Nothing was changed here since the start that could be undone."))
        else:
            self._take_back()

    def _take_back(self) -> None:
        self._anew = None
        self._move(self.stack.undo, self.stack.redo)

    def redo(self) -> None:
        """Do the last undone change again, unless an answer is awaited."""
        if self._is_waiting or self._on_their_way:
            self.refused.emit(tr("the change before is still on its way."))
            return
        if not self.stack.canRedo():
            self.lacked.emit(tr("Nothing was undone here since the start that could be redone."))
            return
        entry = self.stack.command(self.stack.index())
        self._anew = None
        if isinstance(entry, _Entry) and entry.pair.anew is not None:
            self._anew = entry
            entry.pair.anew()
        else:
            self._move(self.stack.redo, self.stack.undo)

    def _move(self, move: Callable[[], None], back: Callable[[], None]) -> None:
        """What is refused at once moves back when Qt has moved: before, there is nothing to."""
        self._is_moving, self._is_refused = True, False
        move()
        self._is_moving = False
        if self._is_refused:
            self._silently(back)

    def changes(self) -> tuple[list[str], int]:
        """What was done here, oldest first, and how many of them stand."""
        stack = self.stack
        return [stack.text(at) for at in range(stack.count())], stack.index()

    def go_to(self, goal: int) -> None:
        """Undo, or do again, one after the other until so many stand; a refusal ends it."""
        self._goal = max(0, min(goal, self.stack.count()))
        self._go_on()

    def _go_on_soon(self) -> None:
        """When the stack, which may be moving just now, stands still."""
        if self._goal is not None:
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        goal, at = self._goal, self.stack.index()
        if goal is None or self._is_waiting or self._is_silent:
            return
        if at == goal:
            self._goal = None
        elif at > goal:
            self.undo()
        else:
            self.redo()

    def run(self, entry: _Entry, make: MakeCommands, *, is_undo: bool) -> None:
        """Called by the stack's entries."""
        if self._is_silent:
            return
        self._is_waiting = True

        def answered(words: str | None) -> None:
            self._is_waiting = False
            verb = tr("Undone") if is_undo else tr("Done again")
            if words is None:
                entry.setText(entry.pair.words)
                stays = entry.pair.stays() if is_undo and entry.pair.stays is not None else ""
                self.done.emit(f"{verb}: {entry.pair.words}{stays}")
            else:
                entry.setText(
                    tr("{words} (refused: {words_2})", words=entry.pair.words, words_2=words)
                )
                self._goal = None
                if self._is_moving:
                    self._is_refused = True
                else:
                    self._silently(self.stack.redo if is_undo else self.stack.undo)
                self.refused.emit(words)
            added, self._added = self._added, []
            for pair in added:
                self.add(pair)
            self._go_on_soon()

        rest = entry.pair.undo_then if is_undo else None

        def half_way(words: str | None) -> None:
            if words is not None or rest is None:
                answered(words)
            else:
                self._ask_for(rest, answered)

        self._ask_for(make, half_way)

    def _ask_for(self, make: MakeCommands, answered: Callable[[str | None], None]) -> None:
        """What is asked is made for the state of this moment."""
        try:
            commands = make(self._state())
        except Overtaken as overtaken:
            answered(f"{overtaken}.")
        except LookupError:
            answered(tr("what it changed is not on the board any more."))
        else:
            self._ask(commands, answered)

    def _silently(self, move: Callable[[], None]) -> None:
        self._is_silent = True
        try:
            move()
        finally:
            self._is_silent = False
