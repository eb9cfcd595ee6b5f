"""Somebody at the desk: opens a case, chooses a verb, fills in its form, sends it, as a person would."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import town

expect.set_options(timeout=15_000)

DRAWER = "[role=dialog]"


def picture(seed: int = 0) -> dict[str, Any]:
    """A small JPEG as a file to choose."""
    data = BytesIO()
    Image.new("RGB", (64, 48), (seed * 37 % 256, 120, 90)).save(data, "JPEG")
    return {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


@dataclass
class Person:
    site: str
    context: BrowserContext
    page: Page
    problems: list[str] = field(default_factory=list)

    @classmethod
    def sit_down(cls, browser: Browser, site: str, login: str | None, theme: str, **more: Any) -> "Person":
        context = browser.new_context(
            viewport=more.pop("viewport", {"width": 1440, "height": 900}),
            color_scheme=theme,  # type: ignore[arg-type]
            locale="zh-CN",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        person = cls(site, context, page)
        page.on("pageerror", lambda error: person.problems.append(str(error)))
        if login:
            body = {"login": login, "password": town.PASSWORD}
            answer = context.request.post(f"{site}/api/v1/session", data=body, headers={"Origin": site})
            assert answer.status == 201, answer.text()
        return person

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def case(self, number: str) -> Page:
        self.go(f"/desk/cases/{number}")
        expect(self.page.locator(".five")).to_be_visible()
        return self.page

    def asks(self, path: str) -> Any:
        return self.context.request.get(f"{self.site}/api/v1{path}").json()

    def state(self, number: str) -> str:
        return str(self.asks(f"/cases/{number}")["state"])

    def choose(self, verb: str) -> None:
        """Presses the verb, under “more” where the bar has no room for it."""
        button = self.page.locator(f".verbs button[data-verb={verb}]").first
        expect(button).to_be_attached()
        if not button.is_visible():
            self.page.locator(".verbs .more > button").click()
        button.click()
        expect(self.page.locator(DRAWER)).to_be_visible()

    def does(self, number: str, verb: str, **said: Any) -> None:
        """One verb on one case, through its page and form."""
        self.case(number)
        self.choose(verb)
        self.fill(**said)
        self.send()

    def fill(self, **said: Any) -> None:
        for name, value in said.items():
            if name == "files":
                for kind in value:
                    self.attach(kind)
            elif name in ("unit", "category"):
                self.pick(f"#field-{name}", value)
            elif isinstance(value, bool):
                self.page.locator(f"input[name=field-{name}]").nth(0 if value else 1).check()
            elif name in ("satisfied",):
                self.page.locator(f"input[name=field-{name}][value={value}]").check()
            else:
                self.page.locator(f"#field-{name}").fill(value)

    def pick(self, box: str, text: str) -> None:
        """Types into a box with a list and takes the first that fits."""
        self.page.locator(box).fill(text)
        self.page.locator(f"{box}-list [role=option]:not([aria-disabled])").first.wait_for()
        self.page.locator(box).press("Enter")
        expect(self.page.locator(box)).to_have_value("")

    def attach(self, kind: str) -> None:
        shown = self.page.locator(f"{DRAWER} .shown, main .shown").count()
        self.page.locator(f"input[data-kind={kind}]").set_input_files([picture(shown)])  # type: ignore[list-item]
        expect(self.page.locator(f"{DRAWER} .shown, main .shown")).to_have_count(shown + 1)

    def send(self) -> None:
        button = self.page.locator("[data-send]")
        button.click()
        if self.page.locator("[data-armed]").count():
            button.click()
        expect(self.page.locator(DRAWER)).to_have_count(0)

    def reports(self, text: str, phone: str = "", grid: tuple[str, ...] = (), category: str = "") -> str:
        """Takes a report at the intake page; returns the number of its case."""
        self.go("/desk/intake")
        self.page.locator("textarea.ta").fill(text)
        if phone:
            self.page.locator("input[inputmode=tel]").fill(phone)
        if category:
            self.pick("#intake-category", category)
        if grid:
            self.page.get_by_text("按网格选").click()
            for level, name in enumerate(grid):
                self.page.locator(".grids select").nth(level).select_option(label=name)
        self.page.keyboard.press("Control+Enter")
        told = self.page.locator(".done")
        expect(told).to_be_visible()
        return str(told.inner_text()).split()[1].rstrip("。")
