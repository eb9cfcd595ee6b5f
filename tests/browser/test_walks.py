"""Whole cases at the desk: from report to close as eight roles, solved on the spot, returned, disputed and ruled."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests import town
from tests.browser.person import Person

OpenAs = Callable[..., Person]

LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")
NOISE = "商业噪音"


def test_from_report_to_close_as_eight_roles(open_as: OpenAs) -> None:
    worker, clerk, dispatcher = open_as(town.WORKER), open_as(town.CLERK), open_as(town.DISPATCHER)
    street, squad, lead = open_as(town.STREET_HANDLER), open_as(town.SUB_HANDLER), open_as(town.LEAD)
    caller, shift, supervisor = open_as(town.CALLER), open_as(town.SHIFT_LEAD), open_as(town.SUPERVISOR)

    number = clerk.reports("枣园小区底商音响夜里十点还在放，吵得睡不着", "13812345678", LIYUAN)
    assert clerk.state(number) == "reported"
    clerk.does(number, "accept")
    clerk.does(number, "ask_verification", note="看看几点放、多大声")
    worker.does(number, "verify", found=True, note="晚上十点在放，楼上听得清")
    clerk.does(number, "file", category=NOISE)
    dispatcher.does(number, "dispatch", unit="清源街道办", note="请当晚到场")
    lead.does(number, "urge", note="来电人又打来一次")
    supervisor.does(number, "note", note="已在督查单上")
    street.does(number, "assign", unit="清源执法队")
    squad.does(number, "sign")
    squad.does(number, "feed_back", note="已约谈店主，音响关掉", files=["photo"])
    street.does(number, "contact", reached=True, note="告知处理经过")
    street.does(number, "feed_back", note="店主写了承诺", files=["photo"])
    assert street.state(number) == "handled"
    worker.does(number, "pass", note="晚上听过，没有声音")
    caller.does(number, "ask_call_back")
    caller.does(number, "call_back", reached=True, contacted=True, resolved=True, satisfied="satisfied")
    shift.does(number, "close", answer="音响已关掉，店主写了承诺")
    assert shift.state(number) == "closed"
    page = shift.case(number)
    expect(page.locator(".tl li")).to_have_count(17)
    expect(page.locator(".prog .done")).to_have_count(8)


def test_solved_on_the_spot(open_as: OpenAs) -> None:
    worker = open_as(town.WORKER)
    number = worker.reports("水果摊摆到便道上，轮椅过不去", grid=LIYUAN)
    worker.case(number)
    worker.choose("resolve")
    worker.fill(category="店外经营", files=["before", "after"], note="摊主收回店内")
    worker.send()
    assert worker.state(number) in ("closed", "reviewing")
    expect(worker.page.locator(".words .ba .ph")).to_have_count(2)


def test_returned_twice_disputed_and_ruled(open_as: OpenAs) -> None:
    clerk, dispatcher, shift = open_as(town.CLERK), open_as(town.DISPATCHER), open_as(town.SHIFT_LEAD)
    water, city = open_as(town.WATER_HANDLER), open_as(town.CITY_HANDLER)
    number = clerk.reports("人行道地砖成片翻起", grid=LIYUAN, category="道路破损")
    assert clerk.state(number) == "filed"
    dispatcher.does(number, "dispatch", unit="水务局")
    water.does(number, "return", reason="管网不在这一段")
    dispatcher.does(number, "dispatch", unit="城管委")
    city.does(number, "return", reason="道路产权属水务局代建")
    assert shift.state(number) == "disputed"
    shift.does(number, "rule", unit="城管委", reason="养护责任在城管委")
    page = city.case(number)
    expect(page.locator(".chain li")).to_have_count(3)
    expect(page.locator(".verbs button[data-verb=return]")).to_have_count(0)
    city.does(number, "sign")
    assert city.state(number) == "handling"


def test_what_is_out_of_sight_looks_as_if_it_were_not_there(open_as: OpenAs) -> None:
    clerk, far = open_as(town.CLERK), open_as(town.FAR_WORKER)
    number = clerk.reports("垃圾堆了三天", grid=LIYUAN)
    far.go(f"/desk/cases/{number}")
    expect(far.page.locator(".unseen h1")).to_have_text("没有这件案件，或不在你的范围。")
    nothing = far.go("/desk/cases/19990101-0001").locator(".unseen h1")
    expect(nothing).to_have_text("没有这件案件，或不在你的范围。")
