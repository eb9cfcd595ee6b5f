"""A licence: what the app brings is filed and sent by the system, marked as such, and looked at by a person."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests import town
from tests.stories.scene import Scene
from tests.stories.telling import Story
from tests.town import LIYUAN
from tests.triage.actions.telling import GARBAGE, HEAT, NOISE, PARKING, texts
from wangge.triage.actions import models
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import train

pytestmark = pytest.mark.db

KNOWN = 120  # texts of each category that the model has seen; the story is told with another


@pytest.fixture(scope="module", autouse=True)
def learned(scene: Scene) -> None:
    """The district has learned from what its clerks filed."""
    told = [(text, town.matter(name)[0]) for name in (GARBAGE, HEAT, NOISE, PARKING) for text in texts(name)[:KNOWN]]
    model, _ = train([message(text) for text, _ in told], [code for _, code in told])
    thresholds = {str(percent): at for percent, at in model.thresholds.items()}
    facts = {"rows": len(told), "held": 100, "categories": 4, "why": "advice.better", "upto": 0}
    facts |= {"scores": Jsonb({}), "thresholds": Jsonb(thresholds)}
    with scene.work() as tx:
        models.put(tx, "2026-11-16T18:00:00Z-1", models.Made(facts, model, {}), models.COLD)


def test_an_app_report_files_and_sends_itself(story: Story) -> None:
    """An app report under a licence · 授权后自动立案派遣

    At night nobody sits at the desk. As long as the district has given no licence, what a resident sends from the app
    waits. In the morning the shift lead licenses the category and the unit: the next report is filed and sent within
    the second, each event says that the system did it, and the step is drawn for review. A complaint about the
    property company is left to people.
    """
    zhanglei, zhaogang, wangmin = story.cast("张磊 赵刚 王敏")
    said = {"channel": "portal", "kind": "help", "grid": LIYUAN}
    first, second, third = texts(GARBAGE)[KNOWN : KNOWN + 3]

    story.at("2026-11-17 02:10")
    waits = zhanglei.reports(first, **said)
    story.scene.acts_alone()
    waits.is_now("reported")
    story.at("08:05")
    wangmin.does("accept", on=waits)

    licence = {"active": True, "confidence": 0.9, "sample": 100, "seen": 0}
    zhaogang.licenses(step="category", branch=town.matter(GARBAGE)[0], **licence)
    zhaogang.licenses(step="unit", **licence)
    story.at("08:20")
    against = zhanglei.reports(f"投诉物业公司：{third}", **said | {"kind": "complain"})
    case = zhanglei.reports(second, **said)
    story.scene.acts_alone()
    against.is_now("reported")
    case.is_now("dispatched", lead="清源街道办", category=town.matter(GARBAGE)[0])
    assert case.verbs() == ["report", "file", "dispatch"]
    is_marked(zhaogang.reads(case)["events"])

    story.at("09:00")
    assert looked_at(story.scene) == [(case.number, "category"), (case.number, "unit")]
    story.ends()


def is_marked(events: list[dict[str, Any]]) -> None:
    """Filing and sending are the system's; the filing names step, model and confidence."""
    assert [event["given"].get("automatic", False) for event in events] == [False, True, True]
    [filed] = events[1]["given"]["auto"]
    assert (filed["step"], filed["model"]) == ("category", "2026-11-16T18:00:00Z-1")
    assert filed["confidence"] >= 0.9


def looked_at(scene: Scene) -> list[tuple[str, str]]:
    """The shift lead finds every step right; the licences count it."""
    waiting = scene.get(town.SHIFT_LEAD, "/advice/reviews").json()["reviews"]
    for row in waiting:
        assert scene.post(town.SHIFT_LEAD, f"/advice/reviews/{row['id']}", {"verdict": "right"}).status_code == 200
    found = scene.get(town.SHIFT_LEAD, "/advice/licences").json()["licences"]
    assert all((row["automatic"], row["reviewed"], row["wrong"]) == (1, 1, 0) for row in found)
    return [(row["number"], row["step"]) for row in waiting]
