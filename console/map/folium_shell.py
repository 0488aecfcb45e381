"""The map's HTML by folium, with every file of its own. Imported only to render, for it is slow."""

from collections.abc import Sequence

from branca.element import Figure
from folium import Map
from folium.elements import JSCSSMixin
from folium.template import Template


class _LiveMap(Map):
    """folium's map without tiles and without the files that folium would fetch from elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            location=[0.0, 0.0],
            zoom_start=12,
            minZoom=4,
            maxZoom=19,
            zoomSnap=0.5,
            fadeAnimation=False,
            tiles=None,
            zoom_control=False,
            attributionControl=False,
        )
        self._id = "live"
        self.default_js = []
        self.default_css = []


class _LiveLayer(JSCSSMixin):
    """Starts our own layer on the map above it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "backhaul.start({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(
        self, scripts: Sequence[tuple[str, str]], styles: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LiveLayer"
        self.default_js = list(scripts)
        self.default_css = list(styles)


def make_shell(*, scripts: Sequence[tuple[str, str]], styles: Sequence[tuple[str, str]]) -> str:
    """The page as HTML. Names and paths are ours; nothing a user wrote may come in here."""
    live_map = _LiveMap()
    _LiveLayer(scripts, styles).add_to(live_map)
    figure = live_map.get_root()
    assert isinstance(figure, Figure)
    figure.title = "Backhaul map"
    html: str = figure.render()
    return html
