"""Files that come again after another one of their day."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0005_files_again.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
