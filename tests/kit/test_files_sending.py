import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kit.files import Opened, sent
from wangge.kit.files.sending import range_of
from wangge.kit.files.shelf import cleaned

BYTES = bytes(range(100))
FILM = Opened(100, lambda start, end: iter([BYTES[start:end]]))


def ask(media_type: str = "video/mp4", name: str = "", wanted: str | None = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, as sent."""
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()

    response = sent(FILM, media_type, name, wanted)
    asyncio.run(response({"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}, receive, send))
    headers = {key.decode(): value.decode() for key, value in messages[0]["headers"]}
    return messages[0]["status"], headers, b"".join(message.get("body", b"") for message in messages[1:])


def test_the_whole_file() -> None:
    status, headers, body = ask()
    assert (status, body) == (200, BYTES)
    assert headers["content-length"] == "100"
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-type"] == "video/mp4"
    assert "content-range" not in headers


def test_a_browser_runs_none_of_it() -> None:
    _, headers, _ = ask("application/pdf")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert "immutable" in headers["cache-control"]
    assert "private" in headers["cache-control"]


@pytest.mark.parametrize(
    ("media_type", "name", "disposition"),
    [
        ("image/jpeg", "", "inline"),
        ("video/mp4", "a.mp4", "inline; filename*=UTF-8''a.mp4"),
        ("application/pdf", "", "attachment"),
        ("application/pdf", "井盖 1.pdf", "attachment; filename*=UTF-8''%E4%BA%95%E7%9B%96%201.pdf"),
        ("application/pdf", 'a"\r\nX: y', "attachment; filename*=UTF-8''a%22%0D%0AX%3A%20y"),
        ("text/html", "", "attachment"),
    ],
)
def test_pictures_are_shown_and_all_else_is_downloaded(media_type: str, name: str, disposition: str) -> None:
    assert ask(media_type, name)[1]["content-disposition"] == disposition


def test_a_range() -> None:
    status, headers, body = ask(wanted="bytes=10-19")
    assert (status, body) == (206, BYTES[10:20])
    assert headers["content-range"] == "bytes 10-19/100"
    assert headers["content-length"] == "10"


def test_beyond_the_end() -> None:
    status, headers, body = ask(wanted="bytes=100-")
    assert (status, body) == (416, b"")
    assert headers["content-range"] == "bytes */100"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=99-", (99, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=50-1000", (50, 100)),
        (" bytes=0-9 ", (0, 10)),
        ("bytes=100-", (0, 0)),
        ("bytes=-0", (0, 0)),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=0-9,20-29", None),
        ("lines=0-9", None),
        ("bytes=a-b", None),
        ("bytes=٠-٩", None),
        ("bytes=0-" + "9" * 40, None),
    ],
)
def test_ranges_are_read_as_the_rfc_has_it(wanted: str | None, found: tuple[int, int] | None) -> None:
    assert range_of(wanted, 100) == found


@given(st.text() | st.from_regex(r"bytes=[0-9]{0,3}-[0-9]{0,3}", fullmatch=True), st.integers(0, 500))
def test_a_range_never_leaves_the_file(wanted: str, size: int) -> None:
    found = range_of(wanted, size)
    assert found is None or 0 <= found[0] <= found[1] <= size


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("井盖.jpg", "井盖.jpg"),
        ("C:\\Users\\wang\\井盖.jpg", "井盖.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 300 + ".jpg", "x" * 116 + ".jpg"),
        ("x" * 300, "x" * 120),
        (" .. ", ""),
        ("", ""),
    ],
)
def test_a_name_is_fit_for_a_list(given_name: str, name: str) -> None:
    assert cleaned(given_name) == name


@given(st.text(max_size=400))
def test_any_name_is_bounded(name: str) -> None:
    assert len(cleaned(name)) <= 120
    assert not set(cleaned(name)) & set("/\\\n\r\x00")
