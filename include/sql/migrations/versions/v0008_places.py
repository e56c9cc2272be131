"""Where front doors are."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0008_places.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
