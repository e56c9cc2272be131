"""Leave that is taken back, and the hold of a file at the bailiff."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0009_leave_and_holds.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
