"""Filters of the queue that have a name, each with the number of rows it shows and hides."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from console.kept import clean_name
from console.models.queue_filter import QueueFilter
from console.panels.queue_panel import QueuePanel
from console.tongue import tr
from console.view_memory import ViewMemory


class FilterDesk(QObject):
    """Brings back what the queue showed last, and keeps what it shows."""

    def __init__(self, queue: QueuePanel, memory: ViewMemory, parent: QObject) -> None:
        super().__init__(parent)
        self._queue, self._memory = queue, memory
        queue.ask(memory.looks.queue)
        queue.asked_changed.connect(lambda: memory.keep_queue(queue.asked()))
        queue.filters_asked.connect(self.show_menu)

    def show_menu(self, at: QPoint) -> None:
        """Below its button."""
        menu = QMenu(self._queue)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, asked in self._memory.looks.filters.items():
            shown, total = self._queue.effect_of(asked)
            words = tr(
                "{name}\tshows {shown}, hides {total}",
                name=name.replace("&", "&&"),
                shown=shown,
                total=total - shown,
            )
            menu.addAction(words, partial(self._queue.ask, asked))
        menu.addAction(tr("Everything to decide"), partial(self._queue.ask, QueueFilter()))
        menu.addSeparator()
        keep = menu.addAction(tr("Keep what is shown as a filter…"), self.ask_name)
        keep.setEnabled(self._queue.asked() != QueueFilter())
        if self._memory.looks.filters:
            forget = menu.addMenu(tr("Forget"))
            for name in self._memory.looks.filters:
                do = partial(self._memory.forget_filter, name)
                forget.addAction(name.replace("&", "&&"), do)
        menu.popup(at)

    def ask_name(self) -> None:
        """How to call the group, the search and the sorting of the moment."""
        asked = self._queue.asked()
        dialog = QInputDialog(self._queue)
        dialog.setWindowTitle(tr("Keep this filter"))
        dialog.setLabelText(tr("Name of this filter; a name that is there already is replaced:"))
        dialog.setTextValue(" ".join(asked.words))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda name: self.keep(name, asked))
        dialog.open()

    def keep(self, name: str, asked: QueueFilter) -> None:
        """Under a name."""
        name = clean_name(name)
        if name:
            self._memory.keep_filter(name, asked)
