"""The platform underneath: bindings that keep their references, a web view that loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# PySide6 6.12 on Python 3.11 lost one reference to None in each of these calls and aborted after
# some 5,500 of them: hence the markers in pyproject.toml.
VOID_CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("a")
"""

LOAD_A_PAGE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

app = QApplication(sys.argv)
view = QWebEngineView()
view.page().setWebChannel(QWebChannel(view.page()))
view.loadFinished.connect(lambda loaded: app.exit(0 if loaded else 1))
QTimer.singleShot(60_000, lambda: app.exit(2))
view.setHtml("<p>here</p>")
code = app.exec()
del view
sys.exit(code)
"""


def run_python(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=90
    )


def test_qt_survives_twenty_thousand_void_calls() -> None:
    ended = run_python(VOID_CALLS)
    assert ended.returncode == 0, ended.stderr[-2000:]


@pytest.mark.webengine
def test_the_web_view_loads_a_page_without_a_screen() -> None:
    ended = run_python(LOAD_A_PAGE)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_the_home_of_whoever_runs_the_tests_stays_untouched(tmp_path: Path) -> None:
    assert Path.home().is_relative_to(tmp_path.parent.parent)
    assert os.environ["XDG_DATA_HOME"].startswith(str(Path.home()))
