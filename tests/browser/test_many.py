"""One act on many cases: ticked by key, box and range; each its own request; what was refused says why."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from tests import town
from tests.browser.person import Person
from tests.browser.test_access import violations

OpenAs = Callable[..., Person]

LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")


@pytest.fixture
def three(open_as: OpenAs) -> list[str]:
    """Cases to dispatch, in the order of the list."""
    clerk = open_as(town.CLERK)
    return [clerk.reports(f"地砖翻起 {at}", grid=LIYUAN, category="道路破损") for at in range(3)]


def keys_of(person: Person) -> list[str]:
    """The keys under which moves are sent, as they come."""
    keys: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/moves"):
            keys.append(request.headers["idempotency-key"])

    person.page.on("request", note)
    return keys


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_has_its_own_outcome(open_as: OpenAs, three: list[str], theme: str) -> None:
    shift, supervisor = open_as(town.SHIFT_LEAD, theme), open_as(town.SUPERVISOR)
    keys = keys_of(shift)
    page = shift.go("/desk/?state=filed")
    rows = [page.locator(f"#row-{number}") for number in three]
    rows[0].locator("input").click()
    rows[2].locator("input").click(modifiers=["Shift"])
    expect(page.locator(".many")).to_contain_text("已选 3 件")
    # Somebody was faster with one of them: the act on that one is refused, the others are done.
    supervisor.does(three[1], "urge")
    page.get_by_role("button", name="督办", exact=True).first.click()
    send = page.locator(".many .pri")
    expect(send).to_be_disabled()
    page.locator(".many textarea").fill("今天之内派出去")
    assert violations(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".many")).to_contain_text("办成 2 件，共 3 件")
    outcomes = [each.get_attribute("data-outcome") for each in page.locator(".many li").all()]
    assert outcomes == ["done", "refused", "done"]
    expect(page.locator(".many li").nth(1)).to_contain_text("没办成：")
    assert len(set(keys)) == len(keys) == 3
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".many")).to_have_count(0)
    assert [shift.asks(f"/cases/{number}")["demands"] for number in three] == [1, 0, 1]


def test_dispatch_by_rule_by_keys_and_what_got_lost_is_sent_again(open_as: OpenAs, three: list[str]) -> None:
    dispatcher = open_as(town.DISPATCHER)
    page = dispatcher.go("/desk/?state=filed")
    expect(page.locator(f"#row-{three[0]}")).to_be_visible()
    keys = page.keyboard
    while page.locator(".r.on").get_attribute("id") != f"row-{three[0]}":
        keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("Shift+X")
    expect(page.locator(".many")).to_contain_text("已选 3 件")
    page.locator(".many").get_by_role("button", name="按规则派遣").click()
    page.route(f"**/cases/{three[1]}/moves", lambda route: route.abort())
    keys.press("Control+Enter")
    expect(page.locator(".many")).to_contain_text("办成 1 件，共 3 件")
    expect(page.locator(".many li").nth(1)).to_contain_text("没送到")
    page.unroute(f"**/cases/{three[1]}/moves")
    page.get_by_text("再送没送到的").click()
    expect(page.locator(".many")).to_contain_text("办成 3 件，共 3 件")
    assert {dispatcher.state(number) for number in three} == {"dispatched"}


def test_nobody_ticks_who_may_do_nothing_with_many(open_as: OpenAs, three: list[str]) -> None:
    page = open_as(town.WORKER).go("/desk/")
    expect(page.locator(".r").first).to_be_visible()
    expect(page.locator(".r input")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_the_phone_a_tap_ticks_while_ticking_is_on(open_as: OpenAs, three: list[str], theme: str) -> None:
    shift = open_as(town.SHIFT_LEAD, theme, viewport={"width": 390, "height": 844})
    page = shift.go("/desk/?state=filed")
    rows = [page.locator(f"#row-{number}") for number in three]
    expect(rows[0].locator("input")).to_be_hidden()
    ticks = page.get_by_role("button", name="多选")
    ticks.click()
    rows[0].locator(".t").click()
    rows[1].locator("input").click()
    expect(page.locator(".many")).to_contain_text("已选 2 件")
    page.locator(".many").get_by_role("button", name="催办").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".many .pri").click()
    expect(page.locator(".many")).to_contain_text("办成 2 件，共 2 件")
    page.locator(".many").get_by_text("关闭").click()
    rows[2].locator(".t").click()
    expect(page.locator(".many")).to_contain_text("已选 1 件")
    ticks.click()
    expect(page.locator(".many")).to_have_count(0)
    rows[2].locator(".t").click()
    expect(page.locator(".five")).to_be_visible()
