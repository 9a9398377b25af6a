"""How are people counted for somebody who may not know who they are?

Every number is rounded down to a whole five by itself, and fewer than five is not told apart from nobody.
What is left when told numbers are taken from one another is then never a count of fewer than five: each of
them may be up to four more. It also blunts asking twice: writing a notice for two villages and again for one
of them changes what is told only in steps of five.
"""

from typing import Final

LEAST: Final = 5


def in_fives(people: int) -> int | None:
    """Round a count of people down to a whole five; None for fewer than five, nobody too."""
    return None if people < LEAST else people - people % LEAST
