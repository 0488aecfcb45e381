"""Tabs whose words may end in a number: each is as wide as it will be with one, so that no tab
moves when a number comes or goes."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTabBar, QTabWidget

from console.theme import Theme

NUMBER = " · "
ROOM_FOR = f"{NUMBER}8"
ROUNDED_PX = 2


class CountingTabs(QTabWidget):
    """Tabs in the look of the console; who shows them sets their words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setTabBar(_SteadyBar(theme))
        self.setDocumentMode(True)


class _SteadyBar(QTabBar):
    """Keeps room for numbers while the tabs have it; in less they are as wide as their words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        font = theme.font(12, 500)
        self._number_px = QFontMetrics(font).horizontalAdvance(ROOM_FOR) + ROUNDED_PX
        self._widest: dict[str, int] = {}
        """By words without a number: what is measured with one differs by a pixel."""

    def tabSizeHint(self, index: int, /) -> QSize:
        hint = super().tabSizeHint(index)
        parent = self.parentWidget()
        wide = [self._steady_px(at) for at in range(self.count())]
        if parent is None or sum(wide) > parent.width():
            return hint
        return QSize(wide[index], hint.height())

    def _steady_px(self, index: int) -> int:
        """As wide as with a figure; once there were more it keeps their room."""
        words, _, number = self.tabText(index).partition(NUMBER)
        said = super().tabSizeHint(index).width()
        wide = said if number else said + self._number_px
        self._widest[words] = max(self._widest.get(words, 0), wide)
        return self._widest[words]
