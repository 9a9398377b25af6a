"""Which pages does the desk have?"""

from typing import Final

from fastapi import APIRouter

from web.desk import (
    account,
    add,
    demand,
    home,
    matches,
    queue,
    second_factor,
    sent,
    sign_in,
    still_right,
    stop,
    tag_rules,
    tags,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    demand.router,
    home.router,
    matches.router,
    sign_in.router,
    account.router,
    second_factor.router,
    still_right.router,
    stop.router,
    add.router,
    sent.router,
    queue.router,
    tags.router,
    tag_rules.router,
)
"""None of them is kept in the byte cache."""
