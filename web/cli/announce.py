"""How does the server say that it is ready?"""

import socket
import sys

import typer
import uvicorn


class AnnouncingServer(uvicorn.Server):
    """Prints its address once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            typer.echo(f"Hereabouts is ready: {self._address}")
            sys.stdout.flush()
