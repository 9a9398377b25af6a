"""How much do two maps show the same thing?

Four capitals served by nearly the same libraries look like four findings and are one. Before two maps are
read as two, this says how many listings they share and for how many people the nearest is one and the same.

Source: P. Jaccard, The distribution of the flora in the alpine zone, New Phytologist 11 (1912) 37-50.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.arrays import as_floats


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two maps share.

    Attributes
    ----------
    shared : int
        Listings on both.
    of_a, of_b : float or None
        The shared listings as a share (0 to 1) of those of the first and of the second map; None where that
        map has none.
    jaccard : float or None
        The shared listings as a share of those on either; None where both are empty.
    same_nearest_share : float or None
        Share of people whose nearest listing of the first map is also their nearest of the second, among the
        people for whom both are known; None where that is nobody.
    """

    shared: int
    of_a: float | None
    of_b: float | None
    jaccard: float | None
    same_nearest_share: float | None


def overlap(
    listings_a: ArrayLike,
    listings_b: ArrayLike,
    nearest_listing_a: ArrayLike,
    nearest_listing_b: ArrayLike,
    weight: ArrayLike,
) -> Overlap:
    """Compare the listings behind two maps.

    Parameters
    ----------
    listings_a, listings_b : array_like of int, shapes (a,) and (b,)
        Which listings each map is of, numbered alike for both; what stands twice counts once.
    nearest_listing_a, nearest_listing_b : array_like of int, shape (n,)
        The nearest listing of each map for each origin, in the same numbers; -1 means none is known.
    weight : array_like, shape (n,)
        People at each origin; NaN (unknown) takes no part.

    Returns
    -------
    Overlap

    Raises
    ------
    ValueError
        If the lengths of the last three differ, a weight is negative, or a nearest listing is not among the
        map's.

    Examples
    --------
    Libraries 1 and 2 are on both maps, a clinic (3) on the second only; 100 of 400 people live by the clinic.

    >>> overlap([1, 2], [1, 2, 3], [1, 2, 2], [1, 2, 3], [200, 100, 100])
    Overlap(shared=2, of_a=1.0, of_b=0.6666666666666666, jaccard=0.6666666666666666, same_nearest_share=0.75)
    """
    on_a, on_b = np.unique(np.asarray(listings_a)), np.unique(np.asarray(listings_b))
    nearest_a, nearest_b = np.asarray(nearest_listing_a), np.asarray(nearest_listing_b)
    people = as_floats(weight, "weight")
    if nearest_a.shape != people.shape or nearest_b.shape != people.shape:
        raise ValueError(
            f"Nearest listings and weights must have one shape, not {nearest_a.shape}, {nearest_b.shape} "
            f"and {people.shape}"
        )
    if (people < 0).any():
        raise ValueError("weight must not be negative")
    for nearest, on_map in ((nearest_a, on_a), (nearest_b, on_b)):
        if not np.isin(nearest[nearest >= 0], on_map).all():
            raise ValueError("A nearest listing is not among the listings of its map")
    shared = len(np.intersect1d(on_a, on_b))
    counted = (nearest_a >= 0) & (nearest_b >= 0) & ~np.isnan(people)
    same = counted & (nearest_a == nearest_b)
    return Overlap(
        shared=shared,
        of_a=_share(shared, len(on_a)),
        of_b=_share(shared, len(on_b)),
        jaccard=_share(shared, len(on_a) + len(on_b) - shared),
        same_nearest_share=_share(np.sort(people[same]).sum(), np.sort(people[counted]).sum()),
    )


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None
