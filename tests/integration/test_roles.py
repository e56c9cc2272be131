"""Roles on our pages."""

import pytest
from sqlalchemy import text

from vroegeropaf import roles
from vroegeropaf.roles import Role


def test_a_role_is_granted_once_and_can_be_taken_back(database):
    """Granting twice changes nothing, another user has nothing, and revoking ends it."""
    with database.begin() as db:
        for by in ("beheer", "ander"):
            roles.grant(db, "sanne", Role.STEWARD, by)
        roles.grant(db, "sanne", Role.COORDINATOR, "beheer")
        assert roles.of_user(db, "sanne") == {Role.STEWARD, Role.COORDINATOR}
        assert roles.of_user(db, "SANNE") == roles.of_user(db, "san") == frozenset()
        granted_by = text("select granted_by from core.user_role where role = 'steward'")
        assert db.execute(granted_by).scalar_one() == "beheer"
        roles.revoke(db, "sanne", Role.STEWARD)
        assert roles.of_user(db, "sanne") == {Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
def test_every_role_fits_the_database(database, role):
    """The roles in the code are those that the schema allows."""
    with database.begin() as db:
        roles.grant(db, "sanne", role, "beheer")
        assert roles.of_user(db, "sanne") == {role}
