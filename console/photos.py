"""Photos as files that the desktop's own viewer opens. Blocks: never on the Qt thread."""

import mimetypes
from pathlib import Path

from core.hub.pictures import checked_picture


def kept_photo(folder: Path, blob_id: str, content: bytes) -> Path:
    """The picture as a file that other programs recognize by its name.

    Raises `NotAPicture` for anything else: it is not handed to another program.
    """
    file = folder / f"{blob_id}{mimetypes.guess_extension(checked_picture(content))}"
    if not file.exists():
        draft = file.with_suffix(".part")
        draft.write_bytes(content)
        draft.replace(file)
    return file
