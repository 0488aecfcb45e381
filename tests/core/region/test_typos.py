from hypothesis import given
from hypothesis import strategies as st

from core.region.typos import Vocabulary

LETTERS = st.text("abcd", min_size=1, max_size=8)


def by_the_book(typed: str, word: str) -> list[int]:
    """Optimal string alignment of the whole of what was typed to each beginning of the word."""
    rows = [list(range(len(word) + 1))]
    for i, letter in enumerate(typed, start=1):
        row = [i]
        for j, other in enumerate(word, start=1):
            best = min(rows[-1][j - 1] + (letter != other), rows[-1][j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1]


@given(LETTERS, st.lists(LETTERS, min_size=1, max_size=6))
def test_all_words_at_once_as_one_by_one(typed: str, words: list[str]) -> None:
    whole, beginning = Vocabulary(words).slips(typed, most=2)
    for word, one, begun in zip(words, whole.tolist(), beginning.tolist(), strict=True):
        row = by_the_book(typed, word)
        assert min(one, 3) == min(row[-1], 3)
        assert min(begun, 3) == min(min(row), 3)


def test_two_letters_that_were_swapped_are_one_slip() -> None:
    whole, beginning = Vocabulary(["mannerheimintie", "mikonkatu"]).slips("mannerhiem", 2)
    assert beginning.tolist()[0] == 1
    assert whole.tolist()[0] > 2
    assert beginning.tolist()[1] > 2
