"""Two people on one case, news from others, a lost network, an ended session: nothing that was typed is lost."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests import town
from tests.browser.person import DRAWER, Person

OpenAs = Callable[..., Person]
LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")


def test_two_people_on_one_case(open_as: OpenAs) -> None:
    clerk, dispatcher, supervisor = open_as(town.CLERK), open_as(town.DISPATCHER), open_as(town.SUPERVISOR)
    number = clerk.reports("人行道地砖翻起", grid=LIYUAN, category="道路破损")
    supervisor.case(number)
    supervisor.choose("supervise")
    supervisor.fill(demand="今天之内派出去")
    dispatcher.does(number, "dispatch", unit="城管委")
    supervisor.page.locator("[data-send]").click()
    conflict = supervisor.page.locator(".conflict")
    expect(conflict).to_contain_text("李*")
    expect(conflict).to_contain_text("派遣")
    expect(conflict).to_contain_text("今天之内派出去")
    expect(supervisor.page.locator("#field-demand")).to_have_value("今天之内派出去")
    conflict.locator("[data-go-on]").click()
    supervisor.send()
    verbs = [event["verb"] for event in supervisor.asks(f"/cases/{number}")["events"]]
    assert verbs[-2:] == ["dispatch", "supervise"]


def test_a_refusal_names_its_rule_and_keeps_what_was_said(open_as: OpenAs) -> None:
    clerk, dispatcher, shift = open_as(town.CLERK), open_as(town.DISPATCHER), open_as(town.SHIFT_LEAD)
    number = clerk.reports("井盖响", grid=LIYUAN, category="道路破损")
    dispatcher.case(number)
    dispatcher.choose("dispatch")
    dispatcher.fill(unit="城管委", note="请当日到场")
    shift.does(number, "dispatch", unit="水务局")
    dispatcher.page.locator("[data-send]").click()
    dispatcher.page.locator("[data-go-on]").click()
    dispatcher.page.locator("[data-send]").click()
    expect(dispatcher.page.locator(f"{DRAWER} .bar.e")).to_contain_text("待签收")
    expect(dispatcher.page.locator("#field-note")).to_have_value("请当日到场")


def test_news_wait_in_their_bar(open_as: OpenAs) -> None:
    clerk, dispatcher = open_as(town.CLERK), open_as(town.DISPATCHER)
    number = clerk.reports("路灯不亮", grid=LIYUAN, category="道路破损")
    page = dispatcher.go("/desk/?state=filed")
    row = page.locator(f"#row-{number}")
    expect(row).to_be_visible()
    expect(page.locator(".live:not(.lost)")).to_be_visible()
    rows = page.locator(".r").count()
    another = clerk.reports("又一处路灯不亮", grid=LIYUAN, category="道路破损")
    news = page.locator(".news")
    expect(news).to_contain_text("1 件新到")
    assert page.locator(".r").count() == rows
    page.keyboard.press(".")
    expect(page.locator(f"#row-{another}")).to_be_visible()
    expect(news).to_have_count(0)


def test_a_lost_network_loses_nothing(open_as: OpenAs) -> None:
    clerk = open_as(town.CLERK)
    number = clerk.reports("绿地里有建筑垃圾", grid=LIYUAN)
    clerk.case(number)
    clerk.choose("note")
    clerk.fill(note="来电人说夜里还会倒")
    clerk.context.set_offline(True)
    clerk.page.locator("[data-send]").click()
    expect(clerk.page.locator(f"{DRAWER} .bar.o")).to_contain_text("没存上，已留在本机。")
    clerk.context.set_offline(False)
    clerk.case(number)
    clerk.choose("note")
    expect(clerk.page.locator("#field-note")).to_have_value("来电人说夜里还会倒")
    clerk.send()
    notes = [event for event in clerk.asks(f"/cases/{number}")["events"] if event["verb"] == "note"]
    assert len(notes) == 1
    clerk.case(number)
    clerk.choose("note")
    expect(clerk.page.locator("#field-note")).to_have_value("")


def test_an_ended_session_comes_back_to_what_was_typed(open_as: OpenAs) -> None:
    clerk = open_as(town.CLERK)
    page = clerk.go("/desk/intake")
    page.locator("textarea.ta").fill("说到一半")
    page.wait_for_timeout(600)
    clerk.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".sign")).to_contain_text("登录已到期")
    page.locator("[name=login]").fill(town.CLERK)
    page.locator("[name=password]").fill(town.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("textarea.ta")).to_have_value("说到一半")
    page.locator(".user > button").click()
    page.get_by_text("退出登录").click()
    expect(page.locator(".sign")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('draft')).length") == 0


def test_the_next_act_waits_for_the_case_after_the_last(open_as: OpenAs) -> None:
    """Whoever is quicker than the network is not told that somebody else was there: it was themselves."""
    clerk = open_as(town.CLERK)
    number = clerk.reports("商店音响太吵", grid=LIYUAN)
    page = clerk.case(number)
    held: list[Route] = []
    page.route(f"**/api/v1/cases/{number}", lambda route: held.append(route))  # noqa: PLW0108 - as playwright wants it
    clerk.choose("accept")
    clerk.send()
    page.locator(".verbs button[data-verb=file]").first.click()
    page.wait_for_timeout(300)
    expect(page.locator(DRAWER)).to_have_count(0)
    held[0].continue_()
    page.unroute(f"**/api/v1/cases/{number}")
    expect(page.locator(DRAWER)).to_be_visible()
    clerk.fill(category="商业噪音")
    clerk.send()
    assert clerk.state(number) == "filed"
