"""Of when is a file?"""

import re

from directory.releases.recognise import Recognised

_YEAR_IN_COLUMN = re.compile(r"(?:mid|mye|20)?((?:19|20)\d\d)")
_SHORT_YEAR = re.compile(r"[a-z_ ](\d\d)(?:cd|nm|_code|_name)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def vintage_of(source: Recognised) -> str:
    """Tell the year of a file: from its columns, else its name; from neither it is not stated.

    Years in the columns come first, for a file may be given any name.
    """
    named = " ".join(
        column for ours, column in source.columns.items() if not ours.startswith(("age:", "district"))
    )
    years = set(_YEAR_IN_COLUMN.findall(named)) | {f"20{short}" for short in _SHORT_YEAR.findall(named)}
    years = years or set(_YEAR.findall(source.file.path.name))
    if not years and source.release is not None:
        return source.release.value
    return max(years, default="not stated")
