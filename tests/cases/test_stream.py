"""News as it happens: who hears of what, who is told that a case went out of sight, and how a page comes back."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from wangge import people
from wangge.cases.actions.store import scope_of
from wangge.cases.rules import Verb
from wangge.cases.stream import hub as hubs
from wangge.cases.stream import listener as lines
from wangge.cases.stream.hub import Hub
from wangge.cases.stream.listener import Listener, Message
from wangge.cases.stream.reading import read
from wangge.demo import town as demo
from wangge.kit import feed
from wangge.kit.errors import NotAllowed, NotSignedIn
from wangge.kit.tx import Pool, work
from wangge.people.rules import Token

pytestmark = pytest.mark.db

EVERYBODY = [row["login"] for row in demo.plan()["people"]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PAUSE", 0.01)


@pytest.fixture(scope="module")
def told(pool: Pool) -> Teller:
    return Teller(pool)


def move_all(pool: Pool) -> None:
    while feed.move(pool, DISTRICT):
        pass


def token(pool: Pool, login: str) -> Token:
    return people.sign_in(pool, DISTRICT, login, town.PASSWORD)


def heard(hub: Hub, act: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Runs a story of listeners to its end."""

    async def run() -> Any:
        try:
            return await asyncio.wait_for(act(), 20)
        finally:
            await hub.close()

    return asyncio.run(run())


async def until(listener: Listener, *events: str) -> list[Message]:
    """What comes, up to the first of these events."""
    got: list[Message] = []
    while not got or got[-1].event not in events:
        got.append(await asyncio.wait_for(listener.line.get(), 10))
    return got


def test_two_people_hear_of_their_own(pool: Pool, told: Teller) -> None:
    hub = Hub(pool)
    move_all(pool)

    async def act() -> tuple[list[Message], list[Message]]:
        _, near = await hub.join(token(pool, town.STREET_CLERK), None)
        _, all_over = await hub.join(token(pool, town.CLERK), None)
        there = await asyncio.to_thread(told.report, grid=town.FUQIANG)
        here = await asyncio.to_thread(told.report, grid=town.LIYUAN)
        await asyncio.to_thread(move_all, pool)
        return await until_number(near, here), await until_number(all_over, here), there  # type: ignore[return-value]

    near, all_over, there = heard(hub, act)
    assert there not in [message.data.get("number") for message in near]
    assert there in [message.data.get("number") for message in all_over]
    assert set(all_over[-1].data) == {"number", "seq", "verb"}


async def until_number(listener: Listener, number: str) -> list[Message]:
    got: list[Message] = []
    while not got or got[-1].data.get("number") != number:
        got.append(await asyncio.wait_for(listener.line.get(), 10))
    return got


def test_a_case_that_leaves_my_sight_says_so_once_and_only_to_me(pool: Pool, told: Teller) -> None:
    hub = Hub(pool)
    number = told.filed("道路破损", grid=town.LIYUAN)
    move_all(pool)

    async def act() -> tuple[list[Message], list[Message], list[Message]]:
        _, street = await hub.join(token(pool, town.STREET_CLERK), None)
        _, other = await hub.join(token(pool, town.FAR_WORKER), None)
        _, district = await hub.join(token(pool, town.CLERK), None)
        await asyncio.to_thread(told.say, town.CLERK, number, Verb.AMEND, grid=town.FUQIANG)
        await asyncio.to_thread(move_all, pool)
        await until_number(district, number)
        gone = await until_number(street, number)
        came = await until_number(other, number)
        await asyncio.to_thread(told.say, town.CLERK, number, Verb.NOTE)
        await asyncio.to_thread(move_all, pool)
        last = await until_number(district, number)
        await asyncio.sleep(0.1)
        assert street.line.empty()
        return gone, came, last

    gone, came, last = heard(hub, act)
    assert (gone[-1].event, gone[-1].data) == ("gone", {"number": number})
    assert (came[-1].event, came[-1].data["verb"]) == ("case", "amend")
    assert last[-1].data["verb"] == "note"


def test_becoming_sensitive_is_going_for_those_who_may_not(pool: Pool, told: Teller) -> None:
    number = told.filed("道路破损", grid=town.LIYUAN)
    move_all(pool)
    with work(pool, DISTRICT) as tx:
        after = feed.head(tx)
    told.say(town.CLERK, number, Verb.AMEND, sensitive=True)
    move_all(pool)
    with work(pool, DISTRICT) as tx:
        actors = {
            1: town.actor(tx, town.STREET_CLERK),
            2: town.actor(tx, town.SHIFT_LEAD),
            3: town.actor(tx, town.FAR_WORKER),
        }
        batch = read(tx, after, actors)
    kinds = {key: [event for event, _ in batch.messages(key)] for key in actors}
    assert kinds == {1: ["gone"], 2: ["case"], 3: []}


@pytest.mark.parametrize("login", [*EVERYBODY, town.NOBODY])
def test_the_predicate_for_many_is_the_predicate_for_one(pool: Pool, told: Teller, login: str) -> None:
    cases = [told.filed("道路破损", grid=grid) for grid in (town.LIYUAN, town.FUQIANG)]
    held = told.sent("道路破损", "swj", ["qy-zfd"], grid=town.KANGJU)
    sensitive = told.report(sensitive=True)
    move_all(pool)
    numbers = [*cases, held, sensitive]
    with work(pool, DISTRICT) as tx:
        after = feed.head(tx) - 40
        actor = town.actor(tx, login)
        batch = read(tx, max(0, after), {7: actor})
        told_of = {batch.numbers[row.subject] for event, row in batch.messages(7) if event == "case"}
        from wangge.cases.actions.store import q  # noqa: PLC0415 - beside its use

        visible = {n for n in numbers if tx.row(q.load, number=n, texts=0, **scope_of(actor))}
    assert told_of & set(numbers) == visible


def test_a_page_that_comes_back_hears_what_it_missed(pool: Pool, told: Teller) -> None:
    hub = Hub(pool)
    move_all(pool)
    with work(pool, DISTRICT) as tx:
        last = feed.head(tx)
    number = told.report()
    move_all(pool)

    async def act() -> list[Message]:
        _, listener = await hub.join(token(pool, town.CLERK), last)
        return await until_number(listener, number)

    got = heard(hub, act)
    assert [message.event for message in got] == ["hello", "case"]
    assert got[-1].no == last + 1


def test_a_page_that_was_away_long_loads_anew(pool: Pool, told: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "FAR", 1)
    hub = Hub(pool)
    told.report()
    told.report()
    move_all(pool)

    async def act() -> list[Message]:
        _, listener = await hub.join(token(pool, town.CLERK), 0)
        return await until(listener, "reset")

    assert [message.event for message in heard(hub, act)] == ["hello", "reset"]


def test_a_slow_page_is_told_to_load_anew(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "WAITING", 2)

    async def act() -> list[str]:
        listener = Listener(token(pool, town.CLERK), town.actor_of(pool, town.CLERK), 0, asyncio.Queue(2))
        for no in range(3):
            listener.put(Message("case", no, {}))
        return [listener.line.get_nowait().event for _ in range(listener.line.qsize())]

    assert asyncio.run(act()) == ["reset"]


def test_who_signs_out_hears_the_end(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(pool)
    hub.again = 0.05
    key = token(pool, town.CLERK)

    async def act() -> list[Message]:
        _, listener = await hub.join(key, None)

        def leave() -> None:
            with work(pool, DISTRICT) as tx:
                people.sign_out(tx, key)

        await asyncio.to_thread(leave)
        return await until(listener, "end")

    assert heard(hub, act)[-1].event == "end"


def test_nobody_unknown_and_nobody_without_the_duty(pool: Pool) -> None:
    hub = Hub(pool)

    async def act() -> list[type[Exception]]:
        refused: list[type[Exception]] = []
        for key in (Token.new(DISTRICT), token(pool, town.NOBODY)):
            with suppress(NotSignedIn, NotAllowed):
                await hub.join(key, None)
                continue
            refused.append(NotAllowed)
        return refused

    assert len(heard(hub, act)) == 2


def test_an_open_page_does_not_keep_a_session_alive(pool: Pool) -> None:
    hub = Hub(pool)
    hub.again = 0.02
    key = token(pool, town.CLERK)
    with work(pool, DISTRICT) as tx:
        tx.run("UPDATE sessions SET seen_at = seen_at - interval '2 minutes'")

    async def act() -> None:
        await hub.join(key, None)
        await asyncio.sleep(0.2)

    heard(hub, act)
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT max(seen_at) < now() - interval '1 minute' FROM sessions") is True
