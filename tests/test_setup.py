"""`.ci/setup`, function by function, on made-up machines: sourced, with commands replaced."""

import subprocess
from pathlib import Path

import pytest

EVERY_LIBRARY = "{ grep -v '^#' .ci/system-libraries | awk '{print $1}'; }"
"""What the loader knows on a machine where nothing is missing."""


def bash(repository: Path, script: str) -> "subprocess.CompletedProcess[str]":
    """Runs lines after the functions of `.ci/setup` were defined."""
    return subprocess.run(
        ["bash", "-c", f"source .ci/setup; {script}"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_nothing_is_missing_where_every_library_is_found(repository: Path) -> None:
    ended = bash(repository, f"known_libraries() {EVERY_LIBRARY}; missing_library_packages")
    assert (ended.returncode, ended.stdout) == (0, "")


def test_a_missing_library_names_its_package_once(repository: Path) -> None:
    ended = bash(
        repository,
        f"""known_libraries() {{ {EVERY_LIBRARY} | grep -v -e libEGL -e libnss3; }}
        missing_library_packages""",
    )
    assert ended.stdout.split() == ["libegl1", "libnss3"]


@pytest.mark.parametrize(
    ("release_has", "chosen"),
    [("libasound2t64", "libasound2t64"), ("libasound2", "libasound2")],
)
def test_a_renamed_package_is_asked_for_by_the_name_this_release_has(
    repository: Path, release_has: str, chosen: str
) -> None:
    ended = bash(
        repository,
        f"""apt-cache() {{ [ "${{@: -1}}" = {release_has} ] && echo "Filename: pool/x.deb"; }}
        installable 'libasound2t64|libasound2'""",
    )
    assert ended.stdout.strip() == chosen


def test_somebody_without_sudo_is_told_the_one_line_to_type(repository: Path) -> None:
    ended = bash(
        repository,
        """id() { echo 1000; }; sudo() { return 1; }; has_apt() { true; }
        installable() { echo "$1"; }
        install_packages "Qt needs more." libegl1 libnss3""",
    )
    assert ended.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y libegl1 libnss3" in ended.stderr


def test_sudo_without_a_password_installs(repository: Path) -> None:
    ended = bash(
        repository,
        """id() { echo 1000; }; sudo() { echo "sudo $*"; }; installable() { echo "$1"; }
        install_packages "Qt needs more." libegl1""",
    )
    assert ended.returncode == 0
    assert "install -y --no-install-recommends libegl1" in ended.stdout


def test_a_python_that_lacks_venv_names_debians_package(repository: Path, tmp_path: Path) -> None:
    python = tmp_path / "python3.11"
    python.write_text(
        '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *) echo python3.11-venv;; esac\n'
    )
    python.chmod(0o755)
    ended = bash(repository, f"missing_venv_package {python}")
    assert ended.stdout.strip() == "python3.11-venv"


def test_the_newest_python_that_works_is_chosen(repository: Path, tmp_path: Path) -> None:
    for name, works in (("python3.13", False), ("python3.12", True), ("python3", True)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\nexit {0 if works else 1}\n")
        program.chmod(0o755)
    ended = bash(repository, f"PATH={tmp_path}; choose_python")
    assert ended.stdout.strip() == str(tmp_path / "python3.12")


def test_no_suitable_python_is_said_in_words(repository: Path) -> None:
    ended = bash(repository, "is_suitable() { false; }; make_environment")
    assert ended.returncode == 1
    assert "Backhaul needs Python 3.11" in ended.stderr


def test_modules_are_compiled_also_where_python_is_told_not_to(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "good.py").write_text("x = 1\n")
    (tmp_path / "of_another_python.py").write_text("x = = 1\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "of_a_package.py").write_text("x = 1\n")
    ended = bash(repository, f"compile_modules {tmp_path}; echo $?")
    assert ended.stdout == "0\n"
    assert [file.name.partition(".")[0] for file in tmp_path.rglob("*.pyc")] == ["good"]
