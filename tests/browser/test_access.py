"""Everybody can work with it: no WCAG A or AA violation in either theme, the keyboard alone, and little to load."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import town
from tests.browser.person import DRAWER, Person

OpenAs = Callable[..., Person]
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")

#: Rules that a library's own markup breaks: rule, selector, reason, link. None.
EXCEPTIONS: list[tuple[str, str, str, str]] = []

MOST_BYTES = 450_000


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", LEVELS)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.fixture(scope="module")
def number(browser: Any, site: str) -> str:
    """A case with pictures, sent and signed, so that its page shows all it can."""
    clerk = Person.sit_down(browser, site, town.CLERK, "light")
    found = clerk.reports("商店音响太吵", "13812345678", LIYUAN, "商业噪音")
    dispatcher = Person.sit_down(browser, site, town.DISPATCHER, "light")
    dispatcher.does(found, "dispatch", unit="清源街道办")
    handler = Person.sit_down(browser, site, town.STREET_HANDLER, "light")
    handler.does(found, "sign")
    handler.does(found, "feed_back", note="音响关掉", files=["photo"])
    for person in (clerk, dispatcher, handler):
        person.context.close()
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestEveryPage:
    def test_sign_in(self, open_as: OpenAs, theme: str) -> None:
        page = open_as(None, theme).go("/desk/sign-in")
        expect(page.locator(".demo li")).to_have_count(1)
        assert violations(page) == []

    def test_queue_filters_and_keys(self, open_as: OpenAs, theme: str, number: str) -> None:
        page = open_as(town.SHIFT_LEAD, theme).go("/desk/?under=110115003")
        expect(page.locator(".sum dl")).to_be_visible()
        expect(page.locator(".sum .verbs")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("f")
        expect(page.locator(".filter-form")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("dialog.help")).to_be_visible()
        assert violations(page) == []

    def test_nothing_there(self, open_as: OpenAs, theme: str) -> None:
        page = open_as(town.SHIFT_LEAD, theme).go("/desk/?state=suspended")
        expect(page.locator(".empty")).to_be_visible()
        assert violations(page) == []
        page = open_as(town.SHIFT_LEAD, theme).go("/desk/no/such/page")
        expect(page.locator(".nowhere")).to_be_visible()
        assert violations(page) == []

    def test_map(self, open_as: OpenAs, theme: str, number: str) -> None:
        page = open_as(town.SHIFT_LEAD, theme).go("/desk/")
        expect(page.locator(".r").first).to_be_visible()
        page.keyboard.press("m")
        expect(page.locator(".map.big canvas").first).to_be_attached()
        assert violations(page) == []

    def test_case_form_and_more(self, open_as: OpenAs, theme: str, number: str) -> None:
        person = open_as(town.SHIFT_LEAD, theme)
        page = person.case(number)
        expect(page.locator(".strip svg, .cal .f").first).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("v")
        expect(page.locator("[role=menu]")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("u")
        expect(page.locator(DRAWER)).to_be_visible()
        page.wait_for_timeout(400)
        assert violations(page) == []

    def test_intake(self, open_as: OpenAs, theme: str, number: str) -> None:
        page = open_as(town.CLERK, theme).go("/desk/intake")
        page.locator("textarea.ta").fill("商店音响太吵")
        page.locator("input[inputmode=tel]").fill("13812345678")
        expect(page.locator(".hist .stage").first).to_be_visible()
        expect(page.locator(".mapc canvas").first).to_be_attached()
        assert violations(page) == []


class TestKeyboardAlone:
    def test_the_main_path(self, open_as: OpenAs) -> None:
        """Report with category and place, dispatch, sign: without touching a pointer."""
        number = self.report(open_as(town.CLERK))
        self.find(open_as(town.DISPATCHER), number, "p", "rlgs")
        handler = open_as(town.HEAT_HANDLER)
        self.find(handler, number, "s")
        assert handler.state(number) == "handling"

    def report(self, clerk: Person) -> str:
        page, keys = clerk.go("/desk/"), clerk.page.keyboard
        expect(page.locator("h1")).to_be_visible()
        for key in ("g", "i"):
            keys.press(key)
        expect(page.locator("textarea.ta")).to_be_focused()
        keys.type("供热不热，室温只有十五度")
        keys.press("Alt+c")
        keys.type("grbr")
        expect(page.locator("#intake-category-list [role=option]").first).to_contain_text("供热不热")
        keys.press("Enter")
        self.tab_to(page, "按网格选")
        keys.press("Enter")
        for level in range(3):
            box = page.locator(".grids select").nth(level)
            expect(box).to_be_visible()
            box.focus()
            keys.press("ArrowDown")
            expect(box).not_to_have_value("")
        keys.press("Control+Enter")
        told = page.locator(".done")
        expect(told).to_be_visible()
        return str(told.inner_text()).split()[1].rstrip("。")

    def tab_to(self, page: Page, text: str) -> None:
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("(text) => document.activeElement.textContent.includes(text)", text):
                return
        raise AssertionError(f"{text} is not reached by Tab")

    def find(self, person: Person, number: str, key: str, unit: str = "") -> None:
        """By the search box to the case, by its key to the form, by Ctrl+Enter out of it."""
        page = person.go("/desk/")
        expect(page.locator("h1")).to_be_visible()
        keys = page.keyboard
        keys.press("/")
        keys.type(number)
        expect(page.locator("#found [role=option]").first).to_be_visible()
        keys.press("Enter")
        expect(page.locator(".five")).to_be_visible()
        keys.press(key)
        expect(page.locator(DRAWER)).to_be_visible()
        page.wait_for_timeout(200)
        if unit:
            keys.type(unit)
            expect(page.locator("#field-unit-list [role=option]").first).to_be_visible()
            keys.press("Enter")
        keys.press("Control+Enter")
        expect(page.locator(DRAWER)).to_have_count(0)


def test_the_first_load_is_light(open_as: OpenAs, number: str) -> None:
    """Cold cache, until the queue can be used: encoded bytes as Chromium reports them, API answers included."""
    person = open_as(town.SHIFT_LEAD)
    wire = person.context.new_cdp_session(person.page)
    wire.send("Network.enable")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    loaded: list[float] = []
    wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    person.go("/desk/")
    expect(person.page.locator(".r").first).to_be_visible()
    took = person.page.evaluate("performance.now()")
    person.page.wait_for_load_state("load")
    print(f"first load: {sum(loaded) / 1000:.0f} kB, usable after {took:.0f} ms at 4x CPU slow-down")  # noqa: T201
    assert 0 < sum(loaded) <= MOST_BYTES
