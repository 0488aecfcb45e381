"""The text that Prometheus reads."""

from core.hub.metrics import Family, Histogram, Sample, rendered


def test_figures_are_written_with_their_labels_escaped() -> None:
    told = Sample(3, {"depot": 'a"b\\c\nd', "role": "admin"})
    page = rendered([Family("x_total", "counter", "Xs.", (told, Sample(0.25), Sample(True)))])
    assert page.splitlines() == [
        "# HELP x_total Xs.",
        "# TYPE x_total counter",
        r'x_total{depot="a\"b\\c\nd",role="admin"} 3',
        "x_total 0.25",
        "x_total 1",
    ]
    assert page.endswith("\n")


def test_a_big_number_is_not_rounded() -> None:
    assert "x 1795429800" in rendered([Family("x", "gauge", "X.", (Sample(1_795_429_800),))])


def test_a_histogram_counts_in_every_bound_that_is_not_below() -> None:
    histogram = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7):
        histogram.add(value)
    page = rendered([Family("took", "histogram", "Took.", tuple(histogram.samples({"a": "b"})))])
    assert page.splitlines()[2:] == [
        'took_bucket{a="b",le="0.1"} 2',
        'took_bucket{a="b",le="1"} 3',
        'took_bucket{a="b",le="+Inf"} 4',
        'took_sum{a="b"} 7.65',
        'took_count{a="b"} 4',
    ]
