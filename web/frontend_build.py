"""How are the styles and scripts built, with the machine's Node or one from the package index?"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

FRONTEND_DIR = Path(__file__).resolve().parent / "frontend"
PROJECT_DIR = FRONTEND_DIR.parent.parent
NODE_ENV_DIR = PROJECT_DIR / "var" / "node"
OLDEST_NODE = 20
NODE_LOCK = PROJECT_DIR / "requirements-node.lock"


def main() -> None:
    """Install the locked packages where they have changed, and build."""
    environment = os.environ | {"PATH": os.pathsep.join([*_node_folders(), os.environ.get("PATH", "")])}
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        sys.exit("npm is missing beside node. Install Node 20 or newer with npm, then: make assets")
    if _installed_lock() != _lock_digest():
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([npm, "ci", *quiet], cwd=FRONTEND_DIR, env=environment, check=True)  # noqa: S603
        _installed_mark().write_text(_lock_digest(), encoding="ascii")
    subprocess.run([npm, "run", "--silent", "build"], cwd=FRONTEND_DIR, env=environment, check=True)  # noqa: S603


def _node_folders() -> list[str]:
    """Find the folder of a Node that is new enough, installing one where there is none."""
    node = shutil.which("node")
    if node is not None and _version_of(node) >= OLDEST_NODE:
        return []
    python = NODE_ENV_DIR / "bin" / "python"
    if not python.exists():
        print("No Node 20 or newer here: fetching one from the Python package index …", file=sys.stderr)  # noqa: T201
        venv.create(NODE_ENV_DIR, with_pip=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        command = [str(python), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(NODE_LOCK)]
        subprocess.run(command, check=True)  # noqa: S603
    return [str(NODE_ENV_DIR / "bin")]


def _version_of(node: str) -> int:
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)", printed)
    return int(found[1]) if found else 0


def _lock_digest() -> str:
    return hashlib.sha256((FRONTEND_DIR / "package-lock.json").read_bytes()).hexdigest()


def _installed_mark() -> Path:
    return FRONTEND_DIR / "node_modules" / ".installed-lock"


def _installed_lock() -> str | None:
    try:
        return _installed_mark().read_text(encoding="ascii")
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    main()
