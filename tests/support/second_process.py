"""One run of the collection in a process of its own, started by a signal, as a second scheduler would."""

import json
import sys
import time
from datetime import datetime
from pathlib import Path


def main() -> None:
    """Load everything, say so, wait for the start, and collect; print what failed."""
    from vroegeropaf import database, region
    from vroegeropaf.deliveries import judge
    from vroegeropaf.settings import settings
    from vroegeropaf_airflow.edge import Edge
    from vroegeropaf_airflow.steps import collecting

    ready, start, now = Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    machine = settings()
    world = Edge(machine, region.load(machine.config_dir), database.connect(machine), now.date(), now)
    ready.touch()
    while not start.exists():
        time.sleep(0.005)
    corporations = sys.argv[4:]
    fetched = sum(collecting.fetch(world, corporation)["fetched"] for corporation in corporations)
    report = judge.judge_waiting(world.engine, world.region, world.today, world.hash_key)
    put_away = collecting.archive(world, corporations)
    print(json.dumps({"fetched": fetched, "judged": len(report.verdicts), "put_away": put_away}))


if __name__ == "__main__":
    main()
