from core.region.sizes import size_words, time_words


def test_sizes_and_times_read_like_speech() -> None:
    assert size_words(3 * 1024 * 1024) == "3 MB"
    assert size_words(2_500_000_000) == "2.3 GB"
    assert [time_words(s) for s in (0.2, 40, 200, 8000)] == ["1 s", "40 s", "3 min", "2 h 13 min"]
