"""Where front doors are."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0011_places.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
