"""What is kept in small files comes back, and what is broken is as if nothing had been kept."""

from pathlib import Path

import pytest

from console.kept import LONGEST_NAME, clean_name, read_kept, with_name, without_name


def test_what_is_kept_is_read_and_what_is_missing_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("[1,2]")
    assert read_kept(tmp_path / "kept.json", list[int]) == [1, 2]
    assert read_kept(tmp_path / "missing.json", list[int]) is None


@pytest.mark.parametrize("text", [b"[1,", b"[1]", b'["\xff"]'])
def test_what_is_broken_is_nothing_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: bytes
) -> None:
    (tmp_path / "kept.json").write_bytes(text)
    assert read_kept(tmp_path / "kept.json", list[str]) is None
    assert "kept.json cannot be read" in caplog.text


def test_a_name_that_is_used_again_is_the_newest_and_the_oldest_goes() -> None:
    known = with_name({"a": 1, "b": 2}, "a", 3, 2)
    assert list(known.items()) == [("b", 2), ("a", 3)]
    assert with_name(known, "c", 4, 2) == {"a": 3, "c": 4}
    assert without_name(known, "a") == {"b": 2}
    assert list(with_name({}, "x" * 99, 1, 2)) == ["x" * LONGEST_NAME]


def test_names_lose_what_nobody_sees() -> None:
    assert clean_name("  two\tscreens ") == "two screens"
    assert len(clean_name("x" * 99)) == LONGEST_NAME
