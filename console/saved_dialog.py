"""What a dialog that saves does with the hub's answer: undo it gives, or what was typed stays."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from console.gestures import Gestures, Send
from console.hub_link import Live
from console.theme import Theme
from console.tongue import tr
from console.undo import Pair
from core import commands as c


class Saving(Protocol):
    """A dialog that waits for the answer."""

    def accept(self) -> None: ...

    def refuse(self, words: str) -> None: ...


class Workplace(Struct, frozen=True):
    """What the desk of such a dialog works with; `live` is what the hub has told until now."""

    window: QWidget
    theme: Theme
    gestures: Gestures
    send: Send
    live: Callable[[], Live]

    def save(
        self,
        command: c.Command,
        back: c.Command,
        words: str,
        *,
        dialog: Callable[[], Saving | None],
        also: Callable[[], str] = str,
    ) -> None:
        """Ask for the change; `back` undoes it. `dialog` may have been closed when the hub answers,
        and `also` tells then what else there is to say."""
        pair = Pair(words, lambda _: (command,), lambda _: (back,))
        self.send(command, self.answer(pair, dialog=dialog, also=also))

    def answer(
        self,
        pair: Pair,
        *,
        dialog: Callable[[], Saving | None],
        also: Callable[[], str] = str,
    ) -> Callable[[str | None], None]:
        """What to do when the hub has answered; `pair` is what was asked for, with its way back."""

        def answered(refused: str | None) -> None:
            waiting = dialog()
            if refused is None:
                self.gestures.history.add(pair)
                self.gestures.said.emit(
                    tr("{words} · Ctrl+Z undoes it{also}", words=pair.words, also=also()), False
                )
                if waiting is not None:
                    waiting.accept()
            elif waiting is not None:
                waiting.refuse(refused)
            else:
                self.gestures.said.emit(refused, True)

        return answered
