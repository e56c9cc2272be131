"""Report views."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0002_report_views.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
