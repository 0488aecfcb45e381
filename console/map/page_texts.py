"""What the map's page itself says, in the reader's language; the page looks it up in `words.js`."""

import json

from console.tongue import noted, tr

TEXTS = (
    noted("Zoom in"),
    noted("Zoom out"),
    noted("Show everything"),
    noted("Legend and layers"),
    noted("Choose marks: draw around them (or Alt-drag; Shift-drag for a box)"),
    noted("Measure"),
    noted("Close a street"),
    noted("Delivery"),
    noted("Return"),
    noted("Containers"),
    noted("Exchange", "on the map"),
    noted("Hand-over"),
    noted("Done", "on the map"),
    noted("Failed", "on the map"),
    noted("Late"),
    noted("Routes"),
    noted("Stops that are done"),
    noted("Failures by place (Shift+F7)"),
    noted("Failed, to decide"),
    noted("Return, to decide"),
    noted("Drag me"),
    noted("Click from place to place. Backspace takes one back, Esc ends."),
    noted("Drag along the closed street from end to end, or click on one block. Esc ends."),
    noted("Drag onto a route, a stop or a van"),
    noted("Drag onto another route: all its open stops"),
    noted("Draw around a place: vans that come in or leave are told. Esc ends."),
    noted("Draw around an area, not along a line. Esc ends."),
    noted("Following {n}. Esc, or moving the map, ends it."),
    noted("{n} in a straight line"),
    noted("position unknown"),
    noted("position just now"),
    noted("position {n} s ago"),
    noted("position {n} min ago"),
    noted("position {n} h ago"),
    noted("no street map on this machine"),
)


def words_script() -> bytes:
    """A script with the translation of each; English needs none."""
    words = {text: word for text in TEXTS if (word := _word(text)) != text}
    # No tag can end the script: it is served by itself.
    return f"backhaul.words = {json.dumps(words)};\n".encode()


def _word(text: str) -> str:
    own = tr(text, "on the map")
    return own if own != text else tr(text)
