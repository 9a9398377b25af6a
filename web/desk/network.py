"""From which address does a request come?"""

from starlette.requests import Request


def address_of(request: Request) -> str:
    """Tell it; only a keyed hash of it is ever kept."""
    return request.client.host if request.client else ""
