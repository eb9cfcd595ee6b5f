"""The address of each database role: of the embedded server, or of one named in the environment."""

from dataclasses import dataclass

from wangge.kit.config import Settings
from wangge.kit.postgres.programs import CannotRun, Programs
from wangge.kit.postgres.server import Server, address


@dataclass(frozen=True)
class Urls:
    """``app`` serves, ``owner`` makes tables, ``erase`` erases, ``admin`` makes the roles."""

    app: str
    owner_url: str | None = None
    erase_url: str | None = None
    admin_url: str | None = None

    @property
    def owner(self) -> str:
        return _given(self.owner_url, "WANGGE_OWNER_URL")

    @property
    def erase(self) -> str:
        return _given(self.erase_url, "WANGGE_ERASE_URL")

    @property
    def admin(self) -> str:
        return _given(self.admin_url, "WANGGE_OWNER_URL")


def embedded(settings: Settings) -> Server | None:
    """The server in the data folder, or None where the settings name another."""
    if settings.database_url:
        return None
    return Server(settings.home, Programs.embedded(settings.home / "postgres", settings.postgres_user))


def urls(settings: Settings) -> Urls:
    """CannotRun before `wangge setup`. Does not start the embedded server."""
    if settings.database_url:
        return Urls(settings.database_url, settings.owner_url, settings.erase_url, settings.owner_url)
    return Urls(*(address(settings.home, role) for role in ("wangge_app", "wangge_owner", "wangge_erase", "postgres")))


def _given(url: str | None, name: str) -> str:
    if url is None:
        raise CannotRun(f"{name} is not set: this command signs in to the database with it.")
    return url
