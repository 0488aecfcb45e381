"""A report travels and is compared as a value."""

import msgspec

from core.reports.charts import KeyKind, Point, Report, Shape, Unit


def test_a_report_survives_encoding() -> None:
    report = Report(
        "by_hour",
        "Failures by hour",
        "Visits that failed.",
        Unit.COUNT,
        Shape.STEPS,
        KeyKind.HOUR,
        ("Failures",),
        (Point("9", (2.0,)), Point("10", (None,))),
        2.0,
    )
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
