import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.map.map_view import ORDER_MIME, MapView
from console.map.scene import (
    CaseMark,
    ClosureMark,
    DepotMark,
    DriverMark,
    FenceMark,
    HeatLegend,
    HeatSpot,
    Kind,
    Ref,
    RouteCost,
    RouteLine,
    Scene,
    Shape,
    StopMark,
    Trail,
)
from core.model import StopStatus
from tests.console.map import fake_day

MakeMap = Callable[..., MapView]

pytestmark = [
    pytest.mark.webengine,
    # Said by Qt about the machine, once, when the web engine starts.
    pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True),
]
NORTH, SOUTH = -29.90, -29.92
WEST, EAST = -71.27, -71.25
# Where the marks of `SCENE` are in a map of 640×480 is asked from the page, never assumed.
SCENE = Scene(
    drivers=(DriverMark("d1", NORTH, EAST, "#4693f1", "01", "V01 Ana", route_id="r1"),),
    stops=(
        StopMark("s1", SOUTH, WEST, "r1", Shape.RETURN, StopStatus.PLANNED, 1, "R-1 · Infante 5"),
    ),
    routes=(RouteLine("r1", "#4693f1", ((NORTH, WEST), (SOUTH, EAST)), "V01 Ana"),),
    cases=(CaseMark("c1", SOUTH, EAST, Shape.DELIVERY, True, "Failed", payload="order-1"),),
    depots=(DepotMark("p1", NORTH, WEST, "Depot"),),
    heat=(HeatSpot("h1", NORTH, (WEST + EAST) / 2, 1.0, "Balmaceda 120", ("3 failed visits",)),),
)
ODD = (
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    "'\"`${window.hacked = 1}",
    "\u2028\u2029\x00\\ud800 \\n",
    "مرحبا 日本語 🚚 n̈",
)


def ask(qtbot: QtBot, view: MapView, script: str) -> Any:
    """What the page answers, as text, number or truth."""
    answers: list[Any] = []
    view.page().runJavaScript(script, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


def show(qtbot: QtBot, view: MapView, scene: Scene) -> None:
    """Show a scene and wait until it is drawn."""
    with qtbot.waitSignal(view.frame_drawn, timeout=10_000):
        view.show_scene(scene)


def place_of(qtbot: QtBot, view: MapView, lat: float, lon: float) -> QPoint:
    """Where a place on earth is in the view."""
    place = f"backhaul.live.map.latLngToContainerPoint([{lat}, {lon}])"
    x = ask(qtbot, view, f"{place}.x")
    y = ask(qtbot, view, f"{place}.y")
    return QPoint(round(x), round(y))


def surface(view: MapView) -> QWidget:
    """The widget that takes the mouse."""
    proxy = view.focusProxy()
    assert isinstance(proxy, QWidget)
    return proxy


def click(view: MapView, place: QPoint) -> None:
    QTest.mouseMove(surface(view), place)
    QTest.mouseClick(surface(view), Qt.MouseButton.LeftButton, pos=place)


# -- drawing ---------------------------------------------------------------------------------


def test_a_frame_is_acknowledged_when_it_is_drawn(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    counts = "JSON.stringify([backhaul.live.marks.order.length, backhaul.live.marks.stops.size])"
    assert ask(qtbot, view, counts) == "[1,1]"


def test_of_many_scenes_the_newest_is_drawn_and_few_are_sent(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    drawn: list[int] = []
    view.frame_drawn.connect(drawn.append)
    for number in range(200):
        view.show_scene(replace(SCENE, drivers=(replace(SCENE.drivers[0], title=f"V{number}"),)))
    title = "backhaul.live.marks.order.length && backhaul.live.marks.order[0].look.title"
    qtbot.waitUntil(lambda: ask(qtbot, view, title) == "V199", timeout=10_000)
    assert len(drawn) < 20


def test_pictures_drawn_as_pixels_are_cut_at_edges_and_lie_over_each_other(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    script = (
        "(() => { const ctx = new OffscreenCanvas(20, 20).getContext('2d');"
        " const square = (colour) => new backhaul.Sprite(3, 1, (c) => {"
        " c.fillStyle = colour; c.fillRect(-3, -3, 6, 6); });"
        " const bits = new backhaul.Bits(8); const at = (x) => ctx.getImageData(x, 10, 1, 1).data;"
        " bits.begin(20, 20); const blue = square('#4060f0'); bits.stamp(blue, 1, 10);"
        " bits.stamp(blue, 60, 10); bits.stamp(blue, 10, 10); bits.stamp(blue.faint(0.5), 15, 10);"
        " bits.stamp(square('rgba(255, 255, 255, 0.5)'), 11, 10);"
        " bits.put(ctx, {left: 0, top: 0, right: 20, bottom: 20});"
        " return JSON.stringify([0, 5, 7, 10, 14, 17, 19].map((x) => [...at(x)])); })()"
    )
    pixels = json.decode(ask(qtbot, view, script), type=list[list[int]])
    cut, gap, whole, covered, over_faint, faint, far = pixels
    assert cut == whole == [64, 96, 240, 255]
    assert gap == far == [0, 0, 0, 0]
    assert covered == pytest.approx([160, 176, 248, 255], abs=3)
    assert faint == pytest.approx([64, 96, 240, 128], abs=3)
    assert over_faint[3] == 128 or over_faint[3] == pytest.approx(192, abs=3)


HUNDREDS = tuple(
    DriverMark(f"d{n}", NORTH - n % 30 * 7e-4, EAST - n // 30 * 7e-4, "#4693f1", "1", "V")
    for n in range(600)
)
BARE = (
    "(() => { const { ctx, view, canvas } = backhaul.live.layer._moving; const r = view.ratio;"
    " const seen = ctx.getImageData(0, 0, canvas.width, canvas.height).data;"
    " return backhaul.live.marks.order.filter((d) => seen[4 * (Math.round(view.y(d.y) * r)"
    " * canvas.width + Math.round(view.x(d.x) * r)) + 3] < 255).length; })()"
)
"""How many vans are not where they should be drawn."""


def test_hundreds_of_vans_are_drawn_where_they_are(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, Scene(drivers=HUNDREDS))
    assert ask(qtbot, view, BARE) == 0


def test_beside_hundreds_of_vans_a_chosen_one_is_drawn_where_it_is_on_a_finer_screen(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    fine = "Object.defineProperty(window, 'devicePixelRatio', {value: 2});"
    ask(qtbot, view, fine + CLOSE % (NORTH, WEST, 13))
    apart = replace(HUNDREDS[0], id="apart", lon=WEST)
    selected = (Ref(Kind.DRIVER, apart.id),)
    show(qtbot, view, Scene(drivers=(*HUNDREDS, apart), selected=selected))
    view.resize(700, 500)
    width = "backhaul.live.layer._moving.canvas.width"
    qtbot.waitUntil(lambda: ask(qtbot, view, width) == 1400, timeout=10_000)
    assert ask(qtbot, view, BARE) == 0


@pytest.mark.parametrize("count", [3, 600])
def test_vans_at_rest_go_to_the_screen_past_the_page_and_are_where_the_map_is_when_it_moves(
    qtbot: QtBot, make_map: MakeMap, count: int
) -> None:
    view = make_map()
    south = replace(SCENE.drivers[0], lat=SOUTH, lon=WEST)
    vans = tuple(replace(SCENE.drivers[0], id=f"d{n}") for n in range(count - 1))
    drawn_on = "backhaul.live.layer._moving.canvas.getContext('2d').getContextAttributes()"
    other = "(({_moving: m, _bound: b, _free: f}) => m === b ? f : b)(backhaul.live.layer)"
    is_past_page = f"{drawn_on}.desynchronized && {other}.canvas.style.display === 'none'"

    def shows_a_van(lat: float, lon: float) -> bool:
        at = place_of(qtbot, view, lat, lon) + QPoint(3, 3)
        colour = view.grab().toImage().pixelColor(at)
        return colour.blue() > 150

    for step in range(40):
        show(qtbot, view, Scene(drivers=(*vans, replace(south, lon=WEST + step * 2e-4))))
    qtbot.waitUntil(lambda: bool(ask(qtbot, view, is_past_page)), timeout=10_000)
    here, there = (NORTH, EAST), (SOUTH, WEST + 39 * 2e-4)
    qtbot.waitUntil(lambda: shows_a_van(*here) and shows_a_van(*there), timeout=10_000)
    was = QPoint(place_of(qtbot, view, *here))
    moved = "(backhaul.live.map.panBy([70, 0], {animate: false}), 1)"
    ask(qtbot, view, moved)
    is_bound = f"!{drawn_on}.desynchronized && {other}.canvas.style.display === 'none'"
    qtbot.waitUntil(lambda: bool(ask(qtbot, view, is_bound)), timeout=10_000)
    qtbot.waitUntil(lambda: shows_a_van(*here) and shows_a_van(*there), timeout=10_000)
    qtbot.waitUntil(lambda: view.grab().toImage().pixelColor(was).blue() < 100, timeout=10_000)


def test_a_van_that_moves_less_than_can_be_seen_draws_nothing(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    frames = "backhaul.live.layer.frames"
    is_at_rest = "document.fonts.status === 'loaded' && !backhaul.live.layer._loop"
    qtbot.waitUntil(lambda: bool(ask(qtbot, view, is_at_rest)), timeout=10_000)
    was = ask(qtbot, view, frames)
    van = SCENE.drivers[0]
    show(qtbot, view, replace(SCENE, drivers=(replace(van, lat=van.lat + 1e-7),)))
    assert ask(qtbot, view, frames) == was
    show(qtbot, view, replace(SCENE, drivers=(replace(van, lat=van.lat + 1e-2),)))
    qtbot.waitUntil(lambda: ask(qtbot, view, frames) > was)


def test_marks_drawn_around_a_change_are_those_of_a_whole_drawing(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    day = fake_day.make_day(drivers=8, stops=160)
    show(qtbot, view, day)
    first, second, third, *others = day.stops
    stops = (
        replace(first, status=StopStatus.FAILED, is_late=True),
        replace(second, lat=second.lat + 0.002, number=99),
        *others,
        replace(third, id="new", status=StopStatus.ARRIVED),
    )
    show(qtbot, view, replace(day, stops=stops, cases=day.cases[1:]))
    picture = "backhaul.live.layer._still.canvas.toDataURL()"
    around = ask(qtbot, view, picture)
    whole = ask(
        qtbot,
        view,
        f"backhaul.live.layer._needsStill = true, backhaul.live.layer._drawPiece(1e9), {picture}",
    )
    assert around.startswith("data:image/png")
    assert around == whole


def test_odd_text_arrives_as_it_is_and_never_runs(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    case = SCENE.cases[0]
    marks = tuple(replace(case, id=f"c{i}", title=text, lines=ODD) for i, text in enumerate(ODD))
    show(qtbot, view, replace(SCENE, cases=marks, selected=(Ref(Kind.CASE, ODD[0]),)))
    for number, text in enumerate(ODD):
        assert ask(qtbot, view, f"backhaul.live.marks.cases.get('c{number}').title") == text
    show_tip = (
        "const found = {kind: 'case', id: 'c1', mark: backhaul.live.marks.cases.get('c1')};"
        "backhaul.live.pointer._showTip(found, {x: 9, y: 9}, true);"
        "document.querySelector('.bh-tip').textContent"
    )
    assert "<img src=x" in ask(qtbot, view, show_tip)
    assert ask(qtbot, view, "document.querySelectorAll('.bh-tip img, .bh-tip script').length") == 0
    assert ask(qtbot, view, "typeof window.hacked") == "undefined"


def test_a_colour_that_is_none_is_drawn_grey(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    bad = replace(SCENE.routes[0], colour="url(https://example.com)")
    show(qtbot, view, replace(SCENE, routes=(bad,)))
    assert ask(qtbot, view, "backhaul.live.marks.routes.get('r1').colour") == "#8b98a9"


def test_the_theme_changes_in_place(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    ask(qtbot, view, "window.isSamePage = true")
    view.set_theme("light")
    theme = "document.documentElement.dataset.theme"
    qtbot.waitUntil(lambda: ask(qtbot, view, theme) == "light", timeout=10_000)
    assert ask(qtbot, view, "window.isSamePage") is True


def test_the_attribution_is_in_sight_and_a_missing_street_map_is_told(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    text = "document.querySelector('.leaflet-control-attribution').textContent"
    assert "© OpenStreetMap contributors" in ask(qtbot, view, text)
    told = f"{text}.includes('no street map')"
    qtbot.waitUntil(lambda: ask(qtbot, view, told) is True, timeout=10_000)


def test_a_name_in_a_text_of_the_page_is_taken_letter_by_letter(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    said = "backhaul.tr('Following {n}.', \"$& and $' {n}\")"
    assert ask(qtbot, make_map(), said) == "Following $& and $' {n}."


def test_streets_are_painted_in_turns_with_frames_between(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    script = (
        "window.told = []; window.frames = 0;"
        "(function count() { frames += 1; requestAnimationFrame(count); })();"
        "const layer = {renderTile: async ({n}, tile, key, done) => {"
        " const until = performance.now() + 10; while (performance.now() < until) continue;"
        " if (n === 1) throw new Error('a bad tile'); told.push([n, frames]); done(); }};"
        "backhaul.takeTurns(layer);"
        "const tiles = [0, 1, 2, 3, 4].map((n) => ({key: n === 2 ? 'gone' : `k${n}`}));"
        "tiles.forEach((tile, n) => layer.renderTile({n}, tile, `k${n}`, () => {})"
        ".catch(() => told.push([n, -1]))); 1"
    )
    ask(qtbot, view, script)
    qtbot.waitUntil(lambda: ask(qtbot, view, "told.length") == 4, timeout=10_000)
    told = json.decode(ask(qtbot, view, "JSON.stringify(told)"), type=list[tuple[int, int]])
    assert [n for n, _ in told] == [0, 1, 3, 4]
    frames = [frame for n, frame in told if n != 1]
    assert frames == sorted(set(frames))


def test_the_demo_city_has_streets(qtbot: QtBot, make_map: MakeMap, repository: Path) -> None:
    view = make_map(repository / "resources/demo/base.pmtiles")
    show(qtbot, view, SCENE)
    painted = "Object.values(backhaul.live.baseMap._layer?._tiles ?? {}).some((t) => t.loaded)"
    qtbot.waitUntil(lambda: ask(qtbot, view, painted) is True, timeout=20_000)
    text = "document.querySelector('.leaflet-control-attribution').textContent"
    assert ask(qtbot, view, text) == "© OpenStreetMap contributors"


def test_another_theme_paints_the_same_streets_between_two_whole_zooms(
    qtbot: QtBot, make_map: MakeMap, repository: Path
) -> None:
    view = make_map(repository / "resources/demo/base.pmtiles")
    show(qtbot, view, SCENE)
    ask(qtbot, view, "backhaul.live.map.setView([-29.92, -71.26], 12.5, {animate: false}); 1")
    tiles = "Object.keys(backhaul.live.baseMap._layer?._tiles ?? {}).sort().join()"
    loaded = "Object.values(backhaul.live.baseMap._layer?._tiles ?? {}).every((t) => t.loaded)"
    qtbot.waitUntil(lambda: ask(qtbot, view, f"{loaded} && {tiles} !== ''") is True, timeout=20_000)
    before = ask(qtbot, view, tiles)
    view.set_theme("light")
    ground = "backhaul.live.baseMap._layer.backgroundColor === backhaul.palettes.light.ground"
    qtbot.waitUntil(lambda: ask(qtbot, view, ground) is True, timeout=10_000)
    assert ask(qtbot, view, tiles) == before


def test_the_map_tells_when_streets_and_theme_are_painted(
    qtbot: QtBot, make_map: MakeMap, repository: Path
) -> None:
    view = make_map(repository / "resources/demo/base.pmtiles")
    view.show_scene(SCENE)
    view.set_theme("light")
    with qtbot.waitSignal(view.settled, timeout=30_000):
        view.settle()
    assert ask(qtbot, view, "backhaul.live.marks.stops.size") == 1
    tiles = "Object.values(backhaul.live.baseMap._layer._tiles)"
    assert ask(qtbot, view, f"{tiles}.length > 0 && {tiles}.every((t) => t.loaded)") is True
    red = "(t) => t.el.getContext('2d').getImageData(3, 3, 1, 1).data[0]"
    # The ground of the dark theme has next to no red.
    assert ask(qtbot, view, f"Math.min(...{tiles}.map({red}))") > 120


def test_a_map_is_asked_anew_after_each_change_whether_it_is_painted(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    for theme in ("light", "dark"):
        view.set_theme(theme)
        with qtbot.waitSignal(view.settled, timeout=10_000):
            view.settle()
        assert ask(qtbot, view, "backhaul.live.layer.isDrawing()") is False
    told: list[bool] = []
    view.settled.connect(lambda: told.append(True))
    show(qtbot, view, SCENE)
    assert told == []


def test_fit_to_shows_the_marks_and_passes_over_strangers(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    zoom = ask(qtbot, view, "backhaul.live.map.getZoom()")
    view.fit_to([Ref(Kind.STOP, "s1"), Ref(Kind.STOP, "nobody")])
    near = f"backhaul.live.map.getZoom() > {zoom}"
    qtbot.waitUntil(lambda: ask(qtbot, view, near) is True, timeout=10_000)


def test_a_fitted_map_stays_fitted_when_it_grows_until_somebody_moves_it(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    before = ask(qtbot, view, "backhaul.live.map.getZoom()")
    view.resize(1500, 1200)
    grown = f"backhaul.live.map.getZoom() > {before}"
    qtbot.waitUntil(lambda: ask(qtbot, view, grown) is True, timeout=10_000)
    moved = "backhaul.live.map.setView([10, 20], 12, {animate: false}).getZoom()"
    assert ask(qtbot, view, moved) == 12
    view.resize(640, 480)
    size = "backhaul.live.map.getSize().x"
    qtbot.waitUntil(lambda: ask(qtbot, view, size) == 640, timeout=10_000)
    assert ask(qtbot, view, "backhaul.live.map.getZoom()") == 12


CLOSE = "backhaul.live.map.setView([%s, %s], %s, {animate: false}).getZoom()"


def test_at_a_far_zoom_stops_are_gathered_and_a_click_goes_nearer(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    near = [
        replace(SCENE.stops[0], id=f"n{number}", lon=WEST + number / 20_000) for number in range(6)
    ]
    done = replace(near[0], id="done", status=StopStatus.COMPLETED)
    alone = replace(near[0], id="alone", lat=NORTH + 0.2)
    show(qtbot, view, Scene(stops=(*near, done, alone)))
    gathered = (
        "JSON.stringify(backhaul.clustersOf(backhaul.live.marks.stops.values(),"
        " backhaul.live.layer.view, (s) => !backhaul.isEnded(s)).clusters.map((c) => c.n))"
    )
    assert ask(qtbot, view, CLOSE % (SOUTH, WEST, 10)) == 10
    qtbot.waitUntil(lambda: ask(qtbot, view, gathered) == "[6]", timeout=10_000)
    with qtbot.assertNotEmitted(view.stop_clicked):
        click(view, place_of(qtbot, view, SOUTH, WEST))
        nearer = "backhaul.live.layer.view.zoom"
        qtbot.waitUntil(lambda: ask(qtbot, view, nearer) == 12, timeout=10_000)
    with qtbot.waitSignal(view.stop_clicked, timeout=10_000):
        click(view, place_of(qtbot, view, SOUTH, WEST))


def test_routes_in_one_street_lie_side_by_side_whatever_their_direction(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    street = ((NORTH, WEST), (NORTH, EAST))
    routes = (
        RouteLine("r1", "#4693f1", street, "V01"),
        RouteLine("r2", "#d1495b", street[::-1], "V02"),
        RouteLine("r3", "#0b8f63", ((SOUTH, WEST), (SOUTH, EAST)), "V03"),
    )
    show(qtbot, view, Scene(routes=routes))
    asides = (
        "(() => { const {marks, layer} = backhaul.live;"
        " const users = backhaul.sharedStreets(marks.routes.values(), layer.view);"
        " if (!users) return 'null';"
        " return JSON.stringify(['r1', 'r2', 'r3'].map((id) => { const a = backhaul.asides("
        "marks.routes.get(id), users, layer.view, 4); return a && a.dys[0]; })); })()"
    )
    look_at(qtbot, view, 15)
    first, second, alone = json.decode(ask(qtbot, view, asides))
    assert first == -second != 0
    assert alone is None
    look_at(qtbot, view, 12)
    assert ask(qtbot, view, asides) == "null"


def look_at(qtbot: QtBot, view: MapView, zoom: int) -> None:
    """Zoom there; drawn in the next frame."""
    assert ask(qtbot, view, CLOSE % (NORTH, WEST, zoom)) == zoom
    drawn = "backhaul.live.layer.view.zoom"
    qtbot.waitUntil(lambda: ask(qtbot, view, drawn) == zoom, timeout=10_000)


def test_the_way_a_van_came_is_drawn_as_beads(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    trail = Trail("r1", "#ff00ff", ((NORTH, WEST), (NORTH, EAST)))
    show(qtbot, view, replace(SCENE, routes=(), trails=(trail,)))
    beads = (
        "(() => { const {layer} = backhaul.live; const c = layer._ways; const all ="
        " c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
        " for (let i = 0; i < all.length; i += 4)"
        " if (all[i] > 240 && all[i + 1] < 15 && all[i + 2] > 240) n += 1; return n; })()"
    )
    assert ask(qtbot, view, beads) > 4
    show(qtbot, view, replace(SCENE, routes=(), trails=()))
    assert ask(qtbot, view, beads) == 0


# -- the page is closed in ---------------------------------------------------------------------


def test_the_page_runs_under_its_policy(
    qtbot: QtBot, make_map: MakeMap, caplog: pytest.LogCaptureFixture
) -> None:
    view = make_map()
    ask(
        qtbot,
        view,
        "const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
        "document.body.append(s); fetch('https://example.com/').catch(() => window.blocked = 1); 1",
    )
    qtbot.waitUntil(lambda: ask(qtbot, view, "window.blocked === 1") is True, timeout=10_000)
    assert ask(qtbot, view, "typeof window.hacked") == "undefined"
    assert "Content Security Policy" in caplog.text


def test_the_page_reads_nothing_but_its_own_files(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    ask(
        qtbot,
        view,
        "window.got = [];"
        "for (const u of ['layer.js', 'nothing.js', '../../main.py', 'vendor/../../../main.py'])"
        " fetch(u).then((r) => window.got.push([u, r.ok]), () => window.got.push([u, false])); 1",
    )
    done = "window.got.length === 4"
    qtbot.waitUntil(lambda: ask(qtbot, view, done) is True, timeout=10_000)
    assert ask(qtbot, view, "window.got.filter((g) => g[1]).map((g) => g[0]).join()") == "layer.js"


def test_the_base_map_is_read_in_ranges(qtbot: QtBot, make_map: MakeMap, tmp_path: Path) -> None:
    base_map = tmp_path / "base.pmtiles"
    base_map.write_bytes(b"PMTiles\x03" + bytes(292) + b"here" + bytes(9_000))
    view = make_map(base_map)
    ask(
        qtbot,
        view,
        "fetch('base.pmtiles', {headers: {Range: 'bytes=300-303'}}).then(async (r) =>"
        " window.range = r.status + ':' + new Uint8Array(await r.arrayBuffer()).join()); 1",
    )
    qtbot.waitUntil(
        lambda: ask(qtbot, view, "window.range || ''") == "206:104,101,114,101", timeout=10_000
    )


def test_other_streets_are_served_when_the_region_is_known(
    qtbot: QtBot, make_map: MakeMap, repository: Path
) -> None:
    view = make_map()
    with qtbot.waitSignal(view.ready, timeout=10_000):
        view.use_base_map(repository / "resources/demo/base.pmtiles")
    ask(qtbot, view, "fetch('base_map.json').then(async (r) => window.facts = await r.text()); 1")
    qtbot.waitUntil(
        lambda: '"deepest_zoom": 15' in str(ask(qtbot, view, "window.facts || ''")), timeout=10_000
    )


def test_a_wish_for_the_new_streets_is_not_told_to_the_page_that_leaves(
    qtbot: QtBot, make_map: MakeMap, repository: Path
) -> None:
    view = make_map()
    last = view._frame
    with qtbot.waitSignal(view.ready, timeout=30_000):
        view.use_base_map(repository / "resources/demo/base.pmtiles")
        view.centre_on(NORTH, EAST)
        view._hear(f'{{"type":"drawn","frame":{last}}}')
        assert not view.is_ready

    def is_there() -> bool:
        away = place_of(qtbot, view, NORTH, EAST) - view.rect().center()
        return away.manhattanLength() < 4

    qtbot.waitUntil(is_there, timeout=10_000)


def test_the_page_goes_nowhere_and_opens_no_window(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    ask(qtbot, view, "window.isSamePage = true")
    ask(qtbot, view, "window.open('https://example.com/'); location = 'file:///etc/passwd'; 1")
    assert ask(qtbot, view, "window.isSamePage") is True
    assert view.url() == QUrl("backhaul://map/")


def test_what_the_page_says_out_of_turn_is_dropped(
    qtbot: QtBot, make_map: MakeMap, caplog: pytest.LogCaptureFixture
) -> None:
    view = make_map()
    caplog.set_level(logging.WARNING)
    with qtbot.assertNotEmitted(view.frame_drawn), qtbot.assertNotEmitted(view.dropped):
        view._bridge.say("nonsense")
        view._bridge.say('{"type":"drawn","frame":99}')
        view._bridge.say(
            '{"type":"mark_dropped","lifted":"case","lifted_id":"nobody","kind":"route","id":"r1","lat":0,"lon":0,'
            '"alt":false,"control":false,"shift":false}'
        )
        view._bridge.say('{"type":"target","question":0,"kind":"route","id":"r1","lat":0,"lon":0}')
    assert "said something unknown" in caplog.text


def test_a_page_that_died_comes_back_with_the_same_scene(
    qtbot: QtBot, make_map: MakeMap, caplog: pytest.LogCaptureFixture
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    with (
        qtbot.waitSignal(view.ready, timeout=30_000),
        qtbot.waitSignal(view.crashed, timeout=30_000),
    ):
        os.kill(view.page().renderProcessPid(), signal.SIGKILL)
    assert ask(qtbot, view, "backhaul.live.marks.stops.size") == 1
    assert "started again" in caplog.text


def test_a_map_that_was_shut_down_takes_everything_in_silence(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    view.shut_down()
    view.shut_down()
    view.show_scene(SCENE)
    view.set_theme("light")
    view.fit()
    assert not view.is_ready


# -- the pointer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signal_name", "lat", "lon", "mark_id"),
    [
        ("driver_clicked", NORTH, EAST, "d1"),
        ("stop_clicked", SOUTH, WEST, "s1"),
        ("case_clicked", SOUTH, EAST, "c1"),
        ("depot_clicked", NORTH, WEST, "p1"),
        ("heat_clicked", NORTH, (WEST + EAST) / 2, "h1"),
        ("route_clicked", (NORTH + SOUTH) / 2, (WEST + EAST) / 2, "r1"),
    ],
)
def test_a_click_names_what_it_hit(
    qtbot: QtBot, make_map: MakeMap, signal_name: str, lat: float, lon: float, mark_id: str
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    place = place_of(qtbot, view, lat, lon)
    with qtbot.waitSignal(getattr(view, signal_name), timeout=10_000) as clicked:
        click(view, place)
    assert clicked.args == [mark_id]


def test_failures_are_taken_off_the_map_again(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    place = place_of(qtbot, view, NORTH, (WEST + EAST) / 2)
    glow = (
        "(() => { const { layer } = backhaul.live; const r = layer.view.ratio;"
        " const s = backhaul.live.marks.heat.values().next().value || { x: 0, y: 0 };"
        " const at = [layer.view.x(s.x) * r, layer.view.y(s.y) * r];"
        " return layer._ways.getContext('2d').getImageData(at[0], at[1], 1, 1).data[3]; })()"
    )
    assert ask(qtbot, view, glow) > 0
    ask(
        qtbot,
        view,
        "backhaul.live.layer.painter.show.heat = false, backhaul.live.layer.redraw(), 1",
    )
    qtbot.waitUntil(lambda: ask(qtbot, view, glow) == 0, timeout=10_000)
    with qtbot.waitSignal(view.background_clicked, timeout=10_000):
        click(view, place)
    show(qtbot, view, replace(SCENE, heat=()))
    assert ask(qtbot, view, "backhaul.live.marks.heat.size") == 0


def test_a_click_on_bare_ground_says_so(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    with qtbot.waitSignal(view.background_clicked, timeout=10_000):
        click(view, QPoint(30, 240))


def test_a_queue_mark_is_dragged_onto_a_van(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    start = place_of(qtbot, view, SOUTH, EAST)
    end = place_of(qtbot, view, NORTH, EAST)
    widget, left = surface(view), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(view.drag_entered, timeout=10_000) as entered:
        QTest.mousePress(widget, left, pos=start)
        QTest.mouseMove(widget, (start + end) / 2)
    assert entered.args == ["order-1"]
    with qtbot.waitSignal(
        view.drag_hovered, timeout=10_000, check_params_cb=lambda kind, *_: kind == "driver"
    ):
        QTest.mouseMove(widget, end)
    with (
        qtbot.assertNotEmitted(view.case_clicked),
        qtbot.waitSignal(view.dropped, timeout=10_000) as dropped,
    ):
        QTest.mouseRelease(widget, left, Qt.KeyboardModifier.AltModifier, end)
    payload, kind, mark_id, lat, _, modifiers = dropped.args
    assert (payload, kind, mark_id) == ("order-1", "driver", "d1")
    assert lat == pytest.approx(NORTH, abs=1e-3)
    assert modifiers == Qt.KeyboardModifier.AltModifier


def drag(view: MapView, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier) -> None:
    """With the left button, in steps, so that a line is drawn."""
    widget, left = surface(view), Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, keys, start)
    for step in (1, 2, 3, 4):
        at = start + (end - start) * (step / 4)
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), widget.mapToGlobal(QPointF(at)), left, left, keys
        )
        QApplication.sendEvent(widget, move)
    QTest.mouseRelease(widget, left, keys, end)


MOVABLE = replace(
    SCENE,
    stops=(replace(SCENE.stops[0], is_movable=True),),
    routes=(*SCENE.routes, RouteLine("r2", "#d1495b", ((SOUTH, EAST), (NORTH, EAST)), "V02")),
    cases=(),
    drivers=(),
)


def test_a_stop_is_dragged_to_another_route(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, MOVABLE)
    start = place_of(qtbot, view, SOUTH, WEST)
    end = place_of(qtbot, view, (NORTH + SOUTH) / 2, EAST)
    with (
        qtbot.assertNotEmitted(view.stop_clicked),
        qtbot.waitSignal(view.stop_lifted, timeout=10_000) as lifted,
        qtbot.waitSignal(view.stop_dropped, timeout=10_000) as dropped,
    ):
        drag(view, start, end, Qt.KeyboardModifier.NoModifier)
    assert lifted.args == ["s1"]
    assert dropped.args[:3] == ["s1", "route", "r2"]


def test_the_chosen_route_is_dragged_onto_another_one_with_its_costs_beside_the_pointer(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    chosen, other = MOVABLE.routes
    show(qtbot, view, replace(MOVABLE, routes=(replace(chosen, is_movable=True), other)))
    start = place_of(qtbot, view, (NORTH + SOUTH) / 2, (WEST + EAST) / 2)
    end = place_of(qtbot, view, (NORTH + SOUTH) / 2, EAST)
    widget, left = surface(view), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(view.route_lifted, timeout=10_000) as lifted:
        QTest.mousePress(widget, left, pos=start)
        QTest.mouseMove(widget, start + QPoint(20, 0))
    assert lifted.args == [chosen.id]
    view.drag_preview([RouteCost(other.id, "+9 min", "5 stops · +9 min", 1)])
    QTest.mouseMove(widget, end)
    chip = "document.querySelector('.bh-drag-chip.is-shown')?.textContent ?? ''"
    qtbot.waitUntil(lambda: "5 stops · +9 min" in str(ask(qtbot, view, chip)), timeout=10_000)
    with qtbot.waitSignal(view.route_dropped, timeout=10_000) as dropped:
        QTest.mouseRelease(widget, left, pos=end)
    assert dropped.args[:3] == [chosen.id, "route", other.id]


def test_the_chosen_route_is_taken_hold_of_where_others_drive_the_same_street(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    chosen, other = MOVABLE.routes
    same = replace(other, path=chosen.path)
    start_at = ((NORTH + SOUTH) / 2, (WEST + EAST) / 2)
    for routes in ((chosen, same), (same, chosen)):
        marks = tuple(replace(each, is_movable=each.id == chosen.id) for each in routes)
        show(qtbot, view, replace(MOVABLE, routes=()))
        show(qtbot, view, replace(MOVABLE, routes=marks))
        start = place_of(qtbot, view, *start_at)
        with qtbot.waitSignal(view.route_lifted, timeout=10_000) as lifted:
            drag(view, start, start + QPoint(30, 30), Qt.KeyboardModifier.NoModifier)
        assert lifted.args == [chosen.id]


def test_a_route_is_no_target_of_itself_and_only_the_chosen_one_is_lifted(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    chosen, other = MOVABLE.routes
    show(qtbot, view, replace(MOVABLE, routes=(replace(chosen, is_movable=True), other)))
    start = place_of(qtbot, view, (NORTH + SOUTH) / 2, (WEST + EAST) / 2)
    with qtbot.waitSignal(view.route_dropped, timeout=10_000) as dropped:
        drag(view, start, start + QPoint(0, 40), Qt.KeyboardModifier.NoModifier)
    assert dropped.args[2] != chosen.id
    end = place_of(qtbot, view, (NORTH + SOUTH) / 2, EAST)
    with qtbot.assertNotEmitted(view.route_lifted), qtbot.assertNotEmitted(view.route_dropped):
        drag(view, end, start, Qt.KeyboardModifier.NoModifier)
        view._bridge.say(f'{{"type":"mark_lifted","lifted":"route","lifted_id":"{other.id}"}}')


def test_a_stop_that_must_stay_is_not_lifted(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, replace(MOVABLE, stops=SCENE.stops))
    end = place_of(qtbot, view, (NORTH + SOUTH) / 2, EAST)
    with qtbot.assertNotEmitted(view.stop_lifted), qtbot.assertNotEmitted(view.stop_dropped):
        drag(view, place_of(qtbot, view, SOUTH, WEST), end, Qt.KeyboardModifier.NoModifier)
        view._bridge.say('{"type":"mark_lifted","lifted":"stop","lifted_id":"s1"}')
        view._bridge.say(
            '{"type":"mark_dropped","lifted":"stop","lifted_id":"s1","kind":"route","id":"r2",'
            '"lat":0,"lon":0,"alt":false,"control":false,"shift":false}'
        )


def test_a_drag_in_the_page_is_given_up_by_the_windows_escape(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    show(qtbot, view, MOVABLE)
    assert not view.escape()
    start = place_of(qtbot, view, SOUTH, WEST)
    widget, left = surface(view), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(view.stop_lifted, timeout=10_000):
        QTest.mousePress(widget, left, pos=start)
        QTest.mouseMove(widget, start + QPoint(60, 0))
    with qtbot.assertNotEmitted(view.stop_dropped, wait=100):
        with qtbot.waitSignal(view.mark_returned, timeout=10_000):
            assert view.escape()
        QTest.mouseRelease(widget, left, pos=start + QPoint(60, 0))
    assert not view.escape()


@pytest.mark.parametrize(
    "keys", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier]
)
def test_marks_inside_a_box_or_a_line_are_gathered(
    qtbot: QtBot, make_map: MakeMap, keys: Qt.KeyboardModifier
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    stop, case = place_of(qtbot, view, SOUTH, WEST), place_of(qtbot, view, SOUTH, EAST)
    zoom = ask(qtbot, view, "backhaul.live.map.getZoom()")
    if keys is Qt.KeyboardModifier.ShiftModifier:
        with qtbot.waitSignal(view.gathered, timeout=10_000) as told:
            drag(view, stop - QPoint(30, 30), case + QPoint(30, 30), keys)
        assert told.args == [("c1",), ("s1",), False]
    else:
        corners = [stop + QPoint(x, y) for x, y in ((-20, -20), (20, -20), (20, 20), (-20, 20))]
        widget, left = surface(view), Qt.MouseButton.LeftButton
        with qtbot.waitSignal(view.gathered, timeout=10_000) as told:
            QTest.mousePress(widget, left, keys, corners[0])
            for at in corners[1:]:
                QTest.mouseMove(widget, at)
            QTest.mouseRelease(widget, left, keys | Qt.KeyboardModifier.ControlModifier, corners[3])
        assert told.args == [(), ("s1",), True]
    assert ask(qtbot, view, "backhaul.live.map.getZoom()") == zoom


def test_a_van_is_kept_in_the_middle_until_somebody_moves_the_map(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    view.follow("d1")
    off = "Math.round(backhaul.live.map.distance(backhaul.live.map.getCenter(), [%s, %s]))"
    qtbot.waitUntil(lambda: ask(qtbot, view, off % (NORTH, EAST)) < 20, timeout=10_000)
    moved = replace(SCENE.drivers[0], lat=NORTH + 0.01)
    show(qtbot, view, replace(SCENE, drivers=(moved,)))
    qtbot.waitUntil(lambda: ask(qtbot, view, off % (NORTH + 0.01, EAST)) < 20, timeout=10_000)
    qtbot.waitUntil(lambda: view._going_on == {"follow"})
    drag(view, QPoint(200, 200), QPoint(260, 260), Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: not view._going_on, timeout=10_000)
    assert ask(qtbot, view, "document.querySelector('.bh-bar.is-shown') === null") is True


def test_a_way_is_measured_by_clicks(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    view.measure()
    qtbot.waitUntil(lambda: view._going_on == {"measure"}, timeout=10_000)
    with qtbot.assertNotEmitted(view.driver_clicked):
        click(view, place_of(qtbot, view, NORTH, EAST))
        click(view, place_of(qtbot, view, SOUTH, EAST))
        metres = "Math.round(backhaul.live.measure.metres)"
        qtbot.waitUntil(lambda: ask(qtbot, view, metres) == pytest.approx(2224, abs=40))
    words = ask(qtbot, view, "document.querySelector('.bh-bar.is-shown').textContent")
    assert words == "2.2 km in a straight line"
    assert view.escape()
    qtbot.waitUntil(lambda: ask(qtbot, view, metres) == 0, timeout=10_000)


def test_a_street_is_pointed_at_from_end_to_end_or_by_a_click(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    line = ((NORTH, WEST), (SOUTH, WEST))
    closed = ClosureMark("z1", line, "<b>Prat</b> is closed", lines=("until 16:05",))
    show(qtbot, view, replace(SCENE, closures=(closed,)))
    view.draw_street()
    qtbot.waitUntil(lambda: view._going_on == {"street"}, timeout=10_000)
    start, end = place_of(qtbot, view, NORTH, EAST), place_of(qtbot, view, SOUTH, EAST)
    with (
        qtbot.assertNotEmitted(view.background_clicked),
        qtbot.waitSignal(view.street_drawn, timeout=10_000) as told,
    ):
        drag(view, start, end, Qt.KeyboardModifier.NoModifier)
    assert told.args == pytest.approx([NORTH, EAST, SOUTH, EAST], abs=1e-3)
    qtbot.waitUntil(lambda: view._going_on == set(), timeout=10_000)
    middle = place_of(qtbot, view, (NORTH + SOUTH) / 2, WEST)
    with qtbot.waitSignal(view.closure_clicked, timeout=10_000) as clicked:
        click(view, middle)
    assert clicked.args == ["z1"]


def test_a_geofence_is_drawn_around_a_place_and_found_by_its_outline(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    corners = ((NORTH, WEST), (NORTH, EAST), (SOUTH, EAST), (SOUTH, WEST))
    fence = FenceMark("f1", (*corners, corners[0]), "Market", "Geofence Market")
    show(qtbot, view, Scene(fences=(fence,), depots=SCENE.depots, cases=SCENE.cases))
    spots = [place_of(qtbot, view, lat, lon) for lat, lon in corners]
    view.draw_fence()
    qtbot.waitUntil(lambda: view._going_on == {"lasso"}, timeout=10_000)
    surface_ = surface(view)
    with (
        qtbot.assertNotEmitted(view.gathered),
        qtbot.waitSignal(view.fence_drawn, timeout=10_000) as told,
    ):
        QTest.mousePress(surface_, Qt.MouseButton.LeftButton, pos=spots[0])
        for spot in (*spots[1:], spots[0]):
            QTest.mouseMove(surface_, spot, 30)
        QTest.mouseRelease(surface_, Qt.MouseButton.LeftButton, pos=spots[0])
    assert told.args is not None
    assert len(told.args[0]) >= 4
    assert told.args[0][0] == pytest.approx((NORTH, WEST), abs=1e-3)
    qtbot.waitUntil(lambda: view._going_on == set(), timeout=10_000)
    edge = place_of(qtbot, view, (NORTH + SOUTH) / 2, WEST)
    with qtbot.waitSignal(view.fence_clicked, timeout=10_000) as clicked:
        click(view, edge)
    assert clicked.args == ["f1"]
    view.draw_fence()
    qtbot.waitUntil(lambda: view._going_on == {"lasso"}, timeout=10_000)
    assert view.escape()
    lasso = "backhaul.live.gather.isLasso || backhaul.live.gather._isFence"
    qtbot.waitUntil(lambda: ask(qtbot, view, lasso) is False, timeout=10_000)


def test_the_legend_of_failures_stays_as_long_as_they_are_on_the_map(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    legend = HeatLegend("Failures by place, today", "1 failed visit", "5", "Esc takes them off")
    show(qtbot, view, replace(SCENE, heat_legend=legend))
    card = "(b => b.hidden ? '' : b.textContent)(document.querySelector('.bh-heat'))"
    words = "Failures by place, today1 failed visit5Esc takes them off"
    qtbot.waitUntil(lambda: ask(qtbot, view, f"{card} + '.'") == f"{words}.", timeout=10_000)
    show(qtbot, view, replace(SCENE, heat=(), heat_legend=HeatLegend()))
    qtbot.waitUntil(lambda: ask(qtbot, view, f"{card} + '.'") == ".", timeout=10_000)


def test_a_geofences_name_makes_way_for_a_van_without_anything_else_being_drawn_anew(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    corners = ((NORTH, WEST), (NORTH, EAST), (SOUTH, EAST), (SOUTH, WEST))
    fence = FenceMark("f1", (*corners, corners[0]), "Market", "Geofence Market")
    scene = Scene(fences=(fence,), drivers=SCENE.drivers, depots=SCENE.depots)
    show(qtbot, view, scene)
    watch = (
        "(({painter}) => { const name = painter._name; painter._name = (ctx, view, text, x, y) => {"
        " if (text === 'Market') window.namedAt = y; name.call(painter, ctx, view, text, x, y); };"
        " return true; })(backhaul.live)"
    )
    assert ask(qtbot, view, watch)
    aside = replace(scene.drivers[0], lat=SOUTH)
    view.show_scene(replace(scene, drivers=(aside,)))
    qtbot.waitUntil(lambda: ask(qtbot, view, "window.namedAt ?? -1") != -1, timeout=10_000)
    above = ask(qtbot, view, "window.namedAt")
    van = replace(scene.drivers[0], lat=NORTH, lon=(WEST + EAST) / 2)
    view.show_scene(replace(scene, drivers=(van,)))
    qtbot.waitUntil(lambda: ask(qtbot, view, "window.namedAt") > above, timeout=10_000)


def test_a_geofences_name_is_below_it_where_a_van_stands_above(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    corners = ((NORTH, WEST), (NORTH, EAST), (SOUTH, EAST), (SOUTH, WEST))
    fence = FenceMark("f1", (*corners, corners[0]), "Market", "Geofence Market")
    above = replace(SCENE.drivers[0], lat=NORTH, lon=(WEST + EAST) / 2)
    is_below = (
        "(({layer: {view}, marks, painter}) => ((line) => painter.fenceNameTop(view, line) >"
        " view.y(line.top))(marks.fences.get('f1').line))(backhaul.live)"
    )
    for driver, expected in ((SCENE.drivers[0], False), (above, True)):
        show(qtbot, view, Scene(fences=(fence,), drivers=(driver,), depots=SCENE.depots))

        def is_expected(expected: bool = expected) -> bool:
            return ask(qtbot, view, is_below) is expected

        qtbot.waitUntil(is_expected)


def test_a_geofence_that_goes_around_nothing_is_drawn_again(
    qtbot: QtBot, make_map: MakeMap
) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    view.draw_fence()
    qtbot.waitUntil(lambda: view._going_on == {"lasso"}, timeout=10_000)
    start, end = place_of(qtbot, view, NORTH, EAST), place_of(qtbot, view, SOUTH, WEST)
    told = "document.querySelector('.bh-bar.is-shown')?.textContent ?? ''"
    with qtbot.assertNotEmitted(view.fence_drawn), qtbot.assertNotEmitted(view.background_clicked):
        for where in (end, start + QPoint(2, 1)):
            drag(view, start, where, Qt.KeyboardModifier.NoModifier)
            qtbot.waitUntil(
                lambda: ask(qtbot, view, told).startswith("Draw around an area"), timeout=10_000
            )
            assert ask(qtbot, view, "backhaul.live.gather.isDrawing") is False
            assert view._going_on == {"lasso"}
    assert view.escape()
    qtbot.waitUntil(lambda: ask(qtbot, view, told) == "", timeout=10_000)


def test_a_place_that_was_looked_up_is_marked(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    view.show_place(SOUTH, WEST, "<b>Prat</b> 4")
    words = "document.querySelector('.bh-pin-tip')?.textContent ?? ''"
    qtbot.waitUntil(lambda: ask(qtbot, view, words) == "<b>Prat</b> 4", timeout=10_000)


# -- a row dragged in from a table ----------------------------------------------------------------


def order_data(payload: str = "order-7") -> QMimeData:
    mime_data = QMimeData()
    mime_data.setData(ORDER_MIME, payload.encode())
    return mime_data


def enter(view: MapView, mime_data: QMimeData, place: QPoint) -> QDragEnterEvent:
    event = QDragEnterEvent(
        place,
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime_data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    view.dragEnterEvent(event)
    return event


def test_a_row_is_hovered_and_dropped_on_a_route(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    place = place_of(qtbot, view, (NORTH + SOUTH) / 2, (WEST + EAST) / 2)
    mime_data = order_data()
    with qtbot.waitSignals([view.drag_entered, view.drag_hovered], timeout=10_000):
        entered = enter(view, mime_data, place)
    assert entered.isAccepted()
    assert entered.dropAction() == Qt.DropAction.CopyAction
    drop = QDropEvent(
        QPointF(place),
        Qt.DropAction.CopyAction,
        mime_data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
    )
    with qtbot.waitSignal(view.dropped, timeout=10_000) as dropped:
        view.dropEvent(drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction
    assert dropped.args[:3] == ["order-7", "route", "r1"]
    assert dropped.args[5] == Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("beside_px", "kind", "mark_id"),
    [(0, "stop", "s1"), (16, "route", "r2"), (46, "ground", "")],
)
def test_a_drop_goes_to_what_lies_under_the_pointer(
    qtbot: QtBot, make_map: MakeMap, beside_px: int, kind: str, mark_id: str
) -> None:
    """Where another route passes, a stop is its own route's."""
    view = make_map()
    way = RouteLine("r2", "#d1495b", ((SOUTH, WEST), (NORTH, WEST)), "V02 Luis")
    show(qtbot, view, replace(SCENE, routes=(way,), depots=()))
    place = place_of(qtbot, view, SOUTH, WEST) - QPoint(beside_px, 0)
    enter(view, mime_data := order_data(), place)
    drop = QDropEvent(
        QPointF(place),
        Qt.DropAction.CopyAction,
        mime_data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(view.dropped, timeout=10_000) as dropped:
        view.dropEvent(drop)
    assert dropped.args[1:3] == [kind, mark_id]


def test_only_the_latest_place_of_a_fast_drag_is_asked_for(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    questions: list[float] = []
    view._bridge.asked.connect(lambda number, _x, _y: questions.append(number))
    mime_data = order_data()
    enter(view, mime_data, QPoint(20, 20))
    end = place_of(qtbot, view, NORTH, EAST)
    with qtbot.waitSignal(
        view.drag_hovered, timeout=10_000, check_params_cb=lambda kind, *_: kind == "driver"
    ):
        for step in range(100):
            move = QDragMoveEvent(
                end - QPoint(99 - step, 0),
                Qt.DropAction.CopyAction,
                mime_data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            view.dragMoveEvent(move)
            assert move.isAccepted()
    assert len(questions) <= 4


def test_a_drag_that_leaves_takes_its_costs_away(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    enter(view, order_data(), QPoint(20, 20))
    with qtbot.waitSignal(view.frame_drawn, timeout=10_000):
        view.drag_preview([RouteCost("r1", "+4 min", "after stop 7 · +4 min", rank=1)])
    assert ask(qtbot, view, "backhaul.live.marks.costs.size") == 1
    show(qtbot, view, replace(SCENE, cases=()))
    assert ask(qtbot, view, "backhaul.live.marks.costs.size") == 1
    with qtbot.waitSignal(view.drag_left, timeout=10_000):
        view.dragLeaveEvent(QDragLeaveEvent())
    with qtbot.waitSignal(view.frame_drawn, timeout=10_000):
        view.drag_preview(())
    assert ask(qtbot, view, "backhaul.live.marks.costs.size") == 0


def test_something_else_than_an_order_is_not_taken(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    text = QMimeData()
    text.setText("hello")
    assert not enter(view, text, QPoint(20, 20)).isAccepted()


def test_before_the_page_is_up_nothing_is_taken_and_wishes_wait(
    qtbot: QtBot, tmp_path: Path
) -> None:
    view = MapView(cache_folder=tmp_path, base_map=None)
    qtbot.addWidget(view, before_close_func=MapView.shut_down)
    view.resize(640, 480)
    assert not view.is_ready
    assert not enter(view, order_data(), QPoint(20, 20)).isAccepted()
    view.show_scene(fake_day.make_day())
    view.set_theme("light")
    view.centre_on(NORTH, EAST)
    with qtbot.waitSignal(view.ready, timeout=30_000):
        view.show()
    theme = "document.documentElement.dataset.theme"
    qtbot.waitUntil(lambda: ask(qtbot, view, theme) == "light", timeout=10_000)
    assert ask(qtbot, view, "backhaul.live.marks.stops.size") == 400
    assert view.event(QEvent(QEvent.Type.None_)) is False
