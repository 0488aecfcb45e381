"""What was learned of the depot's roads, by weekday and hour."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.wrapping_label import WrappingLabel
from console.tongue import tr
from console.views.learned import LearnedView


class LearnedDialog(QDialog):
    """Only to be looked at."""

    def __init__(self, view: LearnedView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Learned travel times"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.table = QTableWidget(len(view.hours), len(view.days))
        self.table.setAccessibleName(tr("Percent longer than on empty roads"))
        self.table.setHorizontalHeaderLabels(list(view.days))
        self.table.setVerticalHeaderLabels(list(view.hours))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row, cells in enumerate(view.cells):
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, item)
        self.table.setVisible(bool(view.hours))
        self.words = [WrappingLabel(line) for line in view.lines]
        done = QPushButton(tr("Done", "a button"))
        done.clicked.connect(self.accept)
        column_ = QVBoxLayout(self)
        column_.addWidget(self.table)
        for label in self.words:
            column_.addWidget(label)
        column_.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(560, 150 + (70 + 26 * len(view.hours) if view.hours else 0))
