"""Which cases without a visit were due, and what each week lacked in capacity."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0012_capacity.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
