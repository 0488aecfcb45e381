"""Draws a picture anew, so that nobody is ever shown the very bytes that a stranger sent.

Decoding is where hostile pictures do their harm. It happens in a process of its own that has little
memory, little time, no files to write and none of the hub's variables; only pixels come back. This
file is that process, too: it is started as a script and imports nothing of Backhaul.
"""

import io
import subprocess
import sys
from pathlib import Path

SIDE = 2560
"""What is shown has at most this many pixels along a side; more helps nobody to judge a carton."""
QUALITY = 85
MEMORY_BYTES = 1024**3
"""A camera's largest PNG is drawn within a half of it."""
CPU_S = 20
TIMEOUT_S = 120
"""On a machine that is busy with other things, too."""

_CANNOT_DRAW = 3
_TOO_LARGE = 4


class NotDrawable(ValueError):
    """No picture came of the bytes; the text says why and what to do."""


class CannotRedraw(OSError):
    """The process could not be started, or did not come back; the same bytes may do later."""


def redrawn(content: bytes) -> bytes:
    """A JPEG, or for a PNG a PNG, of the same look and without anything else that was inside.

    Blocks for some tenths of a second. Raises `NotDrawable` and `CannotRedraw`.
    """
    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=TIMEOUT_S, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else f"no answer in {TIMEOUT_S} s"
        raise CannotRedraw(f"Photos cannot be looked at just now ({why}). Try again.") from error
    if done.returncode == 0 and done.stdout:
        return done.stdout
    if done.returncode == _CANNOT_DRAW:
        raise NotDrawable("The photo is cut off or damaged. Take it again.")
    if done.returncode == _TOO_LARGE or done.returncode < 0:
        raise NotDrawable("The photo takes too much memory or time to draw. Send a smaller one.")
    said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    raise CannotRedraw(
        f"The program that looks at photos failed: {said[-1]}. Install Backhaul anew."
    )


def _bound() -> None:
    """Of this process, where the system can: memory, time, and no files."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _draw(content: bytes) -> bytes:
    """The picture upright, on white, no larger than `SIDE`."""
    from PIL import Image, ImageOps

    # How many pixels there may be is decided before anything gets here.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as sent:
        kind = "PNG" if sent.format == "PNG" else "JPEG"
        sent.draft("RGB", (SIDE, SIDE))
        sent.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(sent).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    drawn = io.BytesIO()
    paper.save(drawn, kind, quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _main() -> int:
    content = sys.stdin.buffer.read()
    _bound()
    try:
        drawn = _draw(content)
    except MemoryError:
        return _TOO_LARGE
    except ImportError:
        raise
    # Decoders of hostile bytes raise whatever they like.
    except Exception:
        return _CANNOT_DRAW
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
