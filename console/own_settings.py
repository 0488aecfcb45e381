"""The settings of this machine while the console runs: what they are, and how they are kept.

The file is written on a thread of its own. Signals: `changed` (Settings) as soon as something is
wanted otherwise, `failed` (a sentence) when it could not be kept for the next start.
"""

from collections.abc import Callable, Mapping
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from console.background import Background
from console.hub_words import in_words
from console.tongue import tr
from core.settings import Settings, SettingsError, keep_settings

Write = Callable[[Mapping[str, object]], object]


class OwnSettings(QObject):
    """Invariant: `values` is what the window goes by, also when the file could not be written."""

    changed = Signal(object)
    failed = Signal(str)

    def __init__(
        self, values: Settings, parent: QObject | None = None, *, write: Write = keep_settings
    ) -> None:
        super().__init__(parent)
        self.values = values
        self._write = write
        self._unwritten: dict[str, object] = {}
        self._work = Background("settings", self)

    def keep(self, **changes: object) -> None:
        """Go by these from now on, and after the next start. Raises `SettingsError` for a value
        that is not allowed."""
        wanted = {**msgspec.to_builtins(self.values), **changes}
        try:
            self.values = msgspec.convert(wanted, Settings)
        except msgspec.ValidationError as error:
            raise SettingsError(
                tr("This setting is not allowed: {error}", error=in_words(str(error)))
            ) from error
        # Together with what an earlier, replaced job had to write.
        self._unwritten |= changes
        self._work.post("write", partial(self._try, dict(self._unwritten)), self._told)
        self.changed.emit(self.values)

    def close(self) -> None:
        """End the thread; what waits is written."""
        self._work.close()
        if self._unwritten:
            self._try(self._unwritten)

    def _try(self, changes: dict[str, object]) -> tuple[dict[str, object], str]:
        try:
            self._write(changes)
        except SettingsError as error:
            return changes, in_words(str(error))
        return changes, ""

    def _told(self, outcome: tuple[dict[str, object], str]) -> None:
        changes, words = outcome
        if self._unwritten == changes:
            self._unwritten = {}
        if words:
            self.failed.emit(words)
