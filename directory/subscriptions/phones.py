"""Is what somebody typed a telephone number here, how is it kept, and how do people write it?"""

from directory.errors import InvalidInput


def read_phone(typed: str, *, mobile: bool = False) -> str:
    """Give a number in the international form; refuse what is none, or where text messages do not reach."""
    import phonenumbers  # noqa: PLC0415 - its tables are large, and most pages need none of them

    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise InvalidInput("Enter a telephone number, like 01632 960123.", field="phone")
    if mobile and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise InvalidInput("Enter a mobile number, like 07700 900123.", field="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown_phone(kept: str) -> str:
    """Write a number as people in this country do: `01632 960123`; what is none stays as it stands."""
    import phonenumbers  # noqa: PLC0415 - as above

    try:
        number = phonenumbers.parse(kept, "GB")
    except phonenumbers.NumberParseException:
        return kept
    home = number.country_code == phonenumbers.country_code_for_region("GB")
    form = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)
    return str(written).replace("-", " ")
