"""From nothing to a database of this version, as often as one likes."""

from psycopg import conninfo

from wangge.kit.migrate.districts import migrate_all
from wangge.kit.migrate.roles import create_database, create_roles
from wangge.kit.postgres import Urls
from wangge.kit.postgres.server import DATABASE


def set_up(urls: Urls, ours: bool) -> int:
    """Roles, shared schemas, every district; how many files were applied. ``ours``: the embedded server."""
    if ours:
        create_database(urls.admin, DATABASE)
    create_roles(urls.admin, _passwords(urls))
    return migrate_all(urls.owner)


def _passwords(urls: Urls) -> dict[str, str | None]:
    """Each role is to sign in as its address says."""
    parts = [conninfo.conninfo_to_dict(url) for url in (urls.app, urls.owner, urls.erase_url) if url]
    return {str(part.get("user")): str(part["password"]) if part.get("password") else None for part in parts}
