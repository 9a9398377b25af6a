"""Which pages does the desk have?"""

from typing import Final

from fastapi import APIRouter

from web.desk import (
    account,
    add,
    calls,
    claim,
    demand,
    feeds,
    find_listing,
    home,
    imports,
    imports_check,
    jobs,
    known,
    listing_desk,
    listing_edit,
    listing_told,
    matches,
    queue,
    second_factor,
    sent,
    sign_in,
    still_right,
    stop,
    suggest,
    tag_rules,
    tags,
    upkeep,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    demand.router,
    feeds.router,
    home.router,
    imports.router,
    imports_check.router,
    jobs.router,
    matches.router,
    sign_in.router,
    account.router,
    second_factor.router,
    still_right.router,
    stop.router,
    upkeep.router,
    calls.router,
    known.router,
    add.router,
    sent.router,
    queue.router,
    tags.router,
    tag_rules.router,
    claim.router,
    suggest.router,
    find_listing.router,
    listing_desk.router,
    listing_told.router,
    listing_edit.router,
)
"""None of them is kept in the byte cache."""
