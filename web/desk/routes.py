"""Which pages does the desk have?"""

from typing import Final

from fastapi import APIRouter

ROUTERS: Final[tuple[APIRouter, ...]] = ()
"""None of them is kept in the byte cache."""
