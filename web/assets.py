"""Where is a built style, script or picture, and how long may a browser keep it?"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_DIR: Final = Path(__file__).resolve().parent / "static"
BUILD_DIR: Final = STATIC_DIR / "build"
BUILD_URL: Final = "/static/build"
A_YEAR_S: Final = 31_536_000


class AssetsNotBuilt(RuntimeError):
    """The styles and scripts have not been built, or one of them is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not in {BUILD_DIR}. Run `make assets` to build the styles and scripts.")


def _manifest() -> dict[str, str]:
    """Read what was built; read again where it was built anew while the service runs."""
    path = BUILD_DIR / "manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError as missing:
        raise AssetsNotBuilt(path.name) from missing


@lru_cache(maxsize=2)
def _read_manifest(path: Path, _built_ns: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """Return the address of a built file, its content's hash in its name: `asset("app.css")`."""
    try:
        return f"{BUILD_URL}/{_manifest()[name]}"
    except KeyError as missing:
        raise AssetsNotBuilt(name) from missing


class BuiltFiles(StaticFiles):
    """Serves the build; a name that holds a hash never changes, so a browser may keep it."""

    def __init__(self) -> None:
        super().__init__(directory=BUILD_DIR, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if path != "manifest.json":
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable"
        return response
