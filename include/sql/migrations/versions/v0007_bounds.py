"""Bounds of plans."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0007_bounds.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
