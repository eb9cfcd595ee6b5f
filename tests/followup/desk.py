"""For tests of the tasks over HTTP: somebody at a desk, and cases that wait for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from tests import town
from tests.cases.histories import Teller
from tests.followup.picture import catch_up, task_id
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool

V = Verb
TASKS = "/api/v1/tasks"
MORNING = datetime.now(UTC) - timedelta(hours=1)


class Desk:
    """Somebody signed in."""

    def __init__(self, client: TestClient, pool: Pool, login: str) -> None:
        self.client, self.pool, self.headers = client, pool, town.bearer(pool, login)

    def get(self, **query: Any) -> dict[str, Any]:
        answer = self.client.get(TASKS, headers=self.headers, params=query)
        assert answer.status_code == 200, answer.json()
        body: dict[str, Any] = answer.json()
        return body

    def numbers(self, **query: Any) -> list[str]:
        return [task["number"] for task in self.get(**query)["tasks"]]

    def task(self, number: str, **query: Any) -> dict[str, Any]:
        [task] = [task for task in self.get(limit=200, **query)["tasks"] if task["number"] == number]
        found: dict[str, Any] = task
        return found

    def answer(self, number: str, **body: Any) -> Response:
        """With what the list has shown, where nothing else is said."""
        body = {"seen": 0, **body}
        seen = body["seen"] or self.task(number)["seq"]
        path = f"{TASKS}/{task_id(self.pool, number)}/answer"
        response: Response = self.client.post(path, headers=self.headers, json=body | {"seen": seen})
        return response


def verifying(teller: Teller, **said: Any) -> str:
    number = teller.report(grid=said.pop("grid", town.LIYUAN), sensitive=said.pop("sensitive", False))
    teller.say(town.SHIFT_LEAD, number, V.ASK_VERIFICATION, **said)
    catch_up(teller.pool)
    return number


def handled(teller: Teller) -> str:
    number = teller.sent("道路破损", "cgw")
    teller.say(town.CITY_HANDLER, number, V.SIGN)
    teller.say(town.CITY_HANDLER, number, V.FEED_BACK, shown=["before", "after"])
    teller.say(town.CLERK, number, V.ASK_CHECK)
    catch_up(teller.pool)
    return number


def calling(teller: Teller) -> str:
    number = teller.sent("供热不热", "rl")
    teller.say(town.HEAT_HANDLER, number, V.SIGN)
    teller.say(town.HEAT_HANDLER, number, V.FEED_BACK, shown=["document"])
    teller.say(town.CALLER, number, V.ASK_CALL_BACK)
    catch_up(teller.pool)
    return number
