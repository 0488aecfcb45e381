"""The English sentences of core that reach the window, by the room of core that says them.

`{named}` stands where they differ; a test finds in core what is not listed. `console/hub_words.py`
knows them again by their fixed parts. Imported only when the console does not speak English.
"""

from console.sentences.catalogues import CATALOGUES, CODES, VALUES
from console.sentences.files import FILE_WORDS, FILES
from console.sentences.hub import HUB
from console.sentences.others import OTHERS
from console.sentences.planning import PLANNING
from console.sentences.reports import REPORTS
from console.sentences.rules import RULES, WORDS
from console.sentences.settings import DEPOT, DEPOT_SETTINGS, SETTINGS

WITH_PLACES = (*RULES, *PLANNING, *FILES, *OTHERS, *HUB, *DEPOT, *CATALOGUES)
"""Where `{named}` stands for something; in the others it is what a user may write."""
EVERY = (*WITH_PLACES, *REPORTS, *CODES, *VALUES, *WORDS, *FILE_WORDS, *DEPOT_SETTINGS, *SETTINGS)
