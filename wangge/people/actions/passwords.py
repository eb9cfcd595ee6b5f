"""Password hashes: argon2id, its cost from the settings."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from wangge.kit.config import settings
from wangge.kit.errors import Invalid
from wangge.people.rules import password_problem


def hashed(password: str, login: str = "") -> str:
    """The hash of a new password; Invalid when it breaks a rule."""
    if problem := password_problem(password, login):
        raise Invalid("people.password", field="password", rule=problem)
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right. No account (None) takes as long as a wrong password."""
    try:
        _hasher().verify(stored or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(
        time_cost=settings().password_rounds, memory_cost=settings().password_memory_kib, parallelism=1
    )


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")
