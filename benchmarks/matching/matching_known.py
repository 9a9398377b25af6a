"""Are things listed twice known again, and what does it cost? Writes benchmarks/results/matching.json."""

import json
import sys
import tempfile
from pathlib import Path

from sqlmodel import Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.matching.measure import measure, time_one
from directory.imports.records import read_records
from directory.imports.shipped import load_shipped
from directory.settings import PROJECT_DIR
from directory.store import DIRECTORY, migrate, open_engine, session_scope

RESULTS = PROJECT_DIR / "benchmarks" / "results" / "matching.json"


def main() -> None:
    """Measure on the shipped listings in a database of its own."""
    records = read_records(PROJECT_DIR / "data" / "listings" / "listings.jsonl").records
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/directory.sqlite3")
        migrate(DIRECTORY, engine)
        with session_scope(engine) as session:
            load_shipped(session, PROJECT_DIR / "data")
        with Session(engine) as session:
            told = {"figures": measure(session, records), "times": time_one(session, records)}
        engine.dispose()
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
