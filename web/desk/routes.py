"""Which pages does the desk have?"""

from typing import Final

from fastapi import APIRouter

from web.desk import demand

ROUTERS: Final[tuple[APIRouter, ...]] = (demand.router,)
"""None of them is kept in the byte cache."""
