"""Tokens, passwords, logins and origins, without a database."""

import pytest

from wangge.people.rules import Token, hash_of, own_origin, password_problem
from wangge.people.rules.sessions import login_of, login_problem

SECRET = "x" * 43


def test_a_token_names_its_district_and_comes_back() -> None:
    token = Token.new("110115")
    assert str(token).startswith("d110115.")
    assert Token.parse(str(token)) == token
    assert Token.new("110115") != token


@pytest.mark.parametrize(
    "text",
    [
        "", "d110115", "d110115.", "110115." + SECRET, "d." + SECRET, f"d110115.{SECRET}x", f"d110115.{SECRET[1:]}",
        f"dpg_catalog;drop.{SECRET}", f"D110115.{SECRET}", f"d110115.{SECRET}\n", f"d110115.{'é' * 43}",
    ],
)  # fmt: skip
def test_what_is_no_token(text: str) -> None:
    assert Token.parse(text) is None


def test_the_same_secret_in_another_district_is_another_session() -> None:
    assert hash_of(Token("110115", SECRET)) != hash_of(Token("110106", SECRET))


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Wangge-2026", None),
        ("网格员Wang2026", None),
        ("Wg-2026", "length"),
        ("Aa1-" * 33, "length"),
        ("wangge2026", "kinds"),
        ("12345678", "kinds"),
        ("Wangmin-2026", "login"),
    ],
)
def test_password(password: str, problem: str | None) -> None:
    assert password_problem(password, "wangmin") == problem


@pytest.mark.parametrize("text", ["wangmin", " WangMin ", "\uff57angmin"])
def test_one_login_has_one_spelling(text: str) -> None:
    assert login_of(text) == "wangmin"


@pytest.mark.parametrize(
    ("login", "bad"),
    [("wangmin", False), ("a1", False), ("w.min@dx", False), ("a", True), ("王敏", True), ("a\0b", True)],
)
def test_login(login: str, bad: bool) -> None:
    assert login_problem(login) is bad


@pytest.mark.parametrize(
    ("origin", "scheme", "host", "own"),
    [
        ("http://127.0.0.1:8000", "http", "127.0.0.1:8000", True),
        ("https://wangge.example", "https", "wangge.example", True),
        ("https://wangge.example", "http", "wangge.example", True),  # TLS ends at a proxy
        ("https://wangge.example:443", "https", "wangge.example", True),
        ("http://wangge.example", "https", "wangge.example", False),  # the same name without TLS
        ("http://127.0.0.1:8001", "http", "127.0.0.1:8000", False),
        ("http://127.0.0.1", "http", "127.0.0.1:8000", False),
        ("https://evil.example", "https", "wangge.example", False),
        ("https://wangge.example.evil.example", "https", "wangge.example", False),
        ("https://wangge.example@evil.example", "https", "wangge.example", False),
        ("null", "https", "wangge.example", False),
        ("", "https", "wangge.example", False),
        (None, "https", "wangge.example", False),
        ("http://[::1]:8000", "http", "[::1]:8000", True),
        ("http://[::1", "http", "[::1]:8000", False),
        ("file://wangge.example", "https", "wangge.example", False),
        ("http://wangge.example:99999999", "http", "wangge.example", False),
        ("http://wangge.example", "http", "", False),
    ],
)  # fmt: skip
def test_own_origin(origin: str | None, scheme: str, host: str, own: bool) -> None:
    assert own_origin(origin, scheme, host) is own
