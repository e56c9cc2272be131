"""Who may see our pages: roles of our own, keyed on the user name of the Airflow UI."""

from enum import StrEnum

from sqlalchemy import Connection

from vroegeropaf import database


class Role(StrEnum):
    """What somebody does in the covenant; the value is what the database holds."""

    STEWARD = "steward"
    COORDINATOR = "coordinator"
    WIL_LEAD = "wil_lead"
    PRIVACY_OFFICER = "privacy_officer"
    OPERATOR = "operator"


def of_user(db: Connection, user_name: str) -> frozenset[Role]:
    """Return the roles of a user; empty for somebody who was granted none."""
    return frozenset(
        Role(row["role"]) for row in database.rows(db, "report/roles_of_user", user_name=user_name)
    )


def grant(db: Connection, user_name: str, role: Role, granted_by: str) -> None:
    """Give a user a role; the first grant of a role is kept."""
    database.run(db, "report/grant_role", user_name=user_name, role=str(role), granted_by=granted_by)


def revoke(db: Connection, user_name: str, role: Role) -> None:
    """Take a role from a user; nothing happens when there was none."""
    database.run(db, "report/revoke_role", user_name=user_name, role=str(role))
