"""Words of people wrap, whatever they are."""

from pytestqt.qtbot import QtBot

from console.panels.wrapping_label import BREAK, WrappingLabel
from console.theme import Theme


def test_a_word_without_an_end_widens_nothing(theme: Theme, qtbot: QtBot) -> None:
    label = WrappingLabel("gate " + "neverending" * 40)
    qtbot.addWidget(label)
    label.setFont(theme.font(13))
    assert label.minimumSizeHint().width() <= 1
    line = label.fontMetrics().lineSpacing()
    assert label.heightForWidth(250) > 8 * line, "the word goes on in many lines"


def test_the_words_are_given_back_as_they_were_set(theme: Theme, qtbot: QtBot) -> None:
    words = "a" * 90 + "\nshort words stay as they are"
    label = WrappingLabel(words)
    qtbot.addWidget(label)
    assert label.text() == words
    label.setText("short words stay as they are")
    assert BREAK not in super(WrappingLabel, label).text()
