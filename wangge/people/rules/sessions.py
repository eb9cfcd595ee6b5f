"""What a session token looks like, which passwords are good, and where a write may come from."""

import hashlib
import re
import secrets
import unicodedata
from typing import NamedTuple
from urllib.parse import urlsplit

PASSWORD_LENGTH = range(8, 129)  # characters; MLPS level 3 practice: at least 8 and three kinds
PASSWORD_KINDS = 3

_TOKEN = re.compile(r"d([a-z0-9_]{1,40})\.([A-Za-z0-9_-]{43})")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_PORTS = {"http": 80, "https": 443}


class Token(NamedTuple):
    """``d110115.<43 characters>``: the district, then 256 random bits."""

    district: str
    secret: str

    @classmethod
    def new(cls, district: str) -> "Token":
        return cls(district, secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> "Token | None":
        found = _TOKEN.fullmatch(text)
        return cls(found[1], found[2]) if found else None

    def __str__(self) -> str:
        return f"d{self.district}.{self.secret}"


def hash_of(token: Token) -> bytes:
    """What the database keeps. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(str(token).encode()).digest()


def login_of(text: str) -> str:
    """One spelling of a login: full-width letters, capitals and blanks around it make no difference."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def login_problem(login: str) -> bool:
    return not _LOGIN.fullmatch(login)


def password_problem(password: str, login: str = "") -> str | None:
    """``length``, ``kinds`` or ``login``: the rule that a new password breaks, or None."""
    if len(password) not in PASSWORD_LENGTH:
        return "length"
    kinds = {_kind(character) for character in password}
    if len(kinds) < PASSWORD_KINDS:
        return "kinds"
    if login and login in password.lower():
        return "login"
    return None


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isalpha():
        return "upper" if character.isupper() else "letter"
    return "sign"


def own_origin(origin: str | None, scheme: str, host: str) -> bool:
    """Whether a browser's Origin is the site itself.

    Behind a proxy that ends TLS we see http while the browser sees https: an https origin
    of the same host is ours, an http origin of an https site is not.
    """
    if not origin:
        return False
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"{scheme}://{host}")
        if theirs.scheme not in _PORTS or theirs.hostname is None:
            return False
        if theirs.hostname != ours.hostname or (scheme == "https" and theirs.scheme != "https"):
            return False
        if ours.port is None and theirs.port is None:
            return True
        return (theirs.port or _PORTS[theirs.scheme]) == (ours.port or _PORTS[scheme])
    except ValueError:
        return False
