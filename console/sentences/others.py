"""Of other parts of core."""

from console.tongue import noted

OTHERS = (
    noted("Choose at least one driver."),
    noted("The shift ends before it begins."),
    noted("{twice} cannot be driven by two at once."),
    noted("Give the depot a name."),
    noted("The depot's name has {wanted} characters; {longest_name} at most."),
    noted("{wanted} has no letter or digit that can name a folder. Add one."),
    noted("Where is the depot? Choose its address."),
    noted("{lat}, {lon} is no place on earth."),
    noted("A depot begins with 1 to {most_vans} vans, not {vans}."),
    noted("Entrance: {what}"),
    noted("Gate code {what}"),
    noted("Mind the dog"),
    noted("Parking: {what}"),
    noted("A neighbour accepts: {what}"),
    noted("Open {hours}"),
    noted("driver's page"),
    noted("{source}, battery {battery}"),
)
