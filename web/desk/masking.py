"""How is an e-mail address named to somebody who may not read it?"""


def masked(email: str) -> str:
    """Tell the first letter and where it is: `j…@example.org`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
