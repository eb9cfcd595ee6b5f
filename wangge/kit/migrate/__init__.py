"""Roles, the shared schema, procrastinate's schema, and numbered migrations in each district's schema."""

from wangge.kit.migrate.check import check_current, check_role
from wangge.kit.migrate.districts import District, create_district, districts, migrate_all, move_district, one_district
from wangge.kit.migrate.files import MIGRATIONS
from wangge.kit.migrate.roles import as_owner, create_database, create_roles
from wangge.kit.migrate.setup import set_up

__all__ = [
    "MIGRATIONS",
    "District",
    "as_owner",
    "check_current",
    "check_role",
    "create_database",
    "create_district",
    "create_roles",
    "districts",
    "migrate_all",
    "move_district",
    "one_district",
    "set_up",
]
