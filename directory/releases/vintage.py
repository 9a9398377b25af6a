"""Of when is a file?"""

import re

from directory.releases.recognise import Content, Recognised

NOT_STATED = "not stated"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"[a-z](\d\d)(?:cd|nm|_code|_name)\b", re.IGNORECASE)
# The year of an LSOA's or a district's code is not that of what is said about it.
_OF_OTHER_AREAS = ("lsoa11", "lsoa21", "district")


def vintage_of(source: Recognised) -> str:
    """Tell the year of a file: from its columns, else from its name; from neither it is not stated.

    The columns come first, for a file may be given any name.
    """
    if source.content is Content.LSOA_OUTLINES and source.release is not None:
        return source.release.value
    told = " ".join(
        column
        for ours, column in source.columns.items()
        if ours not in _OF_OTHER_AREAS and not (ours == "code" and source.release is not None)
    )
    years = set(_YEAR.findall(told)) | {f"20{short}" for short in _SHORT_YEAR.findall(told)}
    return max(years or set(_YEAR.findall(source.file.path.name)), default=NOT_STATED)
