"""What a dialog that saves does with the hub's answer: undo it gives, or what was typed stays."""

from collections.abc import Callable
from typing import Protocol

from console.gestures import Gestures, Send
from console.undo import Pair
from core import commands as c


class Saving(Protocol):
    """A dialog that waits for the answer."""

    def accept(self) -> None: ...

    def refuse(self, words: str) -> None: ...


def save(
    command: c.Command,
    back: c.Command,
    words: str,
    *,
    send: Send,
    gestures: Gestures,
    dialog: Callable[[], Saving | None],
    also: Callable[[], str] = str,
) -> None:
    """Ask for the change; `back` undoes it. `dialog` may have been closed when the hub answers,
    and `also` tells then what else there is to say."""

    def answered(refused: str | None) -> None:
        waiting = dialog()
        if refused is None:
            gestures.history.add(Pair(words, lambda _: (command,), lambda _: (back,)))
            gestures.said.emit(f"{words} · Ctrl+Z undoes it{also()}", False)
            if waiting is not None:
                waiting.accept()
        elif waiting is not None:
            waiting.refuse(refused)
        else:
            gestures.said.emit(refused, True)

    send(command, answered)
