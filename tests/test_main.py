"""The command line: it reads well, and what is wrong is a sentence with its exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from console.start import what_failed


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(Path(main.__file__)), *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_and_gives_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.make_parser().parse_args(["--help"])
    words = capsys.readouterr().out
    assert ended.value.code == 0
    for part in ("hub", "simulate", "verify", "rebuild", "--demo", "examples:", "BACKHAUL_DATA"):
        assert part in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--size", "wide"], "WIDTHxHEIGHT"),
        (["--size", "300x200"], "sides are 400 to 10000 pixels long"),
        (["--speed", "0"], "not between"),
        (["--hub", "http://x"], "no hub's address"),
        (["simulate", "--hub", "ws://x", "--drivers", "0"], "not between"),
        (["hub"], "--db"),
        (["fly"], "invalid choice"),
    ],
)
def test_wrong_arguments_are_named(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main.make_parser().parse_args(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_hub_with_a_certificate_that_is_none_does_not_begin(tmp_path: Path) -> None:
    none = tmp_path / "none.pem"
    none.write_text("no certificate")
    database = f"sqlite:///{tmp_path / 'day.db'}"
    ran = run("hub", "--certificate", str(none), "--key", str(none), "--db", database)
    assert ran.returncode == 1
    assert f"{none} is no certificate" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_fingerprint_that_is_none_is_said_before_anything_opens() -> None:
    ran = run("--hub", "wss://127.0.0.1:9", "--authority", "AB:CD")
    assert ran.returncode == 1
    assert "'AB:CD' is no fingerprint" in ran.stderr


def test_data_that_is_a_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("not a folder")
    ran = run("--demo", BACKHAUL_DATA=str(file))
    assert ran.returncode == 1
    assert "data needs a folder" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_cannot_be_opened_is_named_with_a_way_on(tmp_path: Path) -> None:
    missing = FileNotFoundError(2, "No such file or directory", "day.db.token")
    assert "There is no file day.db.token" in what_failed(missing, tmp_path)
    denied = PermissionError(13, "Permission denied", "/root/x")
    assert "/root/x cannot be used: Permission denied" in what_failed(denied, tmp_path)


@pytest.mark.parametrize(
    ("device", "has_gpu"),
    [("dri/renderD128", True), ("nvidia0", True), ("dxg", True), ("dri/card0", False), ("", False)],
)
def test_a_machine_without_a_gpu_draws_the_map_by_software(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, device: str, has_gpu: bool
) -> None:
    monkeypatch.delenv("LIBGL_ALWAYS_SOFTWARE", raising=False)
    if device:
        (tmp_path / device).parent.mkdir(exist_ok=True)
        (tmp_path / device).touch()
    assert main.has_gpu(tmp_path) is has_gpu
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "1")
    assert not main.has_gpu(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for its devices")
@pytest.mark.parametrize(
    ("has_gpu", "own", "backend"),
    [
        (True, None, None),
        (False, None, "software"),
        (False, "rhi", "rhi"),
    ],
)
def test_the_choice_is_left_to_who_made_it(
    monkeypatch: pytest.MonkeyPatch, has_gpu: bool, own: str | None, backend: str | None
) -> None:
    monkeypatch.setattr(main, "has_gpu", lambda: has_gpu)
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("QT_QUICK_BACKEND", own or "")
    if own is None:
        monkeypatch.delenv("QT_QUICK_BACKEND")
    main.prepare_display()
    assert os.environ.get("QT_QUICK_BACKEND") == backend
    monkeypatch.setenv("QT_QUICK_BACKEND", "")  # what was set goes with it


def test_what_a_command_does_not_know_is_told_with_its_own_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    usual = ["--hub", "ws://x", "--token-file", "t", "--depot", "d"]
    for command in (["key", *usual, "stray"], ["region", "list", "stray"]):
        with pytest.raises(SystemExit) as ended:
            main.main(command)
        assert ended.value.code == 2
        words = capsys.readouterr().err
        assert "unrecognized arguments: stray" in words
        assert f"main.py {' '.join(command[: 2 if command[0] == 'region' else 1])} " in words
