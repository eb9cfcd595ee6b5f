"""The pages about advice: figures from real corrections, models, licences, reviews, hot topics, hints on an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import town
from tests.browser.advised import FIGURES, HINT, MODELS, licence, reviews, serve, topics
from tests.browser.person import DRAWER, Person
from tests.browser.test_access import violations
from tests.waiting import until
from tests.workers import running
from wangge.kit.postgres import Urls
from wangge.triage.actions import labels
from wangge.worker import Loop

OpenAs = Callable[..., Person]
LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")


@pytest.fixture(scope="module")
def number(browser: Any, site: str) -> str:
    clerk = Person.sit_down(browser, site, town.CLERK, "light")
    found = clerk.reports("丽园门口人行道地砖翻起", grid=LIYUAN, category="道路破损")
    clerk.context.close()
    return found


def test_what_is_chosen_instead_is_seen_in_the_figures(open_as: OpenAs, urls: Urls) -> None:
    """Real advice, refused by the clerk; real figures."""
    clerk, shift = open_as(town.CLERK), open_as(town.SHIFT_LEAD)
    with clerk.page.expect_response("**/api/v1/advice") as told:
        page = clerk.go("/desk/intake")
        page.locator("textarea.ta").fill("道路破损，人行道地砖翻起，绊倒了老人")
    advised = told.value.json()["category"]["candidates"]
    assert advised, "the town's own words are advised on"
    expect(page.locator(".alt").first).to_contain_text(advised[0]["name"])
    other = next(name for name in ("商业噪音", "道路破损") if name != advised[0]["name"])
    clerk.pick("#intake-category", other)
    page.get_by_text("按网格选").click()
    for level, name in enumerate(LIYUAN):
        page.locator(".grids select").nth(level).select_option(label=name)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    with running(urls, Loop("labels", 0.05, labels.follow)):
        until(lambda: shift.asks("/advice/figures")["all"]["n"] == 1, 15)
    page = shift.go("/desk/advice")
    expect(page.locator(".corr li").first).to_contain_text(advised[0]["name"])
    expect(page.locator(".corr li b").first).to_have_text(other)


class TestFigures:
    def test_of_all_and_of_one_category(self, open_as: OpenAs) -> None:
        shift = open_as(town.SHIFT_LEAD)
        serve(shift.page, "/advice/figures*", FIGURES)
        page = shift.go("/desk/")
        page.locator(".nav").get_by_text("智能辅助").click()
        tiles = page.locator(".tiles")
        expect(tiles).to_contain_text("93.1%")
        expect(tiles).to_contain_text("−10.0")
        expect(page.locator(".calib svg")).to_be_visible()
        page.locator(".cat", has_text="道路破损").click()
        expect(page.locator(".side .h").first).to_contain_text("道路破损")
        expect(page.locator(".corr li")).to_have_count(1)

    @pytest.mark.parametrize("status", [403, 500])
    def test_that_cannot_be_had(self, open_as: OpenAs, status: int) -> None:
        shift = open_as(town.SHIFT_LEAD)
        says = {"error": "x", "message": "现在没有", "facts": {}, "request_id": "8f3a"}
        shift.page.route("**/api/v1/advice/figures*", lambda route: route.fulfill(status=status, json=says))
        page = shift.go("/desk/advice")
        expect(page.locator("[role=alert]")).to_contain_text("现在没有")
        shift.page.unroute("**/api/v1/advice/figures*")
        serve(shift.page, "/advice/figures*", FIGURES)
        page.get_by_text("重试").click()
        expect(page.locator(".tiles")).to_contain_text("93.1%")

    def test_a_clerk_is_not_led_there(self, open_as: OpenAs) -> None:
        page = open_as(town.CLERK).go("/desk/")
        expect(page.locator(".nav").get_by_text("热点")).to_be_visible()
        expect(page.locator(".nav").get_by_text("智能辅助")).to_have_count(0)

    def test_the_chart_is_loaded_with_the_page_only(self, open_as: OpenAs) -> None:
        shift = open_as(town.SHIFT_LEAD)
        loaded: list[str] = []
        shift.page.on("request", lambda request: loaded.append(request.url))
        page = shift.go("/desk/")
        expect(page.locator(".nav")).to_be_visible()
        page.wait_for_timeout(500)
        assert not [url for url in loaded if "Calibration" in url or "Advice" in url]


class TestModels:
    def test_a_former_one_comes_back_after_a_second_press(self, open_as: OpenAs) -> None:
        shift = open_as(town.SHIFT_LEAD)
        serve(shift.page, "/advice/models", {"models": MODELS, "training": True})
        sent = serve(shift.page, "/advice/models/*/restore", {"live": "cold"})
        page = shift.go("/desk/advice/models")
        expect(page.locator(".models li")).to_have_count(3)
        expect(page.get_by_text("正在学习新模型")).to_be_visible()
        expect(page.locator(".models li").nth(1)).to_contain_text("因为refused")
        button = page.locator(".models button")
        expect(button).to_have_count(1)
        button.click()
        expect(button).to_contain_text("确定？")
        page.keyboard.press("Escape")
        expect(button).not_to_contain_text("确定")
        assert sent == []
        button.press("Enter")
        button.press("Enter")
        expect(page.locator(".vh[role=status]")).to_contain_text("已恢复")
        assert len(sent) == 1


class TestLicences:
    def test_acting_alone_is_switched_on_by_two_presses(self, open_as: OpenAs) -> None:
        shift = open_as(town.SHIFT_LEAD)
        serve(shift.page, "/advice/figures*", FIGURES)
        page = shift.go("/desk/advice/licences")
        rows = page.locator(".lic .rows > li")
        expect(rows).to_have_count(3)
        rows.first.get_by_text("改").click()
        expect(page.locator(".bands .in")).to_have_count(1)
        page.get_by_label("自动办", exact=True).check()
        page.get_by_label("把握不低于（%）").fill("20")
        expect(page.locator(".lform .pri")).to_be_disabled()
        page.get_by_label("把握不低于（%）").fill("99")
        save = page.locator(".lform .pri")
        save.click()
        expect(save).to_contain_text("确定？")
        save.click()
        expect(rows.first).to_contain_text("自动，把握 99.0% 起")
        found = shift.asks("/advice/licences")["licences"]
        assert [(each["step"], each["active"], each["confidence"]) for each in found] == [("category", True, 0.99)]
        rows.first.get_by_text("改").click()
        page.get_by_label("不自动", exact=True).check()
        page.locator(".lform .pri").click()
        expect(rows.first.locator(".tag").first).to_have_text("不自动")

    def test_of_one_category(self, open_as: OpenAs) -> None:
        shift = open_as(town.SHIFT_LEAD)
        page = shift.go("/desk/advice/licences")
        page.get_by_text("加一类").click()
        shift.pick("#licence-branch", "道路破损")
        page.locator(".lform .pri").click()
        expect(page.locator(".lic .rows > li", has_text="道路破损")).to_contain_text("不自动")


class TestReviews:
    def test_right_and_wrong_by_keyboard(self, open_as: OpenAs, number: str) -> None:
        shift = open_as(town.SHIFT_LEAD)
        serve(shift.page, "/advice/reviews?*", {"reviews": reviews(number), "next": None})
        right = serve(shift.page, "/advice/reviews/5", {"licence_ended": False})
        wrong = serve(shift.page, "/advice/reviews/6", {"licence_ended": True})
        page = shift.go("/desk/advice/reviews")
        expect(page.locator(".look .words")).to_contain_text("地砖翻起")
        page.keyboard.press("c")
        expect(page.locator(".rv.on")).to_contain_text("城管委")
        expect(page.locator(".look .words")).to_contain_text("地砖翻起")
        page.keyboard.press("w")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[role=alert]")).to_contain_text("已自动停用")
        assert (right, wrong) == ([{"verdict": "right"}], [{"verdict": "wrong"}])

    def test_nothing_to_review(self, open_as: OpenAs) -> None:
        page = open_as(town.SHIFT_LEAD).go("/desk/advice/reviews")
        expect(page.locator(".nothing")).to_contain_text("没有要抽查的")


def test_hot_topics_by_keyboard(open_as: OpenAs) -> None:
    shift = open_as(town.SHIFT_LEAD)
    topics(shift.page)
    page = shift.go("/desk/topics")
    expect(page.locator(".topics .on")).to_contain_text("丽园 地砖 翻起")
    expect(page.locator(".one .of li")).to_have_count(5)
    expect(page.locator(".trend li")).to_have_count(4)
    expect(page.locator(".topics li").nth(2)).to_contain_text("以后没有新的")
    expect(page.locator(".topics li").nth(2).locator(".bars")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator(".topics .on")).to_contain_text("道路破损")
    assert page.url.endswith("topic=2")


@pytest.mark.parametrize(
    ("word", "path", "told"), [("拟规则", "draft", "已拟成草稿 9"), ("不采用", "dismiss", "不采用")]
)
def test_a_suggested_rule_is_settled(open_as: OpenAs, word: str, path: str, told: str) -> None:
    shift = open_as(town.SHIFT_LEAD)
    serve(shift.page, "/advice/rules", {"items": [HINT]})
    sent = serve(shift.page, f"/advice/rules/3/{path}", {"draft": 9})
    page = shift.go("/desk/advice/rules")
    expect(page.locator(".hints")).to_contain_text("同类 7 件中 6 件由城管委办结。")
    assert violations(page) == []
    page.get_by_role("button", name=word).click()
    expect(page.locator("[role=status]").last).to_contain_text(told)
    assert len(sent) == 1


def test_an_answer_is_looked_at_while_it_is_written(open_as: OpenAs, number: str) -> None:
    clerk = open_as(town.CLERK)
    body = {
        "channel": "hotline",
        "kind": "consult",
        "text": "想问问绿化带什么时候修好",
        "sensitive": False,
        "files": [],
    }
    told = clerk.context.request.post(f"{clerk.site}/api/v1/reports", data=body, headers={"Origin": clerk.site})
    asked = told.json()["case"]
    clerk.case(asked)
    clerk.choose("answer")
    page = clerk.page
    page.locator("#field-answer").fill("我们将尽快处理")
    hint = page.locator(".reply button", has_text="尽快")
    expect(hint).to_be_visible()
    hint.click()
    assert page.evaluate("getSelection().toString()").startswith("尽快")
    page.route("**/api/v1/advice/reply", lambda route: route.abort())
    page.locator("#field-answer").fill("绿化队 11 月 30 日前修好，电话 12345")
    expect(page.locator(".reply")).to_have_count(0)
    clerk.send()
    assert clerk.state(asked) == "closed"


def test_the_unit_of_like_cases_is_offered_with_its_reason(open_as: OpenAs, number: str) -> None:
    dispatcher = open_as(town.DISPATCHER)
    unit = next(each for each in dispatcher.asks("/units")["items"] if each["short_name"] == "水务局")
    words = "清源街道的同类案件 14 件，12 件由水务局办结。"
    advised = {
        "how": "history", "unit": unit["id"], "unit_name": "水务局", "confidence": 0.86, "assistants": [], "rule": None,
        "reason": {"code": "unit.history", "words": words}, "returned": {"of": 14, "times": 5},
    }  # fmt: skip
    serve(dispatcher.page, f"/cases/{number}/advice", {"unit": advised})
    dispatcher.case(number)
    dispatcher.choose("dispatch")
    page = dispatcher.page
    expect(page.locator("[data-other]")).to_contain_text(words)
    expect(page.locator("#field-unit")).not_to_have_attribute("placeholder", "水务局")
    assert violations(page) == []
    page.locator("[data-other] button").click()
    expect(page.locator("#field-unit")).to_have_attribute("placeholder", "水务局")
    expect(page.locator(DRAWER)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_them(open_as: OpenAs, number: str, theme: str, width: int) -> None:
    shift = open_as(town.SHIFT_LEAD, theme, viewport={"width": width, "height": 900})
    page = shift.page
    serve(page, "/advice/figures*", FIGURES)
    serve(page, "/advice/models", {"models": MODELS})
    serve(page, "/advice/reviews?*", {"reviews": reviews(number), "next": None})
    done = {"automatic": 90, "sampled": 9, "reviewed": 8, "wrong": 1, "wrong_share": 0.125, "low": 0.0, "high": 0.5}
    alone = licence("category", active=True, **done)
    serve(page, "/advice/licences", {"licences": [alone], "categories": [], "days": 90})
    topics(page)
    shown = {
        "/desk/advice": ".calib svg", "/desk/advice/models": ".models li", "/desk/advice/licences": ".lrow",
        "/desk/advice/reviews": ".look .words", "/desk/topics": ".trend li",
    }  # fmt: skip
    for path, mark in shown.items():
        shift.go(path)
        expect(page.locator(mark).first).to_be_visible()
        if "licences" in path:
            page.locator(".lrow button").first.click()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
