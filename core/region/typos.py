"""How many slips of the finger lie between what was typed and each word of a vocabulary. Pure.

Optimal string alignment (a letter too many, too few, another one, two swapped: one each), computed
for all words at once; a word may go on after what was typed (search as you type).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LONGEST = 24
"""Letters of a word that are looked at."""
Counts = npt.NDArray[np.integer]


class Vocabulary:
    """Words as one table of letters, a row per word."""

    def __init__(self, words: Sequence[str]) -> None:
        self._letters = np.zeros((LONGEST, len(words)), np.int32)
        for row, word in enumerate(words):
            codes = [ord(letter) for letter in word[:LONGEST]]
            self._letters[: len(codes), row] = codes
        self._lengths = np.array([min(len(word), LONGEST) for word in words], np.int32)

    def slips(self, typed: str, most: int) -> tuple[Counts, Counts]:
        """For each word: slips to the whole of it, and to the beginning of it that fits best.

        Values above `most` only say that there are more than that.
        """
        typed = typed[:LONGEST]
        columns = min(LONGEST, len(typed) + most)
        letters = self._letters[:columns]
        counting = np.arange(columns + 1, dtype=np.int16)[:, None]
        before = row = np.repeat(counting, letters.shape[1], axis=1)
        for at, letter in enumerate(typed):
            older, before = before, row
            same = letters == ord(letter)
            row = np.empty_like(before)
            row[0] = at + 1
            np.minimum(before[:-1] + ~same, before[1:] + 1, out=row[1:])
            if at:
                swapped = same[:-1] & (letters[1:] == ord(typed[at - 1]))
                np.minimum(row[2:], np.where(swapped, older[:-2] + 1, row[2:]), out=row[2:])
            # A letter too many, along the row: the least of all that lie before.
            row = np.minimum.accumulate(row - counting, axis=0) + counting
        ends = np.minimum(self._lengths, columns)
        reached = counting <= self._lengths
        beginning = np.where(reached, row, 255).min(axis=0)
        whole = row[ends, np.arange(letters.shape[1])] + (self._lengths - ends)
        return whole, beginning
