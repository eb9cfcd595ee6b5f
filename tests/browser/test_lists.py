"""Boxes with a list: nothing typed is lost, however late the list comes, and whatever is pressed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests import town
from tests.browser.person import Person

OpenAs = Callable[..., Person]
NOISE = town.matter("商业噪音")[0]
BOX = "#intake-category"
CHOSEN = f"商业噪音（{NOISE}）"


@pytest.fixture
def clerk(open_as: OpenAs) -> Person:
    return open_as(town.CLERK)


def held(page: Page, path: str) -> list[Route]:
    """From now on this is not answered, until the test says so."""
    waiting: list[Route] = []
    page.route(path, lambda route: waiting.append(route))  # noqa: PLW0108 - playwright marks it, and no builtin can be
    return waiting


def test_what_was_entered_before_the_list_came_is_chosen(clerk: Person) -> None:
    waiting = held(clerk.page, "**/api/v1/catalogue")
    page = clerk.go("/desk/intake")
    page.locator(BOX).fill("商业噪音")
    expect(page.locator(f"{BOX}-list [role=option]")).to_have_text("正在取列表……")
    page.locator(BOX).press("Enter")
    waiting[0].continue_()
    expect(page.locator(BOX)).to_have_attribute("placeholder", CHOSEN)
    expect(page.locator(BOX)).to_have_value("")


def test_a_list_lost_with_the_network_comes_after_it(clerk: Person) -> None:
    waiting = held(clerk.page, "**/api/v1/catalogue")
    page = clerk.go("/desk/intake")
    page.locator(BOX).fill("商业噪音")
    page.locator(BOX).press("Enter")
    waiting[0].abort()
    page.unroute("**/api/v1/catalogue")
    expect(page.locator(BOX)).to_have_attribute("placeholder", CHOSEN)


@pytest.mark.parametrize("sends", ["Control+Enter", "button"])
def test_a_word_nobody_chose_is_not_sent_away(clerk: Person, sends: str) -> None:
    page = clerk.go("/desk/intake")
    page.locator("textarea.ta").fill("商店音响太吵")
    page.locator(BOX).fill("商业")
    expect(page.locator(f"{BOX}-list [role=option]").first).to_have_attribute("id", "intake-category-0")
    if sends == "button":
        page.locator("[data-send]").click()
    else:
        page.keyboard.press(sends)
    expect(page.locator(BOX)).to_be_focused()
    assert page.locator(BOX).evaluate("box => box.validationMessage").startswith("“商业”还没有选")
    expect(page.locator(".done")).to_have_count(0)
    page.locator(BOX).fill("")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()


@pytest.mark.parametrize("leaves", ["Control+Enter", "Tab"])
def test_an_address_needs_no_choice(clerk: Person, leaves: str) -> None:
    page = clerk.go("/desk/intake")
    page.locator("textarea.ta").fill("商店音响太吵")
    page.locator("#intake-place").fill("丽园路口东北角")
    page.keyboard.press(leaves)
    if leaves == "Tab":
        expect(page.locator("#intake-place")).to_have_attribute("placeholder", "丽园路口东北角")
        page.keyboard.press("Control+Enter")
    told = page.locator(".done")
    expect(told).to_be_visible()
    case = clerk.asks(f"/cases/{told.inner_text().split()[1].rstrip('。')}")
    assert case["address"] == "丽园路口东北角"


def test_a_verb_waits_for_the_choice(clerk: Person, open_as: OpenAs) -> None:
    grid = ("清源街道", "丽园社区", "丽园 01 网格")
    number = clerk.reports("商店音响太吵", grid=grid, category="商业噪音")
    dispatcher = open_as(town.DISPATCHER)
    page = dispatcher.case(number)
    dispatcher.choose("dispatch")
    page.locator("#field-unit").fill("清源")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#field-unit")).to_be_focused()
    assert "还没有选" in page.locator("#field-unit").evaluate("box => box.validationMessage")
    assert dispatcher.state(number) == "filed"


def test_a_category_without_a_place_waits_in_the_form(clerk: Person) -> None:
    number = clerk.reports("商店音响太吵", category="商业噪音")
    page = clerk.case(number)
    expect(page.locator(".five")).to_contain_text("录入时选：商业噪音")
    clerk.choose("file")
    expect(page.locator("#field-category")).to_have_attribute("placeholder", CHOSEN)
