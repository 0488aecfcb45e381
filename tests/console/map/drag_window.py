"""A list beside a map, for a test that moves a real mouse; run as a module.

Prints where to press and where to let go once the map is up, then what was dropped, and ends.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from console.map.map_page import register_scheme
from console.map.map_view import ORDER_MIME, MapView
from console.map.scene import RouteLine, Scene

SCENE = Scene(
    routes=(RouteLine("route-7", "#4693f1", ((-29.9, -71.27), (-29.9, -71.25)), "V07"),),
)


class Orders(QListWidget):
    """One row that can be moved or copied out, as the queue's."""

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        mime_data = QMimeData()
        mime_data.setData(ORDER_MIME, items[0].text().encode())
        return mime_data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction


def main() -> None:
    """Show both and wait for a drop."""
    register_scheme()
    application = QApplication(sys.argv[:1])
    with TemporaryDirectory() as cache:
        window = QWidget()
        orders = Orders()
        orders.addItem("R-1003")
        orders.setDragEnabled(True)
        view = MapView(cache_folder=Path(cache), base_map=None)
        row = QHBoxLayout(window)
        row.addWidget(orders)
        row.addWidget(view, 1)
        window.setGeometry(40, 40, 900, 500)
        view.show_scene(SCENE)

        def say_where() -> None:
            start = orders.viewport().mapToGlobal(
                orders.visualItemRect(orders.item(0)).center() - QPoint(60, 0)
            )
            end = view.mapToGlobal(view.rect().center())
            sys.stdout.write(f"drag {start.x()} {start.y()} {end.x()} {end.y()}\n")
            sys.stdout.flush()

        def say_what(payload: str, kind: str, mark_id: str) -> None:
            sys.stdout.write(f"dropped {payload} {kind} {mark_id} rows {orders.count()}\n")
            application.quit()

        view.ready.connect(say_where)
        view.dropped.connect(lambda payload, kind, mark_id, *_: say_what(payload, kind, mark_id))
        window.show()
        application.exec()


if __name__ == "__main__":
    main()
