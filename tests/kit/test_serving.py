"""What goes over the wire: one write for the head and the body of an answer, in order, nothing lost at the end."""

import asyncio
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest

from wangge.kit.serving import _Joining

Writing = Callable[[Any], None]


def _head_and_body(to: Any) -> None:
    to.write(b"head ")
    to.write(b"body")


def _closed_at_once(to: Any) -> None:
    _head_and_body(to)
    to.close()


def _gone(to: Any) -> None:
    _head_and_body(to)
    to._transport.is_closing.return_value = True


@pytest.mark.parametrize(
    ("writing", "written"),
    [
        (_head_and_body, [b"head body"]),
        (_closed_at_once, [b"head body"]),
        (_gone, []),
        (lambda _: None, []),
    ],
)
def test_a_turn_of_the_loop_writes_once(writing: Writing, written: list[bytes]) -> None:
    transport = Mock(**{"is_closing.return_value": False})

    async def turn() -> None:
        writing(_Joining(transport, asyncio.get_running_loop()))
        await asyncio.sleep(0)

    asyncio.run(turn())
    assert [call.args[0] for call in transport.write.call_args_list] == written
    assert transport.close.called is (writing is _closed_at_once)


def test_two_turns_write_twice() -> None:
    transport = Mock(**{"is_closing.return_value": False})

    async def turns() -> None:
        joining = _Joining(transport, asyncio.get_running_loop())
        for part in (b"one", b"two"):
            joining.write(part)
            await asyncio.sleep(0)

    asyncio.run(turns())
    assert [call.args[0] for call in transport.write.call_args_list] == [b"one", b"two"]
    assert _Joining(transport, Mock()).get_extra_info is transport.get_extra_info
