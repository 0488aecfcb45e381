"""Takes pictures of the made-up day, for the eye: `python -m tests.console.map.look FOLDER`."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication

from console.map.map_page import register_scheme
from console.map.map_view import MapView, Theme
from tests.console.map import fake_day

SIZES = (QSize(1280, 800), QSize(1920, 1080))
THEMES: tuple[Theme, ...] = ("dark", "light")


def main() -> None:
    """Draw the day in every size and theme and save the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base-map", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    register_scheme()
    application = QApplication(sys.argv[:1])
    with TemporaryDirectory() as cache:
        view = MapView(cache_folder=Path(cache), base_map=arguments.base_map)
        view.resize(SIZES[0])
        view.show()
        day = fake_day.make_day()
        view.show_scene(day)
        _wait(view, 1500)
        for size in SIZES:
            view.resize(size)
            for theme in THEMES:
                view.set_theme(theme)
                view.show_scene(fake_day.make_day(is_dark=theme == "dark"))
                view.drag_preview(())
                view.fit()
                _wait(view, 1600)
                name = f"{size.width()}_{theme}"
                view.grab().save(str(arguments.folder / f"{name}.png"))
        _details(view, arguments.folder)
        view.shut_down()
    del application


def _details(view: MapView, folder: Path) -> None:
    view.resize(SIZES[0])
    for theme in THEMES:
        view.set_theme(theme)
        day = fake_day.make_day(is_dark=theme == "dark")
        view.show_scene(fake_day.with_selection(day))
        view.fit()
        _wait(view, 1000)
        view.grab().save(str(folder / f"selected_{theme}.png"))
        view.show_scene(fake_day.with_ghost(day))
        view.drag_preview(fake_day.drag_costs(day))
        _wait(view, 600)
        view.grab().save(str(folder / f"drag_{theme}.png"))
        view.drag_preview(())
        view.show_scene(replace(day, cases=day.cases[:8]))
        view.centre_on(-29.9095, -71.2545)
        view.page().runJavaScript("document.querySelector('[aria-label^=Legend]').click()")
        _wait(view, 1500)
        view.grab().save(str(folder / f"near_{theme}.png"))


def _wait(view: MapView, pause_ms: int) -> None:
    loop = QEventLoop(view)
    QTimer.singleShot(pause_ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
