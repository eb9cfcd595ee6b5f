"""What fails to come is told and can be had again: no page is blank, none shows nothing for what it does not know."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests import town
from tests.browser.advised import NOISE
from tests.browser.person import DRAWER, Person

OpenAs = Callable[..., Person]
LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")
SAYS = {"error": "x", "message": "现在没有", "facts": {}, "request_id": "8f3a"}


@pytest.fixture(scope="module")
def number(browser: Any, site: str) -> str:
    clerk = Person.sit_down(browser, site, town.CLERK, "light")
    found = clerk.reports("商店音响太吵", "13812345678", grid=LIYUAN, category="商业噪音")
    clerk.context.close()
    return found


def break_(page: Page, path: str, status: int = 500) -> Callable[[], None]:
    """From now on this is answered with an error (0: not at all); returns what mends it."""

    def tell(route: Route) -> None:
        if status:
            route.fulfill(status=status, json=SAYS)
        else:
            route.abort()

    page.route(path, tell)
    return lambda: page.unroute(path, tell)


@pytest.mark.parametrize("status", [0, 403, 500])
def test_no_rows_of_another_view_under_a_heading(open_as: OpenAs, number: str, status: int) -> None:
    page = open_as(town.SHIFT_LEAD).go("/desk/")
    expect(page.locator(f"#row-{number}")).to_be_visible()
    mend = break_(page, "**/api/v1/cases?*", status)
    mend_figures = break_(page, "**/api/v1/queue/counts?*", status)
    page.get_by_role("link", name="待我派遣").click()
    alert = page.locator(".list [role=alert]")
    expect(alert).to_contain_text("现在没有" if status else "连不上服务")
    expect(page.locator("h1")).to_have_text("待我派遣")
    expect(page.locator(".r")).to_have_count(0)
    expect(page.locator(".lh")).not_to_contain_text("件")
    expect(page.get_by_text("没有符合条件的案件")).to_have_count(0)
    mend()
    mend_figures()
    alert.get_by_role("button", name="重试").click()
    expect(page.locator(f"#row-{number}")).to_be_visible()
    expect(alert).to_have_count(0)


def test_rows_stay_where_they_cannot_be_had_anew(open_as: OpenAs, number: str) -> None:
    page = open_as(town.SHIFT_LEAD).go("/desk/")
    expect(page.locator(f"#row-{number}")).to_be_visible()
    break_(page, "**/api/v1/cases?*")
    page.keyboard.press(".")
    expect(page.locator(".list [role=alert]")).to_contain_text("现在没有")
    expect(page.locator(f"#row-{number}")).to_be_visible()


def test_a_search_that_gets_lost_has_not_found_nothing(open_as: OpenAs, number: str) -> None:
    page = open_as(town.SHIFT_LEAD).go("/desk/")
    mend = break_(page, "**/api/v1/search?*")
    page.locator(".find input").fill(number)
    expect(page.locator("#found")).to_contain_text("连不上服务")
    expect(page.locator("#found")).not_to_contain_text("没有找到")
    mend()
    page.keyboard.press("Enter")
    expect(page.locator(".five")).to_be_visible()


def test_a_case_that_comes_late_is_waited_for(open_as: OpenAs, number: str) -> None:
    person = open_as(town.SHIFT_LEAD)
    page = person.page
    held: list[Route] = []
    page.route(f"**/api/v1/cases/{number}", lambda route: held.append(route))  # noqa: PLW0108 - as in test_lists
    person.go(f"/desk/cases/{number}")
    expect(page.locator("main[id=main] [aria-busy=true]")).to_be_visible()
    held[0].fulfill(status=500, json=SAYS)
    expect(page.locator("main h1")).to_have_text("现在没有")
    page.unroute(f"**/api/v1/cases/{number}")
    page.get_by_text("重试").click()
    expect(page.locator(".five")).to_be_visible()


def test_a_clerk_is_not_told_that_nobody_called_before(open_as: OpenAs, number: str) -> None:
    page = open_as(town.CLERK).go("/desk/intake")
    mend = break_(page, "**/api/v1/search?*")
    page.locator("input[inputmode=tel]").fill("13812345678")
    expect(page.locator(".hist")).to_contain_text("没取到")
    expect(page.locator(".hist")).not_to_contain_text("没有以往来电")
    mend()
    expect(page.locator(".hist")).to_contain_text(number)


def test_lists_of_a_form_come_when_they_can(open_as: OpenAs) -> None:
    clerk = open_as(town.CLERK)
    number = clerk.reports("路上有坑", grid=LIYUAN)
    page = clerk.page
    mend_people, mend_grids = break_(page, "**/api/v1/tasks/people?*"), break_(page, "**/api/v1/grids?*", 0)
    clerk.case(number)
    clerk.choose("ask_verification")
    expect(page.locator(".person-field")).to_contain_text("没取到")
    mend_people()
    expect(page.locator(".person-field")).not_to_contain_text("没取到")
    page.keyboard.press("Escape")
    expect(page.locator(DRAWER)).to_have_count(0)
    clerk.choose("file")
    page.locator(".grids").get_by_text("改").click()
    expect(page.locator(".grids")).to_contain_text("没取到")
    mend_grids()
    expect(page.locator(".grids select").first).to_be_visible()


def test_who_is_signed_in_is_asked_for_no_password_while_the_service_is_down(open_as: OpenAs) -> None:
    person = open_as(town.CLERK)
    mend = break_(person.page, "**/api/v1/calendar/spans?*", 502)
    page = person.go("/desk/")
    expect(page.locator("main[role=alert]")).to_contain_text("连不上服务")
    expect(page.locator("[name=login]")).to_have_count(0)
    mend()
    expect(page.locator(".queue")).to_be_visible()
    expect(page.locator("main[role=alert]")).to_have_count(0)


def test_a_stream_that_was_refused_comes_back_and_says_that_something_may_be_new(open_as: OpenAs) -> None:
    person = open_as(town.CLERK)
    page = person.page
    mend = break_(page, "**/api/v1/stream", 502)
    with page.expect_response("**/api/v1/stream"):  # until it is refused nothing is live either
        person.go("/desk/")
    expect(page.locator(".top")).to_contain_text("没有连上")
    mend()
    expect(page.locator(".top")).to_contain_text("实时")
    expect(page.locator(".news")).to_be_visible()


def test_nobody_judges_what_he_could_not_read(open_as: OpenAs, number: str) -> None:
    person = open_as(town.SHIFT_LEAD)
    page = person.page
    one = {
        "id": 5, "step": "category", "name": "商业噪音", "category": NOISE, "suggested": NOISE, "confidence": 0.99,
        "model": "cold", "state": "filed", "seq": 2, "at": "2026-11-24T02:00:00Z", "number": number,
    }  # fmt: skip
    page.route("**/api/v1/advice/reviews?*", lambda route: route.fulfill(json={"reviews": [one], "next": None}))
    mend = break_(page, f"**/api/v1/cases/{number}")
    person.go("/desk/advice/reviews")
    expect(page.locator(".look [role=alert]")).to_contain_text("现在没有")
    expect(page.locator(".look .pri")).to_be_disabled()
    mend()
    page.locator(".look").get_by_text("重试").click()
    expect(page.locator(".look .words")).to_contain_text("音响")
    expect(page.locator(".look .pri")).to_be_enabled()


def test_no_duplicates_is_said_only_where_they_were_looked_for(open_as: OpenAs, number: str) -> None:
    clerk = open_as(town.CLERK)
    page = clerk.go("/desk/intake")
    said = page.locator(".dup .h")
    expect(said).to_contain_text("就比对")
    mend = break_(page, "**/api/v1/reports/duplicates")
    page.locator("textarea.ta").fill("商店音响太吵")
    page.get_by_text("按网格选").click()
    for level, name in enumerate(LIYUAN):
        page.locator(".grids select").nth(level).select_option(label=name)
    expect(said).to_contain_text("还不知道")
    mend()
    expect(page.locator(".dd").first).to_contain_text(number)


def test_a_map_is_drawn_when_it_can_be(open_as: OpenAs) -> None:
    person = open_as(town.CLERK)
    page = person.page
    mend = [break_(page, "**/api/v1/basemap?*", 0), break_(page, "**/api/v1/grids/boundaries?*", 502)]
    with page.expect_request("**/api/v1/grids/boundaries?*"):
        person.go("/desk/intake")
    with page.expect_response(lambda answer: "/basemap?" in answer.url and answer.ok):
        for each in mend:
            each()
