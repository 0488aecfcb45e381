"""A watched folder: what comes in leaves it, with what was said of it."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.watch_command import AWAY, PARTLY, Outcome, watch


class Folder:
    """Each look may be followed by something that happens to the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[str] = []
        self.code = 0
        self.then: list[Callable[[], object]] = []

    def write(self, name: str, text: str = "a") -> Path:
        file = self.path / name
        file.write_text(text)
        return file

    def watch(self, looks: int) -> int:
        options = argparse.Namespace(file=self.path, depot="d1")
        return watch(options, self._import, sleep=self._sleep, looks=looks)

    def names(self, folder: str = "") -> list[str]:
        return sorted(each.name for each in (self.path / folder).iterdir() if each.is_file())

    def _import(self, options: argparse.Namespace) -> Outcome:
        assert options.depot == "d1"
        self.asked.append(options.file.name)
        sys.stdout.write("Orders!A2: a cell of 3 new, 0 refused\nDone.\n")
        sys.stderr.write("" if self.code == 0 else "It has no orders.\n")
        return Outcome(self.code, "2 new, 0 changed, 0 the same, 1 refused")

    def _sleep(self, _: float) -> None:
        if self.then:
            self.then.pop(0)()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_list_comes_in_once_and_leaves_with_what_was_said(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write("orders.csv")
    assert folder.watch(4) == 0
    assert folder.asked == ["orders.csv"]
    assert folder.names() == []
    assert folder.names("imported") == ["orders.csv", "orders.csv.txt"]
    assert (folder.path / "imported" / "orders.csv.txt").read_text().endswith("Done.\n")
    assert "orders.csv came in: 2 new, 0 changed, 0 the same, 1 refused" in capsys.readouterr().out


def test_what_was_refused_lies_apart_with_the_reason(folder: Folder) -> None:
    folder.code = 1
    folder.write("orders.xlsx")
    folder.watch(2)
    assert "It has no orders." in (folder.path / "refused" / "orders.xlsx.txt").read_text()


def test_a_list_with_refused_rows_lies_where_it_is_mended(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.code = PARTLY
    folder.write("orders.csv")
    folder.watch(2)
    assert folder.names("refused") == ["orders.csv", "orders.csv.txt"]
    assert "orders.csv came in in part: 2 new" in capsys.readouterr().out


def test_a_file_that_is_still_written_is_left_alone(folder: Folder) -> None:
    file = folder.write("orders.csv")
    folder.then = [lambda: file.write_text("more"), lambda: os.utime(file, ns=(1, 1))]
    folder.watch(3)
    assert folder.asked == []
    folder.watch(2)
    assert folder.asked == ["orders.csv"]


def test_while_the_hub_is_away_files_wait(folder: Folder) -> None:
    folder.code = AWAY
    folder.write("orders.csv")
    folder.watch(3)
    assert folder.names() == ["orders.csv"]
    assert folder.asked == ["orders.csv", "orders.csv"]


def test_other_files_and_hidden_ones_are_none_of_its_business(folder: Folder) -> None:
    for name in ("photo.png", ".orders.csv", "~$orders.xlsx"):
        folder.write(name)
    folder.watch(3)
    assert folder.asked == []


def test_a_second_file_of_a_name_does_not_write_over_the_first(folder: Folder) -> None:
    folder.write("orders.csv", "one")
    folder.then = [lambda: None, lambda: folder.write("orders.csv", "two")]
    folder.watch(4)
    names = [name for name in folder.names("imported") if name.endswith(".csv")]
    assert sorted((folder.path / "imported" / name).read_text() for name in names) == ["one", "two"]


def test_an_end_by_hand_and_a_folder_that_is_gone_are_said(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    folder.then = [interrupt]
    assert folder.watch(3) == 0
    assert "Ended." in capsys.readouterr().out
    folder.path = folder.path / "nowhere"
    assert folder.watch(1) == 1
    assert "cannot be watched" in capsys.readouterr().err
