"""What may somebody who wants to help be interested in, and which needs are about it?

The words are the headings of a parish's page, without those that tell no interest; what a need is about are
the categories of its group, which stand under them.
"""

from collections.abc import Collection
from typing import Final

from directory.nodes.parish_themes import THEME_OF, Theme

LIKES: Final = tuple(theme for theme in Theme if theme not in {Theme.GROUPS, Theme.OTHER})


def likes_of(categories: Collection[str]) -> frozenset[str]:
    """Give the words under which categories stand."""
    return frozenset(THEME_OF[each].value for each in categories if THEME_OF.get(each) in LIKES)


def categories_of(likes: Collection[str]) -> frozenset[str]:
    """Give the categories that stand under words."""
    return frozenset(each for each, theme in THEME_OF.items() if theme in LIKES and theme in likes)


def liked_words(likes: Collection[str]) -> str:
    """Name what somebody likes, in the order of the list: `food and money, outdoors`."""
    return ", ".join(each.label[:1].lower() + each.label[1:] for each in LIKES if each in likes)
