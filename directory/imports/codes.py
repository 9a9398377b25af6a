"""Why was a row not simply taken, and what can a person do about it?"""
# ruff: noqa: E501 - a table of words, a code a line

from enum import StrEnum


class Code(StrEnum):
    """A reason that stands beside a row, in the report and in quarantine."""

    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    SCRIPT_IN_NAME = "script_in_name"
    TEXT_TOO_LONG = "text_too_long"
    CELL_TOO_LONG = "cell_too_long"
    CHARACTERS_LOST = "characters_lost"
    FORMULA = "formula"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ROW_RAGGED = "row_ragged"
    QUOTE_OPEN = "quote_open"
    HEADER_AGAIN = "header_again"
    HEADER_CHANGED = "header_changed"
    NOT_READABLE = "not_readable"
    TOO_DEEP = "too_deep"
    EMAIL = "email"
    PHONE = "phone"
    WEB_ADDRESS = "web_address"
    POSTCODE = "postcode"
    POSTCODE_UNKNOWN = "postcode_unknown"
    POSTCODE_OUTSIDE = "postcode_outside"
    COORDINATES = "coordinates"
    COORDINATES_HALF = "coordinates_half"
    COORDINATES_SWAPPED = "coordinates_swapped"
    COORDINATES_NOT_WGS84 = "coordinates_not_wgs84"
    NULL_ISLAND = "null_island"
    OUTSIDE = "outside"
    FAR_FROM_POSTCODE = "far_from_postcode"
    DATE = "date"
    AGES = "ages"
    YES_OR_NO = "yes_or_no"
    KIND = "kind"
    WORD = "word"
    AREA = "area"
    TOO_MANY_PLACES = "too_many_places"
    NOT_RUNNING = "not_running"
    SAME_ID_TWICE = "same_id_twice"
    SAME_AS_ROW = "same_as_row"
    LIKE_LISTING = "like_listing"
    ALREADY_GONE = "already_gone"
    NOT_YOUR_DISTRICT = "not_your_district"
    NOT_IN_ORDER = "not_in_order"
    SAID_OTHERWISE = "said_otherwise"

    @property
    def label(self) -> str:
        """What is wrong, in a few words of plain English."""
        return _WORDS[self][0]

    @property
    def todo(self) -> str:
        """What to do about it."""
        return _WORDS[self][1]


_AGAIN = "Mend the row in your file and bring the file in again: rows that are here already stay as they are."
_WORDS: dict[Code, tuple[str, str]] = {
    Code.NO_NAME: ("There is no name.", "Write the name people know it by. We never make one up."),
    Code.NAME_TOO_LONG: ("The name is longer than 200 characters.", "Shorten it; put the rest in the description."),
    Code.SCRIPT_IN_NAME: ("The name carries program code.", "Write the name as plain words. Ask where the file is from."),
    Code.TEXT_TOO_LONG: ("A text is too long for its field.", "Shorten it to 500 characters."),
    Code.CELL_TOO_LONG: ("A cell holds more than 64,000 characters.", "Look whether several rows ran into one cell; shorten it."),
    Code.CHARACTERS_LOST: ("Some characters could not be read.", 'Save the file again as "CSV UTF-8".'),
    Code.FORMULA: ("A cell holds a formula, not a value.", "Replace the formula by its value (paste values only)."),
    Code.FORMULA_WITHOUT_VALUE: (
        "A cell holds a formula whose result was never saved.",
        "Open the file in a spreadsheet, let it calculate, and save it again.",
    ),
    Code.ROW_RAGGED: ("The row has more cells than there are columns.", "Put quotation marks around cells that hold commas."),
    Code.QUOTE_OPEN: ("A quotation mark is never closed, and rows ran into one another.", "Close it, or take it out."),
    Code.HEADER_AGAIN: ("The names of the columns again, not a record.", "Nothing to do: it is only left out."),
    Code.HEADER_CHANGED: (
        "Here other columns begin: two tables stand in one file.",
        "Put the second table in a file of its own. Rows below this one were read by the first columns.",
    ),
    Code.NOT_READABLE: ("The row cannot be read.", _AGAIN),
    Code.TOO_DEEP: ("The record nests too deep to be one.", "Ask whoever made the file."),
    Code.EMAIL: ("The e-mail address cannot be one.", "Write one address, like name@example.org, or leave it empty."),
    Code.PHONE: ("The telephone number cannot be one.", "Write one number with its area code, or leave it empty."),
    Code.WEB_ADDRESS: ("The web address cannot be one.", "Write it like https://example.org, or leave it empty."),
    Code.POSTCODE: ("The postcode cannot be one.", "Write a full UK postcode, like CB1 2JD."),
    Code.POSTCODE_UNKNOWN: ("No such postcode is known.", "Check it. If it is new, give longitude and latitude without it."),
    Code.POSTCODE_OUTSIDE: ("The postcode is outside the area of this directory.", "Leave the row out, or give the place here."),
    Code.COORDINATES: ("The coordinates are not numbers.", "Write degrees, like 0.0877 and 52.5515, or leave both empty."),
    Code.COORDINATES_HALF: ("One of longitude and latitude is missing.", "Give both, or neither."),
    Code.COORDINATES_SWAPPED: ("Longitude and latitude are the wrong way round.", "Swap the two columns, and check a row on a map."),
    Code.COORDINATES_NOT_WGS84: (
        "The coordinates are not degrees of longitude and latitude.",
        "Eastings and northings go in columns of those names; other systems must be converted to WGS84.",
    ),
    Code.NULL_ISLAND: ("The coordinates are 0, 0: that is in the sea off Africa.", "Leave both empty where the place is not known."),
    Code.OUTSIDE: ("The place is outside the area of this directory.", "Leave the row out, or mend the coordinates."),
    Code.FAR_FROM_POSTCODE: ("The coordinates are over 3 km from the postcode.", "One of the two is wrong: mend it, or leave one out."),
    Code.DATE: ("A date cannot be read.", "Write it as 2025-06-30 or 30/06/2025."),
    Code.AGES: ("The ages make no sense.", "Write whole years from 0 to 120, the lowest first."),
    Code.YES_OR_NO: ("A cell that must be yes or no is neither.", "Write yes or no, or leave it empty where you do not know."),
    Code.KIND: ("We do not know that kind of listing.", "Write group, service, hub, venue or outdoor space."),
    Code.WORD: ("A cell must hold one of certain words and holds another.", "The template lists the words."),
    Code.AREA: ("The parish or district is not one we know.", "Write its name as the ONS does, or its code."),
    Code.TOO_MANY_PLACES: ("It has more than 50 places.", "Bring it in as JSON in our own format (docs/listings-format.md)."),
    Code.NOT_RUNNING: ("The source says that it is not running any more.", "Nothing to do, unless that is wrong."),
    Code.SAME_ID_TWICE: ("The same id stands above with other facts.", "Give each record an id of its own."),
    Code.SAME_AS_ROW: ("The same as a row above.", "Nothing to do, or tell us that it is another one."),
    Code.LIKE_LISTING: ("Probably the same as a listing that is here.", "Look at both. If it is another one, add it all the same."),
    Code.ALREADY_GONE: ("The listing was archived here.", "Nothing to do, or restore the listing first."),
    Code.NOT_YOUR_DISTRICT: ("The place is not in your districts.", "Ask the coordinator of that district to bring it in."),
    Code.NOT_IN_ORDER: ("The record is not in order.", _AGAIN),
    Code.SAID_OTHERWISE: (
        "Somebody who runs or edits the listing says otherwise.",
        "Their words stay. Decide each: keep ours, or take theirs.",
    ),
}  # fmt: skip
