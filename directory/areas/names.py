"""When are two spellings the same name?"""

import re
import unicodedata


def fold(name: str) -> str:
    """Reduce a name to what people agree on: lower case letters and digits, "St." as "saint"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\bst\b\.?", "saint", plain.replace("&", " and "))
    return re.sub(r"[^a-z0-9]+", "", plain)
