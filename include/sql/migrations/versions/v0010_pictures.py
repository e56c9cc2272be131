"""Pictures in mails."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    statements = (Path(__file__).parents[1] / "0010_pictures.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
