"""At which postcodes do the people of an LSOA live? Told from the store alone, not by the way of the product.

A postcode on an edge, whose own district or whose ward's is not that of its LSOA, has none of them.
"""


def lived_in(lsoa: str = "lsoa21") -> str:
    """Write the SQL that gives live postcodes of the area that people are counted at."""
    release = f"20{lsoa[-2:]}"
    return (
        f"SELECT p.* FROM postcode p JOIN area l ON l.code = p.{lsoa} AND l.release = '{release}' "  # noqa: S608
        f"JOIN area w ON w.code = p.ward AND w.release = '{release}' "
        "WHERE p.inside AND p.status = 'live' AND p.easting IS NOT NULL "
        "AND l.district_code = p.district AND l.district_code = w.district_code"
    )
