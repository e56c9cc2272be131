"""The `vroegeropaf` command: the product's commands, and those that need Airflow's connections."""

from vroegeropaf.cli import app, run
from vroegeropaf_airflow import doctor

app.command(name="doctor")(doctor.doctor)


def main() -> None:
    """Entry point of the command."""
    run(app)
