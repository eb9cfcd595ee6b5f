"""A day of work: people of the town, each in threads of their own, bring cases to their end over HTTP.

A case goes from desk to desk with its plan, a list of steps. Whoever has it reads its page, does their step when
the page offers it, and hands it on. What is asked of a worker or a caller is answered from their list of tasks.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, NamedTuple

import orjson
from PIL import Image

from tests.town import DISTRICT, PASSWORD

Said = dict[str, Any]

#: Two browser windows for those through whose hands everything goes.
WINDOWS = {"wangmin": 2, "liwei": 1, "zhaogang": 2, "zhengtao": 2}
PATIENCE = 20.0  # s until a task that was asked for is on the list


class Step(NamedTuple):
    who: str
    act: Callable[["Desk", "Told"], Iterable["Step"] | None]  # further steps go before the others


@dataclass
class Told:
    """A case with what is still to be done with it."""

    number: str
    plan: str
    steps: deque[Step]
    others: tuple[str, ...] = ()  # cases that become part of it
    done: list[str] = field(default_factory=list)


class Desk:
    """Somebody signed in, on one connection."""

    def __init__(self, port: int, login: str) -> None:
        self.login, self.calls = login, 0
        self._conn = HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Content-Type": "application/json"}
        body = {"login": login, "password": PASSWORD, "district": DISTRICT}
        token = self.call("POST", "/session", body)[1]["token"]
        self._headers["Authorization"] = f"Bearer {token}"
        self._files: dict[str, str] = {}

    def close(self) -> None:
        self._conn.close()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        self.calls += 1
        data = None if body is None else orjson.dumps(body)
        self._conn.request(method, f"/api/v1{path}", data, self._headers)
        answer = self._conn.getresponse()
        return answer.status, orjson.loads(answer.read())

    def page(self, number: str) -> Any:
        status, page = self.call("GET", f"/cases/{number}")
        assert status == 200, (self.login, number, page)
        return page

    def move(self, told: Told, verb: str, said: Said) -> Any:
        """What the page offers, done; read again where somebody else was faster."""
        for _ in range(5):
            page = self.page(told.number)
            offered = {item["verb"] for item in page["available"]}
            assert verb in offered, (self.login, verb, told, page["state"], sorted(offered))
            about = {"report": page["reports"][0]["number"]} if verb == "contact" else {}
            body = {"verb": verb, "seen": page["seq"], **about, **said}
            status, answer = self.call("POST", f"/cases/{told.number}/moves", body)
            if status == 201:
                told.done.append(verb)
                return answer
            assert answer["error"] == "move.news", (self.login, verb, told, answer)
        raise AssertionError(f"{told.number} never stands still")

    def answer(self, told: Told, kind: str, said: Said) -> None:
        """Every open task of that kind of the case, from the list, as soon as it is there."""
        deadline = time.monotonic() + PATIENCE
        while not (mine := [task for task in self._tasks(kind) if task["number"] == told.number]):
            assert time.monotonic() < deadline, (self.login, kind, told, "no task came")
            time.sleep(0.1)
        for task in mine:
            seen = self.page(told.number)["seq"]
            status, answer = self.call("POST", f"/tasks/{task['id']}/answer", {"kind": kind, "seen": seen, **said})
            assert status == 201, (self.login, kind, told, answer)
            told.done.append(kind)

    def shown(self, kinds: Iterable[str]) -> list[Said]:
        """Evidence: a picture of each kind, brought once; an answer in words."""
        words = {"answer", "mediation"}
        return [{"kind": k, "text": "已经说清楚"} if k in words else {"kind": k, "file": self._bring(k)} for k in kinds]

    def _tasks(self, kind: str) -> list[Any]:
        found: list[Any] = []
        after = ""
        while True:
            _, page = self.call("GET", f"/tasks?kind={kind}&limit=200{after}")
            found += page["tasks"]
            if not page["next"]:
                return found
            after = f"&after={page['next'].replace('+', '%2B').replace(' ', '%20')}"

    def _bring(self, kind: str) -> str:
        if kind not in self._files:
            picture = BytesIO()
            Image.new("RGB", (16, 12), (len(self._files) * 40 % 256, len(self.login) * 20 % 256, 40)).save(
                picture, "PNG"
            )
            edge = "wangge-day"
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{kind}.png"\r\n\r\n'
            data = head.encode() + picture.getvalue() + f"\r\n--{edge}--\r\n".encode()
            headers = self._headers | {"Content-Type": f"multipart/form-data; boundary={edge}"}
            self.calls += 1
            self._conn.request("POST", "/api/v1/files", data, headers)
            answer = self._conn.getresponse()
            body = orjson.loads(answer.read())
            assert answer.status == 201, body
            self._files[kind] = body["file"]
        return self._files[kind]


@dataclass
class Day:
    port: int
    told: list[Told]
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    troubles: list[BaseException] = field(default_factory=list)

    def run(self, limit: float = 600.0) -> None:
        """Until every case is at the end of its plan; the first trouble of anybody ends it."""
        people = sorted({step.who for told in self.told for step in told.steps} | WINDOWS.keys())
        self._inboxes: dict[str, SimpleQueue[Told]] = {login: SimpleQueue() for login in people}
        self._over, began = Event(), time.monotonic()
        windows = [login for login in people for _ in range(WINDOWS.get(login, 1))]
        threads = [Thread(target=self._work, args=(login,), name=login) for login in windows]
        for told in self.told:
            self._hand_on(told)
        for thread in threads:
            thread.start()
        self._over.wait(limit)
        self._over.set()
        for thread in threads:
            thread.join(60)
        self.seconds = time.monotonic() - began
        if self.troubles:
            raise self.troubles[0]
        unfinished = [told for told in self.told if told.steps]
        assert not unfinished, f"{len(unfinished)} cases are not at their end after {limit} s: {unfinished[:2]}"

    def _work(self, login: str) -> None:
        try:
            with closing(Desk(self.port, login)) as desk:
                self._at(desk)
                self.calls[login] += desk.calls
        except BaseException as trouble:
            self.troubles.append(trouble)
            self._over.set()

    def _at(self, desk: Desk) -> None:
        while not self._over.is_set():
            try:
                told = self._inboxes[desk.login].get(timeout=0.2)
            except Empty:
                continue
            more = told.steps.popleft().act(desk, told)
            told.steps.extendleft(reversed(list(more or ())))
            self._hand_on(told)

    def _hand_on(self, told: Told) -> None:
        if told.steps:
            self._inboxes[told.steps[0].who].put(told)
        elif all(not one.steps for one in self.told):
            self._over.set()
