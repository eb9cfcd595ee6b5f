"""The grid tree changes while cases are open: nobody loses sight of one, statistics of the past stay as they were."""

from typing import Any

import pytest

from tests.places.drawing import at, box, draw
from tests.stories.telling import Person, Story, Told, moment
from tests.town import COLLEGE, FUQIANG, LIYUAN, ZAOYUAN
from wangge import people

pytestmark = pytest.mark.db

CHANGES = "/grids/changes"
BY_FILING = "SELECT grid_at_filing AS grid, count(*) AS cases FROM cases GROUP BY 1 ORDER BY 1"


def test_a_grid_is_split_while_cases_are_open(story: Story) -> None:
    """A grid is split while cases are open · 案件在办时分拆网格

    丽园 01 becomes two from the fifteenth on. Cases follow by their point; one without a point goes to the part named
    as heir. The worker of the old grid sees every case at every moment, then hands the eastern half over.
    """
    (zhaogang,) = story.cast("赵刚")
    story.at("2026-06-01 09:00")
    with story.scene.work() as tx:
        draw(tx)
    keep_places(story)
    give(story, "hanbing", LIYUAN)
    west, east, nowhere, closed = four_cases(story)
    filed = statistics(story)
    change = decide(story, WEST_AND_EAST, "2026-06-15 00:00")
    assert (change["state"], change["version"]) == ("planned", 1)
    assert preview(story, RENAMED)["grids"] == []
    assert refused(story, RENAMED) == "change.planned"

    story.at("2026-06-14 23:59")
    cases = (west, east, nowhere, closed)
    assert {grid_of(zhaogang, case) for case in cases} == {"丽园 01 网格"}
    assert tasks(story, "hanbing") == [east.number]
    at_midnight(story, cases)
    assert [grid_of(zhaogang, case) for case in cases] == ["丽园西网格", "丽园东网格", "丽园西网格", "丽园东网格"]
    assert statistics(story) == filed

    hand_over(story, cases)
    story.ends()


def at_midnight(story: Story, cases: tuple[Told, ...]) -> None:
    """The tree and the posts change at once, the cases one by one; whoever sees them does so at every step."""
    chenjing, *everybody = story.cast("陈静 王敏 赵刚 韩冰 张磊")
    story.scene.now = moment("2026-06-15 00:00")
    assert story.scene.changes_tree()
    batches = 0
    while story.scene.regrids(limit=1):
        batches += 1
        assert all(person.sees(case) for person in everybody for case in cases)
        assert not chenjing.sees(cases[0])
        assert refused(story, NOT_NOW) == "change.moving"
    assert batches == len(cases)
    assert read(story, 1)["settled_at"] is not None
    assert reach(story, "hanbing") == ["110115/003/006/004/", "110115/003/006/005/"]


def hand_over(story: Story, cases: tuple[Told, ...]) -> None:
    """The eastern half goes to another worker, with the check that is open there; the split cannot be taken back."""
    hanbing, liuyang, zhaogang = story.cast("韩冰 刘洋 赵刚")
    story.at("2026-06-15 09:00")
    give(story, "liuyang", f"{LIYUAN[:-3]}005")
    end_posts(story, "hanbing")
    give(story, "hanbing", f"{LIYUAN[:-3]}004")
    story.scene.draws_tasks()
    assert [hanbing.sees(case) for case in cases] == [True, False, True, False]
    assert [liuyang.sees(case) for case in cases] == [False, True, False, True]
    assert (tasks(story, "hanbing"), tasks(story, "liuyang")) == ([], [cases[1].number])
    liuyang.does("pass", note="东门清完了", evidence="photo", on=cases[1])
    zhaogang.does("close", on=cases[1])
    assert undo(story, 1) == "change.posts"


def test_two_grids_become_one(story: Story) -> None:
    """Two grids become one, by mistake · 合并错了再撤回

    富强西里 01 and 02 are merged at once, with a case in each; the merger is taken back before anything stands on it,
    and each case and each worker is where they were.
    """
    wangmin, chenjing, hanbing, zhaogang = story.cast("王敏 陈静 韩冰 赵刚")
    story.at("2026-07-06 09:00")
    keep_places(story)
    end_posts(story, "hanbing")
    give(story, "hanbing", FUQIANG)
    first = wangmin.reports("一号院门口堆物", matter="暴露生活垃圾", grid=FUQIANG)
    second = wangmin.reports("二号院门口堆物", matter="暴露生活垃圾", grid=f"{FUQIANG[:-1]}2")
    filed = statistics(story)
    assert [hanbing.sees(case) for case in (first, second)] == [True, False]
    story.at("09:10")
    merged = decide(story, INTO_ONE)
    while story.scene.regrids(limit=1):
        assert all(person.sees(case) for person, case in ((hanbing, first), (chenjing, first), (chenjing, second)))
    assert {grid_of(zhaogang, case) for case in (first, second)} == {"富强西里西网格"}
    assert hanbing.sees(second)
    assert statistics(story) == filed

    story.at("09:30")
    back = story.scene.post("zhaogang", f"{CHANGES}/{merged['version']}/undo", {"note": "合错了"}).json()
    assert back["undoes"] == merged["version"]
    while story.scene.regrids(limit=1):
        assert all(person.sees(case) for person, case in ((hanbing, first), (chenjing, first), (chenjing, second)))
    assert [grid_of(zhaogang, case) for case in (first, second)] == ["富强西里 01 网格", "富强西里 02 网格"]
    assert [hanbing.sees(case) for case in (first, second)] == [True, False]
    assert reach(story, "hanbing") == ["110115/001/001/001/"]
    assert statistics(story) == filed
    assert undo(story, merged["version"]) == "change.undone"
    story.ends()


def test_a_community_moves_to_another_street(story: Story) -> None:
    """A community moves to another street · 社区划转

    枣园 goes from 清源 to 兴丰 on the first of August with an open case, one being checked, and its worker. The old
    street's people lose them, the new street's gain them, nobody else notices.
    """
    wangmin, liwei, zhengtao = story.cast("王敏 李伟 郑涛")
    story.at("2026-07-27 09:00")
    keep_places(story)
    opened = wangmin.reports("井盖响", matter="道路破损", grid=ZAOYUAN)
    checked = wangmin.reports("路面坑槽", matter="道路破损", grid=ZAOYUAN)
    liwei.does("dispatch", unit="城管委", on=checked)
    zhengtao.does("sign", on=checked)
    story.at("2026-07-28 09:00")
    zhengtao.does("feed_back", note="补好", evidence="before after", on=checked)
    wangmin.does("ask_check", person="马芳", on=checked)
    elsewhere = wangmin.reports("校门口堆物", matter="暴露生活垃圾", grid=COLLEGE)
    filed = statistics(story)
    told = preview(story, ZAOYUAN_MOVES)
    assert told["open_cases"] == 2
    assert [[p["name"] for p in told[side]] for side in ("lose", "gain")] == [["马芳", "吴倩", "郭强"], ["许明"]]
    decide(story, ZAOYUAN_MOVES, "2026-08-01 00:00")

    before = {"马芳": True, "吴倩": True, "郭强": True, "许明": False, "刘洋": True, "王敏": True, "郑涛": True}
    after = before | {"马芳": False, "吴倩": False, "郭强": False, "许明": True}
    story.scene.draws_tasks()
    assert who_sees(story, checked) == before
    assert (tasks(story, "mafang"), tasks(story, "liuyang")) == ([checked.number], [checked.number])

    story.at("2026-07-31 23:59")
    assert who_sees(story, checked) == before
    story.scene.now = moment("2026-08-01 00:00")
    assert story.scene.changes_tree()
    assert who_sees(story, checked) == before
    while story.scene.regrids(limit=1):
        assert who_sees(story, checked) in (before, after)
    assert (who_sees(story, checked), who_sees(story, elsewhere)["马芳"]) == (after, True)
    checked_by_who_is_there(story, checked)
    assert (opened.case.path[:11], statistics(story)) == ("110115/001/", filed)
    story.ends()


def checked_by_who_is_there(story: Story, case: Told) -> None:
    """马芳 was asked by name and cannot reach it any more: the worker who came along has the task."""
    (liuyang,) = story.cast("刘洋")
    story.scene.draws_tasks()
    assert (tasks(story, "mafang"), tasks(story, "liuyang")) == ([], [case.number])
    assert task(story, "liuyang")["person"] is None
    story.at("2026-08-03 09:00")
    liuyang.does("pass", note="平整", evidence="photo", on=case)


# -- what is decided -------------------------------------------------------------------------------------

INTO_ONE = {
    "kind": "merge",
    "grids": [FUQIANG, f"{FUQIANG[:-1]}2"],
    "code": f"{FUQIANG[:-1]}9",
    "name": "富强西里西网格",
    "area_class": "C",
}
HALVES = {"004": box(0, 0, 0.5, 2), "005": box(0.5, 0, 1, 2)}
WEST_AND_EAST = {
    "kind": "split",
    "grid": LIYUAN,
    "parts": [
        {
            "code": f"{LIYUAN[:-3]}{code}",
            "name": name,
            "boundary": {"type": "Polygon", "coordinates": [list(HALVES[code].exterior.coords)]},
        }
        for code, name in (("004", "丽园西网格"), ("005", "丽园东网格"))
    ],
}
RENAMED = {"kind": "rename", "grid": LIYUAN, "name": "丽园一网格"}
NOT_NOW = {"kind": "rename", "grid": f"{LIYUAN[:-3]}004", "name": "丽园新西网格"}
ZAOYUAN_MOVES = {"kind": "move", "grid": ZAOYUAN[:-3], "parent": "110115001"}


def four_cases(story: Story) -> tuple[Told, Told, Told, Told]:
    """In the west, in the east and being checked, without a point, and closed in the east."""
    wangmin, liwei, zhengtao, zhaogang = story.cast("王敏 李伟 郑涛 赵刚")
    west = wangmin.reports("西门垃圾成堆", matter="暴露生活垃圾", grid=LIYUAN, **point(0.25))
    east = wangmin.reports("东门垃圾成堆", matter="暴露生活垃圾", grid=LIYUAN, **point(0.75))
    nowhere = wangmin.reports("院里垃圾成堆", matter="暴露生活垃圾", grid=LIYUAN)
    closed = wangmin.reports("东门又来电话", matter="暴露生活垃圾", grid=LIYUAN, **point(0.9))
    for case in (east, closed):
        liwei.does("dispatch", unit="城管委", on=case)
        zhengtao.does("sign", on=case)
    zhaogang.does("force_close", reason="和前一件是一件事", on=closed)
    story.at("16:00")
    zhengtao.does("feed_back", note="清走了", evidence="after", on=east)
    wangmin.does("ask_check", on=east)
    story.scene.draws_tasks()
    return west, east, nowhere, closed


def point(column: float) -> dict[str, float]:
    lng, lat = at(column, 1.0)
    return {"lng": lng, "lat": lat}


# -- who keeps places ------------------------------------------------------------------------------------


def keep_places(story: Story) -> None:
    """In this district the shift lead keeps the grid tree."""
    story.scene.grant("places", "shift_lead")


def decide(story: Story, change: dict[str, Any], at_time: str | None = None) -> dict[str, Any]:
    body = {"change": change} | ({"effective_at": moment(at_time).isoformat()} if at_time else {})
    answer = story.scene.post("zhaogang", CHANGES, body)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def refused(story: Story, change: dict[str, Any]) -> str:
    answer = story.scene.post("zhaogang", CHANGES, {"change": change})
    assert answer.status_code == 409, answer.json()
    return str(answer.json()["error"])


def undo(story: Story, version: int) -> str:
    answer = story.scene.post("zhaogang", f"{CHANGES}/{version}/undo", {})
    assert answer.status_code == 409, answer.json()
    return str(answer.json()["error"])


def preview(story: Story, change: dict[str, Any]) -> dict[str, Any]:
    answer = story.scene.post("zhaogang", f"{CHANGES}/preview", {"change": change})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def read(story: Story, version: int) -> dict[str, Any]:
    return dict(story.scene.get("zhaogang", f"{CHANGES}/{version}").json())


# -- what people see -------------------------------------------------------------------------------------


def grid_of(person: Person, case: Told) -> str:
    return str(person.reads(case)["grid"]["name"])


def who_sees(story: Story, case: Told) -> dict[str, bool]:
    return {person.name: person.sees(case) for person in story.cast("马芳 吴倩 郭强 许明 刘洋 王敏 郑涛")}


def tasks(story: Story, login: str) -> list[str]:
    return [row["number"] for row in story.scene.get(login, "/tasks").json()["tasks"]]


def task(story: Story, login: str) -> dict[str, Any]:
    return dict(story.scene.get(login, "/tasks").json()["tasks"][0])


def reach(story: Story, login: str) -> list[str]:
    return [lo for lo, _ in story.scene.get(login, "/session").json()["branches"]]


def statistics(story: Story) -> list[dict[str, int]]:
    with story.scene.work() as tx:
        return tx.rows(BY_FILING)


def give(story: Story, login: str, code: str) -> None:
    with story.scene.work() as tx:
        path = tx.value("SELECT path FROM grids WHERE code = %(code)s AND valid_to IS NULL", code=code)
        unit = story.scene.unit("丽园社区")
        people.give_post(tx, people.user_id(tx, login), unit, people.Role.GRID_WORKER, [path])


def end_posts(story: Story, login: str) -> None:
    with story.scene.work() as tx:
        mine = "SELECT id FROM posts WHERE user_id = %(id)s AND valid_to IS NULL"
        for row in tx.rows(mine, id=people.user_id(tx, login)):
            people.end_post(tx, row["id"], tx.now)
