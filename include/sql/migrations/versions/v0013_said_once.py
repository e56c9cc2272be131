"""What several statements need, said once."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0013_said_once.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
