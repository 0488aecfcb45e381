"""Lines that are kept look as Qt draws them."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from pytestqt.qtbot import QtBot

from console.panels.line_of_text import draw_line, draw_sign
from console.theme import Theme

BOX = QRectF(10, 7, 100, 17)


def painted(words: str, *, by_qt: bool, is_right: bool, size: int, theme: Theme) -> QImage:
    image = QImage(240, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(2.0)
    image.fill(QColor("#101820"))
    painter = QPainter(image)
    painter.setFont(theme.font(size, 500))
    painter.setPen(QColor("#ffffff"))
    if by_qt:
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        metrics = QFontMetrics(painter.font())
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(BOX.width()))
        painter.drawText(BOX, side | Qt.AlignmentFlag.AlignVCenter, cut)
    else:
        draw_line(painter, BOX, words, is_right=is_right)
    painter.end()
    return image


@pytest.mark.parametrize("is_right", [False, True])
@pytest.mark.parametrize("size", [11, 13])
@pytest.mark.parametrize("words", ["", "A & B", "$137,994", "Nobody there to hand it over to"])
def test_a_line_looks_as_qt_draws_it(
    qtbot: QtBot, theme: Theme, words: str, size: int, is_right: bool
) -> None:
    def one(by_qt: bool) -> QImage:
        return painted(words, by_qt=by_qt, is_right=is_right, size=size, theme=theme)

    assert one(by_qt=False) == one(by_qt=True)
    assert one(by_qt=False) == one(by_qt=True)  # as it was kept


def test_the_width_is_that_of_what_is_left_of_the_words(qtbot: QtBot, theme: Theme) -> None:
    image = QImage(240, 60, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setFont(theme.font(13))
    whole = QFontMetrics(painter.font()).horizontalAdvance("10 min")
    assert draw_line(painter, BOX, "10 min") == pytest.approx(whole, abs=1)
    assert 70 < draw_line(painter, BOX, "Nobody there to hand it over to") <= 100
    painter.end()


@pytest.mark.parametrize("sign", ["D", "?"])
def test_a_sign_stands_around_its_point_as_qt_centres_it(
    qtbot: QtBot, theme: Theme, sign: str
) -> None:
    images = []
    for is_kept in (False, True):
        image = QImage(60, 40, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor("#101820"))
        painter = QPainter(image)
        painter.setFont(theme.font(10, 700))
        painter.setPen(QColor("#ffffff"))
        if is_kept:
            draw_sign(painter, QPointF(20, 14), sign)
        else:
            painter.drawText(QRectF(13, 6, 14, 16), Qt.AlignmentFlag.AlignCenter, sign)
        painter.end()
        images.append(image)
    assert images[0] == images[1]
