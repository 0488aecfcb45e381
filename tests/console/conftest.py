"""One theme for everything that is drawn."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from console.theme import Scheme, Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Dark; given back so that other tests see Qt as it was."""
    made = Theme(qapp, Scheme.DARK)
    yield made
    qapp.setStyleSheet("")
    qapp.styleHints().unsetColorScheme()
    made.deleteLater()
