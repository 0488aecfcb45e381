"""Words of strangers are shown, never interpreted."""

from console.plain_words import tooltip


def test_markup_in_a_note_is_shown_as_written() -> None:
    words = tooltip(["<img src=x>", "a & b"])
    assert words == "<qt><b>&lt;img src=x&gt;</b><br>a &amp; b</qt>"


def test_no_lines_show_no_tooltip() -> None:
    assert tooltip([]) == ""
