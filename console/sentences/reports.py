"""What `core.reports` says."""

from console.tongue import noted

REPORTS = (
    noted("First attempt"),
    noted("Orders served by their first visit, of all that were visited for the first time."),
    noted("On time in full"),
    noted("On time"),
    noted(
        "Visits that began before the promised window closed and left nothing out, of "
        "all that had a promise and are over. One that failed is neither. The card "
        "“Served on time” over the window counts served stops only."
    ),
    noted("Time to make good"),
    noted(
        "From the report to the goods in hand, the replacement in hand or the refund "
        "confirmed: half of the cases took less than the figure says, in full hours."
    ),
    noted("Cases"),
    noted("Failures by reason"),
    noted(
        "Visits that failed, by the reason that the driver gave. What was left out of a delivery "
        "counts, too; the card “Done” over the window counts whole stops."
    ),
    noted("Failures by driver"),
    noted("Visits that failed, by driver. Who has more stops has more of them."),
    noted("Failures by hour"),
    noted("Visits that failed, by the hour of the driver's report."),
    noted("Failures"),
    noted("Failures by place"),
    noted("Where visits failed; the brighter, the more often."),
    noted("Repeat addresses"),
    noted("Addresses where more than one visit failed."),
    noted("Cost, refunds and recovery"),
    noted(
        "Of the cases opened on each day: what was decided cost (visits, partners, "
        "handling, waiting, letting down, goods sent instead), what shops were asked to "
        "give back, and what the goods bring. The figure is what is left."
    ),
    noted("Cost"),
    noted("Refunds"),
    noted("Recovery"),
    noted("Cost per return"),
    noted(
        "What was decided on returns and collections cost, for each of them; beside it "
        "the same of deliveries that failed."
    ),
    noted("A return"),
    noted("A delivery"),
    noted("Recovered value"),
    noted(
        "What the goods of these cases bring: as decided, and as found once they were looked at."
    ),
    noted("Decisions and their alternatives"),
    noted(
        "What the way out that was taken was to leave, beside the best one that was not, "
        "of cases that had a choice. The figure is how much the decisions were ahead."
    ),
    noted("Taken"),
    noted("The other option"),
    noted("Ordered again"),
    noted("Of the cases in which a visit had failed, those whose customer has ordered since."),
    noted("Containers at customers"),
    noted("Refillable containers that customers hold now, those with most of them first."),
    noted("Containers"),
    noted("Deposit"),
    noted("Emissions"),
    noted(
        "CO₂ of the kilometres between the stops that were visited: straight lines × "
        "1.35, times the depot's setting for a kilometre."
    ),
    noted("Planned and actual"),
    noted(
        "Routes as they set out beside what they became. Kilometres are straight lines × "
        "1.35, doors those that were visited, shifts those that have ended. The figure "
        "is the share of the planned stops that were visited."
    ),
    noted("Planned"),
    noted("Actual"),
    noted("Visits"),
)
"""Titles, meanings and series."""
