"""SQL views over the read tables, for people's own BI tools; what they hold stands in the README.

A view is never changed once it was released: a migration drops it and makes the next one.
"""

VIEWS_0003 = {
    "report_days": (
        "SELECT depot, service_day AS day, COUNT(*) AS routes, SUM(planned_stops) AS stops_planned,"
        " SUM(done) AS visits_done, SUM(failed) AS visits_failed, SUM(first_tries) AS first_tries,"
        " SUM(first_done) AS first_done, SUM(promised) AS promised, SUM(otif) AS on_time_in_full,"
        " SUM(planned_m) AS metres_planned, SUM(driven_m) AS metres_driven, SUM(co2_g) AS co2_g"
        " FROM routes GROUP BY depot, service_day"
    ),
    "report_failures": (
        "SELECT depot, day, reason, driver_id, hour, place_id, COUNT(*) AS failures"
        " FROM attempts GROUP BY depot, day, reason, driver_id, hour, place_id"
    ),
    "report_money": (
        "SELECT depot, day, kind, resolution, currency, COUNT(*) AS cases,"
        " SUM(cost_minor) AS cost_minor, SUM(refund_minor) AS refund_minor,"
        " SUM(recovery_minor) AS recovery_minor FROM cases"
        " GROUP BY depot, day, kind, resolution, currency"
    ),
    "report_decisions": (
        "SELECT depot, case_id, order_id, day, resolution, net_minor, other_resolution,"
        " other_net_minor, net_minor - other_net_minor AS ahead_minor, decided_by, decided_at"
        " FROM cases WHERE resolution IS NOT NULL"
    ),
    "report_made_good": (
        "SELECT depot, case_id, order_id, day, made_good_by, made_good_s, made_good_at"
        " FROM cases WHERE made_good_at IS NOT NULL"
    ),
    "report_repeat_places": (
        "SELECT depot, place_id, COUNT(*) AS failures, MIN(day) AS first_day, MAX(day) AS last_day"
        " FROM attempts GROUP BY depot, place_id HAVING COUNT(*) > 1"
    ),
    "report_containers": (
        "SELECT depot, customer_id, place_id, balance, deposit_minor, since"
        " FROM containers WHERE balance > 0"
    ),
}
"""By name: the query behind each view of revision 0003; both databases take the same words."""

VIEWS_0004 = {
    "report_approvals": (
        "SELECT depot, day, kind, asked_by, currency, COUNT(*) AS requests,"
        " SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS open,"
        " SUM(CASE WHEN status = 'approved' THEN 1 ELSE 0 END) AS approved,"
        " SUM(CASE WHEN status = 'sent_back' THEN 1 ELSE 0 END) AS sent_back,"
        " SUM(CASE WHEN status = 'lapsed' THEN 1 ELSE 0 END) AS lapsed,"
        " SUM(is_own) AS answered_alone, SUM(amount_minor) AS amount_minor,"
        " AVG(answered_s) AS answered_s"
        " FROM approvals GROUP BY depot, day, kind, asked_by, currency"
    ),
}
"""The views that revision 0004 adds."""
