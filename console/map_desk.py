"""Getting about on the map: what is chosen, a van on the road, a place; and the map as a picture.

Signals: `said(words, is_bad)`.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPixmap
from PySide6.QtWidgets import QWidget

from console.file_places import ask_where
from console.map.map_view import MapView
from console.map.scene import Kind, Ref
from console.screen import Chosen
from console.tongue import tr
from core.model import DriverId, RouteId
from core.state import State

NO_MAP = tr("The map is not open yet. Try again in a moment.")


class MapDesk(QObject):
    """Asks the map; what it needs to know is looked up at that moment."""

    said = Signal(str, bool)

    def __init__(
        self,
        window: QWidget,
        map_: Callable[[], MapView | None],
        chosen: Callable[[], Chosen],
        state: Callable[[], State],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._map = map_
        self._chosen = chosen
        self._state = state

    def escape(self) -> bool:
        """End what goes on there (a drag, following, measuring); whether anything did."""
        view = self._map()
        return view is not None and view.escape()

    def fit(self) -> None:
        """The whole day."""
        self._with_map(lambda view: view.fit())

    def fit_chosen(self) -> None:
        """What is chosen, as large as fits; the whole day when nothing is."""
        refs = tuple(shown(self._state(), self._chosen()))
        self._with_map(lambda view: view.fit_to(refs) if refs else view.fit())

    def follow_chosen(self) -> None:
        """The van of the route that is chosen."""
        route_id = self._chosen().route
        if route_id is None:
            self.said.emit(tr("Choose a route or a van first: which one should be followed?"), True)
        else:
            self.follow(route_id)

    def follow(self, route_id: str) -> None:
        """The van of a route, until somebody moves the map."""
        route = self._state().routes.get(RouteId(route_id))
        if route is None or route.started_at is None or route.ended_at is not None:
            name = route.name if route is not None else route_id
            self.said.emit(tr("The van of {name} is not on the road.", name=name), True)
        else:
            self._with_map(lambda view: view.follow(DriverId(route.driver_id)))

    def measure(self) -> None:
        """By clicks from place to place."""
        self._with_map(lambda view: view.measure())

    def lasso(self) -> None:
        """Choose marks by drawing around them."""
        self._with_map(lambda view: view.lasso())

    def go_to(self, lat: float, lon: float, words: str) -> None:
        """A place that was looked up."""
        self._with_map(lambda view: view.show_place(lat, lon, words))

    def ask_where_to_save(self) -> None:
        """The map as it is, with its attribution, as a picture or a page."""
        if self._map() is None:
            self.said.emit(NO_MAP, True)
            return
        picture = self._grab()
        kinds = [tr("Pictures (*.png)"), tr("Pages of A4 (*.pdf)")]
        ask_where(
            self._window,
            tr("Save the map"),
            "map.png",
            kinds,
            lambda file: self.save(picture, file),
        )

    def save(self, picture: QPixmap, file: Path) -> None:
        """As a page when the name ends in `.pdf`, else as a picture."""
        try:
            if file.suffix.lower() == ".pdf":
                write_page(picture, file)
            elif not picture.save(str(file)):
                raise OSError(tr("{file} cannot be written", file=file))
        except OSError as error:
            self.said.emit(
                tr("The map was not saved: {error}. Choose another folder.", error=error), True
            )
        else:
            self.said.emit(tr("The map is saved as {file}.", file=file), False)

    def _grab(self) -> QPixmap:
        view = self._map()
        assert view is not None
        return view.grab()

    def _with_map(self, do: Callable[[MapView], object]) -> None:
        view = self._map()
        if view is None:
            self.said.emit(NO_MAP, True)
        else:
            do(view)


def shown(state: State, chosen: Chosen) -> list[Ref]:
    """Where on the map what is chosen can be seen."""
    if chosen.route is not None:
        route = state.routes.get(chosen.route)
        van = [Ref(Kind.DRIVER, route.driver_id)] if route is not None else []
        return [Ref(Kind.ROUTE, chosen.route), *van]
    orders = {*chosen.many, *((chosen.case_of,) if chosen.case_of is not None else ())}
    cases = [Ref(Kind.CASE, c.id) for c in state.cases.values() if c.order_id in orders]
    planned = [s.id for s in state.stops.values() if s.order_id in orders]
    return [*cases, *(Ref(Kind.STOP, id_) for id_ in (*chosen.stops, *planned))]


def write_page(picture: QPixmap, file: Path) -> None:
    """One landscape page of A4 with the picture on it. Raises `OSError`."""
    # Found out here, where it is an error with a reason; Qt only warns.
    file.write_bytes(b"")
    writer = QPdfWriter(str(file))
    writer.setTitle(tr("Map"))
    writer.setCreator("Backhaul")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(tr("{file} cannot be written", file=file))
    size = picture.size().scaled(
        writer.width(), writer.height(), Qt.AspectRatioMode.KeepAspectRatio
    )
    painter.drawPixmap(QRectF(0, 0, size.width(), size.height()), picture, QRectF(picture.rect()))
    painter.end()
