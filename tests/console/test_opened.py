"""What the next start opens, and when it asks instead."""

from pathlib import Path

import pytest

from console.opened import OPENED, Opened, is_named, keep_opened, name_in, read_opened
from core.hub.own_depots import CARD, DEPOTS
from main import make_parser


def test_a_new_computer_is_asked(tmp_path: Path) -> None:
    assert read_opened(tmp_path) is None


def test_a_demo_day_of_before_goes_on_without_a_question(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    assert read_opened(tmp_path) == Opened("demo", "la-serena")


@pytest.mark.parametrize("opened", [Opened("demo", "helsinki"), Opened("hub")])
def test_what_was_opened_is_opened_again(tmp_path: Path, opened: Opened) -> None:
    keep_opened(tmp_path, opened)
    assert read_opened(tmp_path) == opened


def test_a_depot_that_is_gone_is_asked_about(tmp_path: Path) -> None:
    keep_opened(tmp_path, Opened("own", "harbour"))
    assert read_opened(tmp_path) is None
    folder = tmp_path / DEPOTS / "harbour"
    folder.mkdir(parents=True)
    (folder / CARD).write_text('{"id":"harbour","name":"Harbour","address":"","region":"x"}')
    assert read_opened(tmp_path) == Opened("own", "harbour")
    keep_opened(tmp_path, Opened("demo", "atlantis"))
    assert read_opened(tmp_path) is None


def test_a_broken_file_asks_and_a_disk_that_refuses_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / OPENED).write_text("{")
    assert read_opened(tmp_path) is None
    keep_opened(tmp_path / "missing", Opened("hub"))


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("", False),
        ("--size 1280x800 --theme dark", False),
        ("--demo", True),
        ("--city helsinki", True),
        ("--open harbour", True),
        ("--sign-in", True),
        ("--hub ws://127.0.0.1:8765", True),
        ("--screenshot x.png", True),
    ],
)
def test_who_says_what_to_open_is_not_asked(line: str, is_said: bool) -> None:
    assert is_named(make_parser().parse_args(line.split())) is is_said


def test_what_was_chosen_stands_as_if_the_command_line_had_said_it() -> None:
    options = make_parser().parse_args(["--city", "helsinki", "--fresh"])
    name_in(options, Opened("own", "harbour"))
    assert (options.open, options.city, options.fresh) == ("harbour", None, False)
    name_in(options, Opened("demo", "la-serena"))
    assert (options.open, options.city, options.sign_in) == (None, "la-serena", False)
    name_in(options, Opened("hub"))
    assert (options.city, options.sign_in) == (None, True)
