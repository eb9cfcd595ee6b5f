"""The embedded PostgreSQL: its programs, one server in the data folder, the addresses of its roles."""

from wangge.kit.postgres.programs import CannotRun, Programs
from wangge.kit.postgres.server import Server
from wangge.kit.postgres.urls import Urls, embedded, urls

__all__ = ["CannotRun", "Programs", "Server", "Urls", "embedded", "urls"]
