"""Undo and redo as new commands through the hub; history is never rewritten.

A pair enters the stack when its command's events have come back. Undoing asks the hub for the
opposite; if that is refused the pair stays where it was, with the reason beside its name.
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from console.inverses import MakeCommands, Overtaken
from core.commands import Command
from core.state import State

Ask = Callable[[tuple[Command, ...], Callable[[str | None], None]], None]
"""Sends commands one after the other; calls back with None, or the words of the first refusal."""


class Pair(Struct, frozen=True):
    """What was done, in words, and how to do it again or take it back.

    What has a price is done `anew`, by the gesture it came from: priced as things are by then and
    confirmed when something breaks.
    """

    words: str
    do: MakeCommands
    undo: MakeCommands
    anew: Callable[[], None] | None = None


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
    through, `changed` when what can be undone or redone changed.
    """

    refused = Signal(str)
    done = Signal(str)
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
        self._added: list[Pair] = []
        self._anew: _Entry | None = None
        """What is being done anew; it stays undone until the gesture has gone through."""

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
        else:
            self._silently(lambda: self.stack.push(_Entry(pair, self)))

    def undo(self) -> None:
        """Take the last change back, unless an answer is awaited."""
        if self._is_waiting:
            self.refused.emit("the change before is still on its way.")
        else:
            self._anew = None
            self.stack.undo()

    def redo(self) -> None:
        """Do the last undone change again, unless an answer is awaited."""
        if self._is_waiting:
            self.refused.emit("the change before is still on its way.")
            return
        entry = self.stack.command(self.stack.index()) if self.stack.canRedo() else None
        self._anew = None
        if isinstance(entry, _Entry) and entry.pair.anew is not None:
            self._anew = entry
            entry.pair.anew()
        else:
            self.stack.redo()

    def run(self, entry: _Entry, make: MakeCommands, *, is_undo: bool) -> None:
        """Called by the stack's entries."""
        if self._is_silent:
            return
        self._is_waiting = True

        def answered(words: str | None) -> None:
            self._is_waiting = False
            verb = "Undone" if is_undo else "Done again"
            if words is None:
                entry.setText(entry.pair.words)
                self.done.emit(f"{verb}: {entry.pair.words}")
            else:
                entry.setText(f"{entry.pair.words} (refused: {words})")
                self._silently(self.stack.redo if is_undo else self.stack.undo)
                self.refused.emit(words)
            added, self._added = self._added, []
            for pair in added:
                self.add(pair)

        try:
            commands = make(self._state())
        except Overtaken as overtaken:
            answered(f"{overtaken}.")
            return
        except LookupError:
            answered("what it changed is not on the board any more.")
            return
        self._ask(commands, answered)

    def _silently(self, move: Callable[[], None]) -> None:
        self._is_silent = True
        try:
            move()
        finally:
            self._is_silent = False
