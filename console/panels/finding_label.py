"""One thing that was looked at: a sign, what was found, in the colour of its verdict."""

from console.hub_words import in_words
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.view import Tone
from core.phone_reach import Finding, Verdict

SIGNS = {Verdict.GOOD: "✓", Verdict.CARE: "!", Verdict.BAD: "×"}
TONES = {Verdict.GOOD: Tone.GOOD, Verdict.CARE: Tone.WARN, Verdict.BAD: Tone.BAD}


class FindingLabel(WrappingLabel):
    """Hidden while there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def say(self, finding: Finding | None) -> None:
        """Show it, or nothing."""
        self.setVisible(finding is not None)
        if finding is not None:
            self.setText(f"{SIGNS[finding.verdict]}  {in_words(finding.words)}")
            self.setStyleSheet(f"color: {self._theme.tone(TONES[finding.verdict]).name()}")
