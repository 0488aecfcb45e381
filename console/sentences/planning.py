"""What `core.planning` says: why a way is not taken, and of orders left out."""

from console.tongue import noted

PLANNING = (
    noted("it did not fit beside the others"),
    noted("a little"),
    noted("its way is somewhere else: is its map of this region?"),
    noted("it says nothing of itself"),
    noted("its way is none on Earth"),
    noted("no van passes it any more"),
    noted("no travel times yet"),
    noted("No van fetches its goods from {name} beside what this plan does"),
    noted("{name} comes nearest: {words}"),
    noted("{name} could take it, but not beside what this plan does"),
    noted("{name} could take it, but it is not worth it"),
    noted("the depot"),
    noted("where it is now"),
    noted("it belongs to a hand-over; take the order off instead"),
    noted("it belongs to a hand-over"),
    noted("the driver is on the way there"),
    noted("it is locked"),
    noted("the driver waits for an answer there"),
    noted("nothing is left to do"),
    noted("No better sequence found"),
    noted("{minutes} of lateness"),
    noted("{moved} stop"),
    noted("{moved} stops"),
    noted("Saves {listed}, moves {stops}"),
    noted("drives there"),
    noted("the customer goes there"),
    noted("{off_road}: times there are straight-line estimates. Move the place to its street."),
    noted("No road within 200 m of {lat}, {lon}"),
    noted("{label} at {netloc}"),
    noted(
        "{text} is no routing server. Write osrm+http://HOST:PORT or valhalla+http://HOST:PORT, "
        "with /PROFILE behind it if it is not the usual one."
    ),
    noted(
        "{server} takes {factor} times as long as a van would on these roads: is {profile} the "
        "right profile, and the region the same?"
    ),
    noted("its table has another size than what was asked for"),
    noted("its table has times or ways below zero"),
    noted("no answer within {timeout_s} s"),
    noted("its answer breaks off or is no HTTP"),
    noted("it answered {status}"),
    noted("its answer is too long"),
    noted("its answer cannot be read ({error})"),
    noted("{server} gives no travel times: {words}."),
    noted("what is aboard already"),
    noted("Clean goods for {name} travel with {dirt}, which is dirty"),
    noted("what is collected at {name}"),
    noted("{amount} container slots"),
    noted("{amount} container slot"),
    noted("Travel times cannot be read ({error}): fetch the whole matrix."),
    noted("There are no travel times to its place yet"),
    noted("Every driver who could take it has declined it"),
    noted("Its goods are not at the depot"),
    noted("Its goods are in the van of {stranded}, which cannot go on"),
    noted("{place} is {closed}"),
    noted("has left the depot, and the goods are not aboard"),
    noted("The solver's process cannot be started: {refusal}"),
    noted(
        "The solver did not answer within {patience_s} s and was restarted; the plan is unchanged. "
        "Try again, or place the stop by hand."
    ),
    noted(
        "The solver's process ended (exit code {exitcode}) and was restarted; the plan is "
        "unchanged. Try again, or place the stop by hand."
    ),
    noted("The solver failed; the plan is unchanged.\n{error}"),
)
