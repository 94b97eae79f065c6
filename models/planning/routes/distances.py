"""How far places are apart: great circles between municipalities, times a factor, since there is no road network."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from data_contracts.reference_data import Municipality, municipalities, region_of_province
from models.arrays import Floats, Integers
from models.planning.routes.parameters import RouteParameters

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
METRES = 1000
MINUTES = 60


@dataclass(frozen=True)
class Travel:
    """Road metres and minutes between places, both whole numbers of shape ``(places, places)``; zero to itself."""

    metres: Integers
    minutes: Integers


@cache
def places() -> dict[str, Municipality]:
    """Return every municipality by its code."""
    return {place.code: place for place in municipalities()}


@cache
def base_of_region() -> dict[str, str]:
    """Return the municipality in which each region's days begin and end: its most populous one."""
    region, base = region_of_province(), {}
    for place in sorted(municipalities(), key=lambda item: (item.inhabitants or 0, item.code)):
        base[region[place.province]] = place.code
    return base


def great_circle(latitudes: Floats, longitudes: Floats) -> Floats:
    """Return the great-circle kilometres between all pairs of points (haversine).

    Args:
        latitudes: Degrees north, shape ``(n,)``.
        longitudes: Degrees east, shape ``(n,)``.

    Returns:
        Shape ``(n, n)``.
    """
    north, east = np.radians(latitudes), np.radians(longitudes)
    half_north = np.sin((north[:, None] - north[None, :]) / 2) ** 2
    half_east = np.sin((east[:, None] - east[None, :]) / 2) ** 2
    chord = half_north + np.cos(north)[:, None] * np.cos(north)[None, :] * half_east
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def travel_between(codes: Sequence[str], parameters: RouteParameters) -> Travel:
    """Return how far places are apart by road, as assumed.

    Two places in one municipality are the assumed inner distance apart, since neither has a point of its own.

    Args:
        codes: The municipality of each place.
        parameters: Detour factor, speed and inner distance.
    """
    found = [places()[code] for code in codes]
    circle = great_circle(np.array([item.latitude for item in found]), np.array([item.longitude for item in found]))
    names = np.array(codes)
    roads = np.where(names[:, None] == names[None, :], parameters.inner_distance, parameters.detour_factor * circle)
    np.fill_diagonal(roads, 0.0)
    metres = np.rint(roads * METRES).astype(np.int64)
    minutes = np.ceil(roads / parameters.speed * MINUTES).astype(np.int64)
    return Travel(metres, minutes)
