"""Advice at the desk: shown beside the form, taken by one key, refused, and never in the way when it fails."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests import town
from tests.browser.person import Person
from tests.browser.test_access import violations

OpenAs = Callable[..., Person]
ADVICE = "**/api/v1/advice"
NOISE, ROAD = town.matter("商业噪音")[0], town.matter("道路破损")[0]
TEXT = "枣园小区门口路面塌了一块，老人差点掉进去，晚上还有商店放音响"


def candidate(code: str, name: str, confidence: float, *words: str) -> dict[str, Any]:
    return {
        "code": code, "condition": "01", "name": name, "major_name": "市容环境",
        "confidence": confidence, "evidence": list(words),
    }  # fmt: skip


def place(grid: str, label: str, confidence: float, *words: str) -> dict[str, Any]:
    return {
        "grid": grid, "grid_name": label, "street_name": "清源街道", "label": label, "kind": "compound", "lng": None,
        "lat": None, "confidence": confidence, "evidence": list(words), "why": "名称相同",
    }  # fmt: skip


def answer(**more: Any) -> dict[str, Any]:
    """What the server says of a clear message; parts replaced by ``more``."""
    roads = [candidate(ROAD, "道路破损", 0.94, "路面", "塌了"), candidate(NOISE, "商业噪音", 0.04, "音响")]
    places = [place(town.ZAOYUAN, "枣园小区", 0.91, "枣园小区"), place(town.LIYUAN, "丽园小区", 0.05)]
    dangers = [{"danger": "collapse", "name": "坍塌", "words": ["塌了一块"]}]
    return {
        "advice": None,
        "model": "cold",
        "category": {"action": "take", "candidates": roads},
        "urgent": {"urgent": True, "dangers": dangers},
        "place": {"action": "take", "candidates": places, "conflict": None},
        "unit": {
            "how": "history", "unit": 1, "unit_name": "城管委", "confidence": 0.86, "assistants": [], "rule": None,
            "reason": {"code": "unit.history", "words": "清源街道的同类案件 14 件，12 件由城管委办结。"},
            "returned": {"of": 14, "times": 5},
        },
        "matter": {
            "topic": 3, "title": "枣园 路面 塌陷", "cases": 14, "heat": 8.2,
            "since": "2026-11-12T02:00:00Z", "until": "2026-11-25T02:00:00Z",
        },
        "second": {"category": {"code": NOISE}, "note": "也说到音响"},
    } | more  # fmt: skip


def says(page: Page, **more: Any) -> list[dict[str, Any]]:
    """From now on advice is this; returns what is asked, as it comes."""
    asked: list[dict[str, Any]] = []

    def tell(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(json=answer(**more))

    page.route(ADVICE, tell)
    return asked


def type_in(person: Person, text: str = TEXT) -> Page:
    page = person.go("/desk/intake")
    expect(page.locator("textarea.ta")).to_be_focused()
    page.keyboard.type(text)
    return page


def filed(person: Person) -> dict[str, Any]:
    person.page.keyboard.press("Control+Enter")
    told = person.page.locator(".done")
    expect(told).to_be_visible()
    found: dict[str, Any] = person.asks(f"/cases/{told.inner_text().split()[1].rstrip('。')}")
    return found


class TestShownAndTaken:
    def test_a_clear_message_is_filed_by_its_text_and_one_press(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        says(clerk.page)
        page = type_in(clerk)
        expect(page.locator(".slots .tag.acc")).to_have_count(2)
        expect(page.locator("[data-send]")).to_contain_text("立案")
        case = filed(clerk)
        assert (case["category"], case["grid"]["code"], case["state"]) == (ROAD, town.ZAOYUAN, "filed")

    def test_what_it_rests_on_is_shown(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        asked = says(clerk.page)
        page = type_in(clerk)
        expect(page.locator(".urgent")).to_contain_text("坍塌")
        expect(page.locator(".say mark.danger")).to_have_text("塌了一块")
        expect(page.locator(".say mark.place")).to_have_text("枣园小区")
        expect(page.locator(".slots")).to_contain_text("清源街道的同类案件 14 件，12 件由城管委办结。")
        expect(page.locator(".slots")).to_contain_text("同类 14 件中退回 5 件")
        expect(page.locator(".slots")).to_contain_text("也说到音响")
        expect(page.locator(".matter")).to_contain_text("14 件")
        expect(page.locator("[data-spoken]")).to_contain_text("类别 道路破损 94%")
        page.locator(".alt", has_text="商业噪音").hover()
        expect(page.locator(".say mark.look")).to_have_text("音响")
        assert asked[-1]["text"] == TEXT
        assert not asked[-1].keys() & {"category", "grid", "lng", "address"}  # a suggestion is not sent back as known

    def test_by_keyboard_the_caret_stays_in_the_text(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        asked = says(clerk.page)
        page = type_in(clerk)
        box, keys = page.locator("#intake-category"), page.keyboard
        expect(page.locator(".alt.on")).to_have_count(2)
        keys.press("Alt+2")
        expect(box).to_have_attribute("placeholder", f"商业噪音（{NOISE}）")
        keys.press("Alt+p")
        keys.press("Alt+p")
        expect(page.locator(".alt.on", has_text="丽园小区")).to_be_visible()
        expect(page.locator("textarea.ta")).to_be_focused()
        expect(page.locator(".slots .tag.acc")).to_have_count(0)
        keys.type("，请快来")
        page.wait_for_timeout(900)
        assert (asked[-1]["category"], asked[-1]["grid"]) == (NOISE, town.LIYUAN)
        case = filed(clerk)
        assert (case["category"], case["grid"]["code"]) == (NOISE, town.LIYUAN)

    def test_what_the_clerk_entered_stays(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        says(clerk.page)
        page = clerk.go("/desk/intake")
        clerk.pick("#intake-category", "商业噪音")
        page.locator("textarea.ta").fill(TEXT)
        expect(page.locator(".alt")).to_have_count(4)
        expect(page.locator("#intake-category")).to_have_attribute("placeholder", f"商业噪音（{NOISE}）")
        page.keyboard.press("Alt+0")
        page.locator("textarea.ta").fill(f"{TEXT}。")
        page.wait_for_timeout(900)
        expect(page.locator("#intake-category")).to_have_attribute("placeholder", "名称、代码、拼音首字母")

    def test_when_it_is_not_sure_it_only_asks(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        ask = answer()["category"] | {"action": "ask"}
        conflict = {
            "point_grid": town.LIYUAN, "point_grid_name": "丽园 01 网格", "text_grid": town.ZAOYUAN,
            "text_grid_name": "枣园 01 网格", "metres": 640,
        }  # fmt: skip
        where = answer()["place"] | {"action": "ask", "conflict": conflict}
        says(clerk.page, category=ask, place=where)
        page = type_in(clerk)
        expect(page.locator(".slots")).to_contain_text("把握不大，请选一个")
        expect(page.locator("[data-send]")).to_contain_text("稍后立案")
        expect(page.locator(".clash")).to_contain_text("相距 640 米")
        page.locator(".clash button").click()
        expect(page.locator(".alt.on", has_text="枣园小区")).to_be_visible()

    def test_the_urgent_category_is_one_press_away(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        urgent = next(each for each in clerk.asks("/catalogue")["items"] if each["urgent"])
        dangers = [{"danger": "x", "name": urgent["category_name"], "words": ["塌了一块"]}]
        says(clerk.page, urgent={"urgent": True, "dangers": dangers})
        page = type_in(clerk)
        expect(page.locator(".urgent button")).to_contain_text(urgent["category_name"])
        page.keyboard.press("Alt+u")
        expect(page.locator(".urgent")).to_contain_text("已选紧急类别")


class TestNeverInTheWay:
    @pytest.mark.parametrize("fails", ["500", "404", "gone", "slow"])
    def test_the_form_works_without_it(self, open_as: OpenAs, fails: str) -> None:
        clerk = open_as(town.CLERK)
        acts: dict[str, Callable[[Route], None]] = {
            "500": lambda route: route.fulfill(status=500, json={"error": "x", "message": "x", "facts": {}}),
            "404": lambda route: route.fulfill(status=404, json={"error": "x", "message": "x", "facts": {}}),
            "gone": lambda route: route.abort(),
            "slow": lambda _: None,  # never answered
        }
        clerk.page.route(ADVICE, acts[fails])
        page = type_in(clerk)
        clerk.pick("#intake-category", "商业噪音")
        page.wait_for_timeout(500)
        expect(page.locator(".bar.e, .bar.o")).to_have_count(0)
        page.get_by_text("按网格选").click()
        for level, name in enumerate(("清源街道", "丽园社区", "丽园 01 网格")):
            page.locator(".grids select").nth(level).select_option(label=name)
        case = filed(clerk)
        assert (case["category"], case["grid"]["code"]) == (NOISE, town.LIYUAN)

    def test_joining_a_case_is_asked_once(self, open_as: OpenAs) -> None:
        clerk = open_as(town.CLERK)
        grid = ("清源街道", "丽园社区", "丽园 01 网格")
        first = clerk.reports("丽园小区西门路面破损有坑，绊倒了人", grid=grid, category="道路破损")
        twin = {
            "number": first, "state": "filed", "category": ROAD, "category_name": "道路破损", "grid": None,
            "address": None, "text": "路面破损有坑", "opened_at": "2026-11-25T02:00:00Z", "metres": 12, "files": [],
            "join": "into",
        }  # fmt: skip
        clerk.page.route("**/api/v1/reports/duplicates", lambda route: route.fulfill(json={"candidates": [twin]}))
        says(clerk.page)
        page = type_in(clerk, "丽园小区西门路面破损有坑，又绊倒了人")
        expect(page.locator(".dd")).to_have_count(1)
        page.keyboard.press("Alt+d")
        expect(page.locator("[data-armed]")).to_contain_text("确定？")
        page.keyboard.press("Escape")
        expect(page.locator("[data-armed]")).to_have_count(0)
        expect(page.locator("textarea.ta")).to_be_visible()
        assert len(clerk.asks(f"/cases/{first}")["reports"]) == 1
        page.keyboard.press("Alt+d")
        expect(page.locator("[data-armed]")).to_be_visible()
        page.keyboard.press("Alt+d")
        expect(page.locator(".done")).to_contain_text(first)
        assert len(clerk.asks(f"/cases/{first}")["reports"]) == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_it(open_as: OpenAs, theme: str, width: int) -> None:
    clerk = open_as(town.CLERK, theme, viewport={"width": width, "height": 900})
    says(clerk.page)
    page = type_in(clerk)
    expect(page.locator(".urgent")).to_be_visible()
    page.locator(".alt").nth(1).focus()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
