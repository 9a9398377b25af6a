"""Run every bench, one after another, each in a process of its own: `make bench`."""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = {"corrupted.py", "measure.py", "generated.py", "load.py", "orm_app.py", "our_app.py", "postgres.py"}
"""Modules that benches share, not benches."""


def main() -> int:
    """Run the benches whose names begin with an argument, or all; return how many failed."""
    wanted = tuple(sys.argv[1:])
    scripts = [path for path in sorted(HERE.glob("*/*.py")) if path.name not in PARTS]
    chosen = [path for path in scripts if not wanted or path.stem.startswith(wanted)]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    failed = []
    for path in chosen:
        begun = time.monotonic()
        print(f"\n== {path.relative_to(HERE.parent)}", flush=True)
        if subprocess.run([sys.executable, str(path)], env=environment, check=False).returncode:  # noqa: S603
            failed.append(path.stem)
        print(f"   ({time.monotonic() - begun:.0f} s)", flush=True)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
