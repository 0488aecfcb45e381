"""Text of customers and drivers made safe for tooltips, which would otherwise read it as HTML."""

from collections.abc import Sequence
from html import escape


def tooltip(lines: Sequence[str]) -> str:
    """Lines as a tooltip: the first in bold, nothing interpreted; empty for no lines."""
    if not lines:
        return ""
    head, *rest = (escape(line) for line in lines)
    return "<qt>" + "<br>".join([f"<b>{head}</b>", *rest]) + "</qt>"
