"""What is private stays so, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.private_files import close_to_others, private_file, private_folder, replace_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


@pytest.fixture(autouse=True, params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_made_for_the_user_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "some" / "data")
    assert mode(folder) == 0o700
    assert private_folder(folder) == folder


def test_a_folder_that_was_open_is_closed_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data").chmod(0o755)
    private_folder(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o700
    assert "was open to other users" in caplog.text


def test_a_file_is_made_or_closed_and_never_changed(tmp_path: Path) -> None:
    private_file(tmp_path / "new")
    assert mode(tmp_path / "new") == 0o600
    (tmp_path / "old").write_bytes(b"kept")
    (tmp_path / "old").chmod(0o644)
    private_file(tmp_path / "old")
    assert (mode(tmp_path / "old"), (tmp_path / "old").read_bytes()) == (0o600, b"kept")


def test_a_file_is_replaced_whole_for_nobody_elses_eyes(tmp_path: Path) -> None:
    file, left = tmp_path / "looks.json", tmp_path / "looks.new"
    left.write_bytes(b"what an earlier console did not finish")
    replace_file(file, b"one")
    replace_file(file, b"two")
    assert (file.read_bytes(), mode(file), left.exists()) == (b"two", 0o600, False)
    left.mkdir()
    with pytest.raises(OSError, match=r"looks\.new"):
        replace_file(file, b"three")
    assert file.read_bytes() == b"two"


def test_a_read_only_file_stays_read_only(tmp_path: Path) -> None:
    (tmp_path / "db").touch()
    (tmp_path / "db").chmod(0o444)
    assert close_to_others(tmp_path / "db")
    assert mode(tmp_path / "db") == 0o400


def test_what_is_shared_on_purpose_or_not_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    assert not close_to_others(tmp_path / "shared")
    assert mode(tmp_path / "shared") == 0o1777
    assert not close_to_others(tmp_path / "missing")
