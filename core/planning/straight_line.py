"""What a straight line says of the way by road, where nothing better is known.

Apart from `travel.py`, so that who only counts metres need not load numpy.
"""

DETOUR_FACTOR = 1.35
DETOUR_KMH = 30.0
