"""Forms that ask whom and where: the nearest colleague first, a point on the map with its grid; long words fit."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests import town
from tests.browser.advised import serve
from tests.browser.person import DRAWER, Person
from tests.browser.test_access import violations

OpenAs = Callable[..., Person]

LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")
PERSON, POINT = "#field-person", "#field-lng"

#: Buttons of more than one line, and words that run out of their box without an ellipsis.
BROKEN = """() => {
  const seen = (each) => each.getBoundingClientRect().width > 0 && !each.closest('.vh')
  const lines = (each) => {
    const words = document.createRange()
    words.selectNodeContents(each)
    const boxes = [...words.getClientRects()].filter((box) => box.width > 2)
    return new Set(boxes.map((box) => Math.round(box.top / 12))).size
  }
  const small = [...document.querySelectorAll('.btn, .tag, .seg button')]
  const wrapped = small.filter((each) => seen(each) && lines(each) > 2)
  const over = [...document.querySelectorAll('.r > *, .verbs *, .tl time')].filter((each) => {
    const style = getComputedStyle(each)
    const wide = each.clientWidth
    return seen(each) && style.textOverflow !== 'ellipsis' && wide && each.scrollWidth > wide + 1
  })
  return [...wrapped, ...over].map((each) => `${each.className}: ${each.textContent.trim().slice(0, 60)}`)
}"""


@pytest.fixture(scope="module")
def number(browser: object, site: str) -> str:
    clerk = Person.sit_down(browser, site, town.CLERK, "light")  # type: ignore[arg-type]
    found = clerk.reports("便道上的地砖翻起", grid=LIYUAN)
    clerk.context.close()
    return found


def in_english(person: Person) -> Page:
    person.page.add_init_script("localStorage.setItem('wangge.language', 'en')")
    return person.page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whom_to_ask(open_as: OpenAs, number: str, theme: str) -> None:
    """The worker of the place stands there; another is found by unit or first letters; nobody is an answer too."""
    clerk = open_as(town.CLERK, theme)
    page = clerk.case(number)
    clerk.choose("ask_verification")
    box = page.locator(PERSON)
    expect(box).to_have_attribute("placeholder", "张*")
    expect(page.locator(f"{DRAWER} .tag")).to_have_text("本网格")
    expect(page.locator(f"{DRAWER}")).not_to_contain_text("草稿")
    page.wait_for_timeout(400)
    assert violations(page) == []
    box.fill("mf")
    expect(page.locator(f"{PERSON}-list [role=option]")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_attribute("placeholder", "马*")
    page.get_by_text("不指定人", exact=True).click()
    expect(page.locator(f"{DRAWER}")).to_contain_text("谁在谁办")


def test_who_was_chosen_is_asked(open_as: OpenAs) -> None:
    clerk = open_as(town.CLERK)
    number = clerk.reports("井盖响", grid=LIYUAN)
    page = clerk.case(number)
    clerk.choose("ask_verification")
    expect(page.locator(PERSON)).to_have_attribute("placeholder", "张*")
    with page.expect_request("**/moves") as sent:
        clerk.send()
    assert sent.value.post_data_json["person"] == town.WORKER
    assert clerk.state(number) == "verifying"


def test_a_point_says_the_grid(open_as: OpenAs, number: str) -> None:
    """By click and by Enter; taken off again, the form is as it began."""
    shift = open_as(town.SHIFT_LEAD)
    page = shift.page
    above = [{"name": name} for name in ("大兴区", "清源街道", "枣园社区")]
    grid = {"code": town.ZAOYUAN, "name": "枣园 01 网格"}
    serve(page, "/locate?*", {"grid": grid, "above": above, "border": [{"name": "枣园 02 网格", "metres": 12}]})
    shift.case(number)
    with page.expect_response("**/api/v1/basemap?*"):
        shift.choose("amend")
    page.locator(POINT).click()
    form = page.locator(DRAWER)
    expect(form).to_contain_text("清源街道 / 枣园社区 / 枣园 01 网格")
    expect(form).to_contain_text("12 米")
    expect(form.locator(".grids b")).to_have_text("枣园 01 网格")
    page.get_by_text("取消这个点").click()
    expect(form.locator(".grids b")).to_have_count(0)
    page.locator(POINT).focus()
    page.keyboard.press("Enter")
    shift.fill(reason="说的是枣园")
    with page.expect_request("**/moves") as sent:
        shift.send()
    said = sent.value.post_data_json
    assert said["grid"] == town.ZAOYUAN
    assert (round(said["lng"], 1), round(said["lat"], 1)) == (116.3, 39.7)
    expect(page.locator(".mp canvas").first).to_be_attached()


def test_without_a_point_the_map_opens_on_the_grid(open_as: OpenAs) -> None:
    """A unit grid has none below it: it is asked for itself. Its middle is where Enter puts the pin."""
    clerk = open_as(town.CLERK)
    number = clerk.reports("楼道灯不亮", grid=LIYUAN)
    page = clerk.page
    ring = [[116.49, 39.79], [116.51, 39.79], [116.51, 39.81], [116.49, 39.81], [116.49, 39.79]]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    asked: list[str] = []

    def outline(route: Route) -> None:
        asked.append(route.request.url)
        found = [shape] if "level=4" in route.request.url else []
        route.fulfill(json={"type": "FeatureCollection", "features": found})

    page.route("**/api/v1/grids/boundaries?under=*", outline)
    clerk.case(number)
    with page.expect_response("**/api/v1/basemap?*"):
        clerk.choose("file")
    assert [url.split("?")[1] for url in asked] == [f"under={town.LIYUAN}", f"under={town.LIYUAN}&level=4"]
    page.locator(POINT).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pointf")).to_contain_text("坐标 116.50000, 39.80")


#: The longest words of a row, where the fixture has shorter ones.
LONGEST = """() => {
  document.querySelector('.r .lateness span').textContent = '23 h 59 min late'
  document.querySelector('.r .stage').textContent = 'being called back'
  document.querySelector('.r .lt small').textContent = 'yesterday 23:59'
}"""


def in_one_line(page: Page) -> bool:
    """The verbs, “more” among them: what has no room is under it."""
    page.wait_for_timeout(200)
    return bool(
        page.evaluate("""() => {
      const bar = document.querySelector('.verbs')
      return bar.scrollWidth <= bar.clientWidth && bar.clientHeight < 64
    }""")
    )


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_english_fits(open_as: OpenAs, number: str, width: int) -> None:
    shift = open_as(town.SHIFT_LEAD, viewport={"width": width, "height": 844})
    page = in_english(shift)
    shift.go("/desk/")
    expect(page.locator(".r .stage").first).to_be_visible()
    assert page.evaluate(BROKEN) == []
    shift.case(number)
    expect(page.locator(".tl li").first).to_be_visible()
    expect(page.locator(".five")).to_contain_text("1 report")
    expect(page.locator(".five")).not_to_contain_text("1 reports")
    assert page.evaluate(BROKEN) == []
    assert in_one_line(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
