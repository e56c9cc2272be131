"""Scored pairs, put-off questions."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0004_linkage.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
