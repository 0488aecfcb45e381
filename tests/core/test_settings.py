"""Settings come from the file, then the environment, and a wrong one is named."""

from pathlib import Path

import pytest

from core.settings import (
    Settings,
    SettingsError,
    data_folder,
    keep_settings,
    load_settings,
    sentences,
    settings_file,
)


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_count(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml", {}) == Settings()


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = written(tmp_path, 'theme = "dark"\nsend_after_s = 90\n')
    assert load_settings(file, {}) == Settings(theme="dark", send_after_s=90)
    asked = {
        "BACKHAUL_THEME": "light",
        "BACKHAUL_TAKE_BETTER_SEQUENCE": "true",
        "BACKHAUL_DATA": "/somewhere",
        "THEME": "system",
    }
    assert load_settings(file, asked) == Settings(
        theme="light", send_after_s=90, take_better_sequence=True
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('theme = "pink"', "'pink'"),
        ("send_after_s = -1", "send_after_s"),
        ("solver_ms = 5", "solver_ms"),
        ('sounds = ["siren"]', "sounds"),
        ('send_after_s = "soon"', "send_after_s"),
        ("colour = 1", "colour"),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_its_file(
    tmp_path: Path, text: str, complaint: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        load_settings(file, {})
    assert str(file) in str(raised.value)
    assert complaint in str(raised.value)


def test_a_wrong_environment_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="solver_ms"):
        load_settings(tmp_path / "none.toml", {"BACKHAUL_SOLVER_MS": "fast"})


def test_a_file_that_is_no_toml_is_refused_in_words(tmp_path: Path) -> None:
    broken = written(tmp_path, "theme = ")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(broken, {})
    broken.write_bytes(b'theme = "\xff"')
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(broken, {})
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path, {})


def test_the_data_folder_is_the_user_s_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKHAUL_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("BACKHAUL_DATA")
    assert data_folder().name == "backhaul"


def test_without_a_name_the_user_s_own_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.settings.settings_file", lambda: written(tmp_path, "solver_ms = 99"))
    assert load_settings(environ={}).solver_ms == 99
    assert settings_file().name == "settings.toml"


def test_one_setting_is_kept_and_everything_else_stays_as_it_was_written(tmp_path: Path) -> None:
    file = written(tmp_path, '# mine\nsend_after_s = 90  # slow drivers\ntheme = "dark"\n')
    assert keep_settings({"theme": "light"}, file) == Settings(theme="light", send_after_s=90)
    assert file.read_text() == '# mine\nsend_after_s = 90  # slow drivers\ntheme = "light"\n'
    assert file.stat().st_mode & 0o077 == 0
    keep_settings({"sounds": ("case", "door")}, file)
    assert load_settings(file, {}).sounds == ("case", "door")


def test_a_setting_is_kept_where_there_was_no_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    keep_settings({"solver_ms": 80}, file)
    assert load_settings(file, {}).solver_ms == 80
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_what_is_not_allowed_or_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, "solver_ms = 99\n")
    with pytest.raises(SettingsError, match="solver_ms"):
        keep_settings({"solver_ms": 1}, file)
    file.with_suffix(".new").mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        keep_settings({"solver_ms": 100}, file)
    assert file.read_text() == "solver_ms = 99\n"
    broken = written(tmp_path, "solver_ms =")
    with pytest.raises(SettingsError, match="cannot be read"):
        keep_settings({"solver_ms": 100}, broken)


def test_every_setting_has_a_sentence() -> None:
    words = sentences()
    assert set(words) == set(Settings.__struct_fields__)
    assert words["theme"] == "Colours of the window."
    assert all(text[0].isupper() or text[0] in "0123456789" for text in words.values())
    assert all(text.endswith(".") and "  " not in text for text in words.values())
