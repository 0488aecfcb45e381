"""A bad end leaves a readable report without anybody's words in it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.crash import MOST_KEPT, RUNNING, UNKNOWN, CrashWatch


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashWatch]:
    """Without the hooks that pytest puts in, which fail a test for every error they see."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    made = CrashWatch(tmp_path, Clock())
    yield made
    made.end()


def reports(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("crash-*.txt"))]


def test_a_good_end_leaves_nothing(watch: CrashWatch, tmp_path: Path) -> None:
    assert watch.begin() == ""
    assert len(list(tmp_path.iterdir())) == 1
    watch.end()
    assert list(tmp_path.iterdir()) == []


def test_an_error_that_nobody_caught_is_written_down_without_its_words(
    watch: CrashWatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.begin()
    try:
        raise ValueError("Rosa Silva, Prat 4")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (report,) = reports(tmp_path)
    assert "ValueError" in report
    assert "test_crash.py" in report
    assert "PySide6" in report
    assert "Rosa" not in report.replace('raise ValueError("Rosa Silva, Prat 4")', "")
    assert "Rosa Silva" in capsys.readouterr().err


def test_an_error_in_a_thread_names_the_thread(
    watch: CrashWatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.begin()

    def work() -> None:
        raise RuntimeError

    thread = threading.Thread(target=work, name="planner")
    thread.start()
    thread.join()
    assert "RuntimeError" in capsys.readouterr().err
    (report,) = reports(tmp_path)
    assert "RuntimeError in the thread planner" in report


def test_a_run_that_was_killed_is_told_of_at_the_next_start(
    watch: CrashWatch, tmp_path: Path
) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from console.crash import CrashWatch;"
        f"CrashWatch(Path({str(tmp_path)!r})).begin(); os.kill(os.getpid(), signal.%s)"
    )
    for name in ("SIGKILL", "SIGSEGV"):
        subprocess.run([sys.executable, "-c", code % name], capture_output=True, check=False)
    words = watch.begin()
    assert words.startswith("The program ended badly last time. A report is in ")
    found = reports(tmp_path)
    assert len(found) == 2
    assert sum(UNKNOWN in report for report in found) == 1
    assert sum("Segmentation fault" in report for report in found) == 1


def test_another_console_that_runs_is_left_alone(watch: CrashWatch, tmp_path: Path) -> None:
    other = tmp_path / RUNNING.format(pid=1)
    other.write_text("runs")
    assert watch.begin() == ""
    assert other.exists()


def test_only_the_newest_reports_are_kept(watch: CrashWatch, tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 3):
        watch._write(f"{number}")
    assert reports(tmp_path) == [str(n) for n in range(3, MOST_KEPT + 3)]


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    watch = CrashWatch(tmp_path / "file" / "crashes")
    assert watch.begin() == ""
    watch.end()
