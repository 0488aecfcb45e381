"""Words of strangers are shown, never interpreted."""

from console.plain_words import as_letters, natural, tooltip


def test_markup_in_a_note_is_shown_as_written() -> None:
    words = tooltip(["<img src=x>", "a & b"])
    assert words == "<qt><b>&lt;img src=x&gt;</b><br>a &amp; b</qt>"


def test_no_lines_show_no_tooltip() -> None:
    assert tooltip([]) == ""


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    names = ["Route 10", "Route 2", "Route X2", "Anexo", "2"]
    assert sorted(names, key=natural) == ["Anexo", "Route 2", "Route 10", "Route X2", "2"]


def test_words_of_a_tooltip_stay_letters() -> None:
    assert as_letters("Route 7 is locked by Ana.") == "Route 7 is locked by Ana."
    assert as_letters("") == ""
    assert as_letters("<b>R&D</b>") == "<qt>&lt;b&gt;R&amp;D&lt;/b&gt;</qt>"
    assert as_letters("R & D\nnext") == "<qt>R &amp; D<br>next</qt>"
