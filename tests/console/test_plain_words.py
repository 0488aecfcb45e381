"""Words of strangers are shown, never interpreted."""

from console.plain_words import as_letters, in_points, natural, tooltip


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


def test_what_many_lines_begin_with_is_said_once() -> None:
    late = [f"Misses the window of {n} Elm by {n} min" for n in (12, 13, 24)]
    assert in_points([*late, "Route 2 is locked"]).split("\n") == [
        "•  Misses the window of:",
        "     –  12 Elm by 12 min",
        "     –  13 Elm by 13 min",
        "     –  24 Elm by 24 min",
        "•  Route 2 is locked",
    ]


def test_a_few_lines_stand_whole() -> None:
    lines = ["Misses the window of 1 Elm", "Misses the window of 2 Elm", "Locked"]
    assert in_points(lines) == "\n".join(f"•  {line}" for line in lines)
    assert in_points(["Locked"] * 3) == "•  Locked\n•  Locked\n•  Locked"
    assert in_points([]) == ""
