"""From which network does a request come?"""

from starlette.requests import Request


def network_of(request: Request) -> str:
    """Tell its address; only a keyed hash of it is ever kept."""
    return request.client.host if request.client else ""
