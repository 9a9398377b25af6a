"""Which addresses answer programs? Those of the API and of the feed, with pages that explain."""

from fastapi import APIRouter

from api.oruk.routes import router as oruk
from api.reference import router as reference
from api.routes.areas import router as areas
from api.routes.awards import router as awards
from api.routes.coverage import router as coverage
from api.routes.listings import router as listings
from api.routes.needs import router as needs
from api.routes.notices import router as notices
from api.routes.postcodes import router as postcodes
from api.routes.room_reach import router as room_reach
from api.routes.rooms import router as rooms
from api.routes.rooms_free import router as rooms_free

operations = APIRouter()
"""Whole addresses stand in each part: the log names a route by what is written there."""
for part in (listings, postcodes, areas, coverage, room_reach, rooms, rooms_free, awards, notices, needs):
    operations.include_router(part)

router = APIRouter()
router.include_router(operations)
router.include_router(oruk)
router.include_router(reference)
