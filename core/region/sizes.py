"""Sizes and times as people say them. Pure."""

MIB = 1024 * 1024


def size_words(size: float) -> str:
    """As `340 MB` or `1.2 GB`."""
    if size >= 1000 * MIB:
        return f"{size / 1024 / MIB:.1f} GB"
    return f"{max(1, round(size / MIB))} MB"


def time_words(seconds: float) -> str:
    """As `8 s`, `3 min` or `1 h 20 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
