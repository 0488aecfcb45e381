import logging
import os
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from core.planning import compiled, machine_code
from core.planning.engine import Engine
from core.planning.engine_arrays import make_arrays
from core.planning.warm_up import small_problem


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    compiled.load()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of kernels where nobody has compiled any."""
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    return tmp_path / compiled.FILE


def test_the_folder_of_compiled_kernels_is_ours_alone() -> None:
    folder = compiled.cache_folder()
    assert compiled.is_ready()
    assert folder.stat().st_mode & 0o022 == 0


def test_kernels_that_others_could_have_written_are_not_used(elsewhere: Path) -> None:
    elsewhere.touch()
    assert compiled.is_ready()
    elsewhere.parent.chmod(0o777)
    assert not compiled.is_ready()
    with pytest.raises(PermissionError, match="can be written by others"):
        compiled._made_folder()


def test_searching_needs_no_numba() -> None:
    Engine(small_problem()).run_steps(1)
    assert "numba" not in sys.modules


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"name": "x", "needs": [], "digest": ""}\n?'])
def test_a_damaged_file_is_made_anew_and_plain_kernels_search_meanwhile(
    elsewhere: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    elsewhere.write_bytes(content)
    with caplog.at_level(logging.ERROR, compiled.log.name):
        assert compiled.load() is compiled._plain
    assert not elsewhere.exists()


def test_a_preview_is_compiled_once_its_kernel_is_there(
    elsewhere: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert compiled.scan() is None
    elsewhere.touch()
    elsewhere.with_name(compiled.SCAN).write_bytes(b"cut off")
    with caplog.at_level(logging.ERROR, compiled.log.name):
        assert compiled.scan() is None
    assert not compiled.is_ready()
    assert not elsewhere.with_name(compiled.SCAN).exists()


def test_a_folder_that_cannot_be_read_or_written_is_worked_without(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, compiled.log.name)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    elsewhere.write_bytes(b"cut off")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", denied)
        assert compiled._opened.__wrapped__(elsewhere) is compiled._plain
    monkeypatch.setattr(Path, "exists", denied)
    assert not compiled.is_ready()


def test_without_numba_kernels_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_version", lambda _: "")
    assert compiled.load() is compiled._plain
    assert compiled.scan() is None


def test_arrays_of_another_kind_never_reach_machine_code() -> None:
    arrays = make_arrays(small_problem())
    stop = np.zeros(1, np.uint8)
    compiled.load()(arrays, stop)
    for wrong in (arrays.prizes.astype(np.int32), arrays.prizes[::2], arrays.prizes[None]):
        with pytest.raises(TypeError, match="prizes"):
            compiled.load()(msgspec.structs.replace(arrays, prizes=wrong), stop)


def test_only_the_compiling_process_compiles() -> None:
    assert compiled.COMPILES not in os.environ
    assert compiled.kernel(len) is len


def test_what_a_kernel_must_find_is_the_arrays_in_their_order() -> None:
    names = [field.name for field in msgspec.structs.fields(make_arrays(small_problem()))]
    assert [name for name in names if name not in ("kinds", "problem")] == list(machine_code.ARRAYS)
