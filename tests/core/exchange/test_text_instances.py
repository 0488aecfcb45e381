import pytest

from core.exchange.text_instances import (
    NotAnInstance,
    read_li_lim,
    read_solomon,
    read_vrplib,
)

SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME
    0      0         0          0          0       230          0
    1      3         4         10         61        71         10
    2      1         1          7          0       100         10
"""
LI_LIM = "1 200 1\n0 0 0 0 0 100 0 0 0\n1 3 4 5 10 20 1 0 2\n2 0 1 -5 0 90 2 1 0\n"
POINTS = "NAME : x\nCAPACITY : 9\nVEHICLES : 3\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 0 2.4\n"


def test_solomon_is_read_in_truncated_tenths() -> None:
    problem = read_solomon(SOLOMON)
    assert len(problem.vans) == 2
    assert problem.vans[0].latest_s == 2300
    assert problem.vans[0].room[0] == 200
    assert [(r.windows, r.service_s, r.loads[0]) for r in problem.requests] == [
        (((610, 710),), 100, 10),
        (((0, 1000),), 100, 7),
    ]
    assert problem.seconds[0].tolist() == [[0, 50, 14], [50, 0, 36], [14, 36, 0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no line with vehicles"),
        ("2 200\n0 1 1 0 0 9 0\n", "no line with vehicles"),
        (SOLOMON.replace("  1      3 ", "  1      x "), "Line 10 holds something"),
        (SOLOMON.replace("  1      3 ", "  1      inf "), "Line 10 holds a number without end"),
    ],
)
def test_what_is_no_solomon_text_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(NotAnInstance, match=words):
        read_solomon(text)


def test_li_lim_pairs_name_each_other() -> None:
    problem = read_li_lim(LI_LIM)
    pickup, delivery = problem.requests
    assert (pickup.partner, pickup.is_delivery_half, pickup.takes[0]) == (1, False, 5)
    assert (delivery.partner, delivery.is_delivery_half, delivery.leaves[0]) == (0, True, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("1\n2\n3\n", "first line"),
        (LI_LIM.replace("1 0 2\n", "1 0\n"), "nine numbers"),
        (LI_LIM.replace("1 0 2\n", "1 0 9\n"), "Task 1 has no partner"),
    ],
)
def test_what_is_no_li_lim_text_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotAnInstance, match=words):
        read_li_lim(text)


def test_a_vrplib_text_without_windows_counts_in_rounded_units() -> None:
    problem = read_vrplib(POINTS + "DEMAND_SECTION\n1 0\n2 5\n3 4\nDEPOT_SECTION\n1\n-1\nEOF\n")
    assert problem.seconds[0].tolist() == [[0, 5, 2], [5, 0, 3], [2, 3, 0]]
    assert [r.loads[0] for r in problem.requests] == [5, 4]
    assert [r.windows for r in problem.requests] == [(), ()]
    assert (len(problem.vans), problem.vans[0].room[0]) == (3, 9)


def test_windows_and_service_make_it_tenths() -> None:
    sections = "SERVICE_TIME : 2\nTIME_WINDOW_SECTION\n1 0 50\n2 10 20\n3 0 30\n"
    head, points = POINTS.split("NODE_COORD")
    problem = read_vrplib(head + "NODE_COORD" + points + sections)
    assert problem.seconds[0, 0].tolist() == [0, 50, 24]
    assert problem.requests[0].windows == ((100, 200),)
    assert problem.requests[0].service_s == 20
    assert problem.vans[0].latest_s == 500


def test_a_lkh_text_delivers_and_collects() -> None:
    visits = "PICKUP_AND_DELIVERY_SECTION\n1 0 0 90 0 0 0\n2 0 1 8 3 4 5\n3 0 0 0 0 1 2\n"
    problem = read_vrplib(POINTS + visits)
    first = problem.requests[0]
    assert (first.windows, first.service_s) == (((10, 80),), 30)
    assert (first.takes[0], first.loads[0]) == (4, 5)
    assert problem.requests[1].windows[0][1] == 100_000_000


@pytest.mark.parametrize(
    ("layout", "values"),
    [
        ("FULL_MATRIX", "0 1 2 1 0 3 2 3 0"),
        ("LOWER_ROW", "1 2 3"),
        ("UPPER_ROW", "1 2 3"),
    ],
)
def test_explicit_matrices_are_read_in_each_layout(layout: str, values: str) -> None:
    text = f"EDGE_WEIGHT_FORMAT: {layout}\nEDGE_WEIGHT_SECTION\n{values}\n"
    assert read_vrplib(text).seconds[0].tolist() == [[0, 1, 2], [1, 0, 3], [2, 3, 0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NAME : x\n", "neither NODE_COORD_SECTION nor"),
        ("1 2 3\n", "Line 1 belongs to no section"),
        ("EDGE_WEIGHT_SECTION\n0 1\n", "not square"),
        ("EDGE_WEIGHT_FORMAT: UPPER_ROW\nEDGE_WEIGHT_SECTION\n0 1\n", "no triangle|not a triangle"),
        ("EDGE_WEIGHT_FORMAT: CURVED\nEDGE_WEIGHT_SECTION\n0\n", "CURVED is not known"),
        (POINTS + "DEMAND_SECTION\n7 1\n", "Node 7 of a section"),
        (POINTS + "DEMAND_SECTION\n2\n", "Node 2 of a section"),
        (POINTS.replace(": 9", ": many"), "CAPACITY is no number"),
    ],
)
def test_what_is_no_vrplib_text_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotAnInstance, match=words):
        read_vrplib(text)
