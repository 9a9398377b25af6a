"""How does the history of a listing say who changed it, and by what?"""

from typing import Final

_BY: Final = {
    "owner": "whoever runs it",
    "public": "somebody without an account",
    "parish_clerk": "the parish clerk",
    "partner_editor": "a partner editor",
    "coordinator": "a coordinator",
    "administrator": "an administrator",
    "import": "a list that was brought in",
    "feed": "another directory",
    "clock": "the service",
    "command": "an administrator",
}
_HOW: Final = {
    "form": "on the form",
    "still right": "who said that it is still right",
    "closing": "who closed it for now",
    "opening": "who opened it again",
    "archive": "who took it out of the directory",
    "restore": "who brought an earlier state back",
    "merge": "who joined it with another listing, or parted them",
    "tags": "who said what it offers",
    "import undone": "who took a list back",
    "told to a coordinator": "who was told it",
}
_NOTED: Final = {
    "owner": "Noted by the service: whether somebody runs it here",
    "clock": "Noted by the service: the time was over",
}


def how_words(role: str, source: str, *, first: bool) -> str:
    """Say it in one line; `first` is the state it came with."""
    if source == "shipped":
        return "Came with the directory"
    if role == "import" or (first and source == "import"):
        return "Came with a list"
    if role == "feed":
        return "Came from another directory"
    if source in _NOTED:
        return _NOTED[source]
    by, how = _BY.get(role, "somebody"), _HOW.get(source.lower(), "")
    return f"By {by}, {how}" if how else f"By {by}"
