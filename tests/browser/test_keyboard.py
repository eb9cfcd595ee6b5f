"""The main path by keyboard alone, from sign-in to sign-out, as eight roles; what is final is asked about once more."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests import town
from tests.browser.person import DRAWER, Person, picture
from tests.browser.test_access import violations

OpenAs = Callable[..., Person]
LIYUAN = ("清源街道", "丽园社区", "丽园 01 网格")
MOST_TABS = 60


class Typist:
    """Somebody without a pointer: every act is a key."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.keys = person, person.page, person.page.keyboard
        # Choosers are caught from the start: who begins to wait at the key press may be late.
        person.page.on("filechooser", lambda _: None)

    def sign_in(self, login: str) -> None:
        self.person.go("/desk/sign-in")
        expect(self.page.locator("[name=login]")).to_be_focused()
        self.keys.type(login)
        self.keys.press("Tab")
        self.keys.type(town.PASSWORD)
        self.keys.press("Enter")
        expect(self.page.locator(".user > button")).to_be_visible()

    def sign_out(self) -> None:
        self.tab(".user > button")
        self.keys.press("Enter")
        self.tab(".user .panel > .btn")
        self.keys.press("Enter")
        expect(self.page.locator("[name=login]")).to_be_focused()

    def tab(self, to: str, key: str = "Tab") -> None:
        """Tab until the focus is there."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("(to) => document.activeElement.matches(to)", to):
                return
            self.keys.press(key)
        raise AssertionError(f"{to} is not reached by Tab")

    def report(self, text: str) -> str:
        self.keys.press("g")
        self.keys.press("i")
        expect(self.page.locator("textarea.ta")).to_be_focused()
        self.tab("input[inputmode=tel]", "Shift+Tab")
        self.keys.type("13812345678")
        self.tab("textarea.ta")
        self.keys.type(text)
        self.tab(".slots button.c-acc")
        self.keys.press("Enter")
        for level, name in enumerate(LIYUAN):
            self.select(f".grids select:nth-of-type({level + 1})", name)
        self.keys.press("Control+Enter")
        told = self.page.locator(".done")
        expect(told).to_be_visible()
        return str(told.inner_text()).split()[1].rstrip("。")

    def select(self, box: str, name: str) -> None:
        expect(self.page.locator(box)).to_be_visible()
        self.tab(box)
        for _ in range(20):
            if self.page.locator(f"{box} option:checked").inner_text() == name:
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{name} is not reached by arrows")

    def find(self, number: str) -> None:
        self.keys.press("/")
        self.keys.type(number)
        expect(self.page.locator("#found [role=option]").first).to_be_visible()
        self.keys.press("Enter")
        expect(self.page.locator(".five")).to_contain_text("何事")

    def begin(self, verb: str, key: str = "") -> None:
        """By its key, or from the list of all verbs."""
        expect(self.page.locator(f".verbs [data-verb={verb}]").first).to_be_attached()
        if key:
            self.keys.press(key)
        else:
            self.keys.press("v")
            expect(self.page.locator("[role=menu]")).to_be_visible()
            self.down_to(verb)
            self.keys.press("Enter")
        expect(self.page.locator(DRAWER)).to_be_visible()
        self.page.wait_for_timeout(200)

    def down_to(self, verb: str) -> None:
        for _ in range(40):
            if self.page.evaluate("document.activeElement.dataset.verb") == verb:
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{verb} is not in the list of all verbs")

    def does(self, verb: str, key: str = "", **said: Any) -> None:
        self.begin(verb, key)
        for name, value in said.items():
            self.fill(name, value)
        self.keys.press("Control+Enter")
        expect(self.page.locator(DRAWER)).to_have_count(0)

    def fill(self, name: str, value: Any) -> None:
        if name == "photo":
            self.tab("input[data-kind=photo]")
            with self.page.expect_file_chooser() as chooser:
                self.keys.press("Space")
            chooser.value.set_files([picture()])  # type: ignore[list-item]
            expect(self.page.locator(f"{DRAWER} .shown")).to_have_count(1)
        elif name in ("unit", "category"):
            self.tab(f"#field-{name}")
            self.keys.type(value)
            expect(self.page.locator(f"#field-{name}-list [role=option][id]").first).to_be_visible()
            self.keys.press("Enter")
        elif value is True or name == "satisfied":
            self.tab(f"input[name=field-{name}]")
            self.keys.press("Space")
        else:
            self.tab(f"#field-{name}")
            self.keys.type(value)


#: After the clerk: who does what, by which key (none: from the list of all verbs), and what is said.
STEPS: list[tuple[str, list[tuple[str, str, dict[str, Any]]]]] = [
    (town.DISPATCHER, [("dispatch", "p", {"unit": "清源街道办"})]),
    (town.LEAD, [("urge", "u", {"note": "又来电一次"})]),
    (
        town.STREET_HANDLER,
        [
            ("sign", "s", {}),
            ("contact", "", {"reached": True, "note": "告知经过"}),
            ("feed_back", "", {"note": "音响关掉", "photo": True}),
        ],
    ),
    (town.SUPERVISOR, [("note", "b", {"note": "已看过"})]),
    (town.WORKER, [("pass", "c", {"note": "没有声音"})]),
    (
        town.CALLER,
        [
            ("ask_call_back", "", {}),
            ("call_back", "", {"reached": True, "contacted": True, "resolved": True, "satisfied": "satisfied"}),
        ],
    ),
    (town.SHIFT_LEAD, [("close", "", {"answer": "音响已关掉"})]),
]


def test_from_sign_in_to_close_by_eight_roles(open_as: OpenAs) -> None:
    def sits(login: str) -> Typist:
        typist = Typist(open_as(None))
        typist.sign_in(login)
        return typist

    clerk = sits(town.CLERK)
    number = clerk.report("底商音响夜里还在放")
    clerk.find(number)
    clerk.does("accept")
    clerk.does("file", category="商业噪音")
    clerk.sign_out()
    for login, acts in STEPS:
        typist = sits(login)
        typist.find(number)
        for verb, key, said in acts:
            typist.does(verb, key, **said)
        if login == town.SHIFT_LEAD:
            assert typist.person.state(number) == "closed"
        typist.sign_out()


def test_what_is_final_is_asked_once_more(open_as: OpenAs) -> None:
    clerk = open_as(town.CLERK)
    number = clerk.reports("问个事，又说不用了", "13812345678")
    typist = Typist(clerk)
    clerk.case(number)
    typist.begin("withdraw")
    typist.fill("withdrawn_for", True)
    typist.keys.press("Control+Enter")
    button = clerk.page.locator("[data-send]")
    expect(button).to_contain_text("撤单，确定？")
    assert clerk.state(number) == "reported"
    assert violations(clerk.page) == []
    typist.keys.press("ArrowDown")
    expect(button).not_to_contain_text("确定")
    typist.keys.press("Control+Enter")
    expect(button).to_contain_text("撤单，确定？")
    typist.keys.press("Control+Enter")
    expect(clerk.page.locator(DRAWER)).to_have_count(0)
    assert clerk.state(number) != "reported"


def test_two_presses_dispatch_a_case_and_lead_to_the_next(open_as: OpenAs) -> None:
    """`n` opens the form of the expected verb, Ctrl+Enter sends it; the rule says the unit."""
    clerk = open_as(town.CLERK)
    numbers = [clerk.reports(f"人行道塌陷 {at}", grid=LIYUAN, category="道路破损") for at in range(3)]
    page = open_as(town.DISPATCHER).go("/desk/?state=filed")
    expect(page.locator(f"#row-{numbers[0]}")).to_be_visible()
    while page.locator(".r.on").get_attribute("id") != f"row-{numbers[0]}":
        page.keyboard.press("j")
    for number in numbers:
        expect(page.locator(".r.on")).to_have_id(f"row-{number}")
        page.keyboard.press("n")
        expect(page.locator(DRAWER)).to_contain_text(number)
        page.keyboard.press("Control+Enter")
        expect(page.locator(DRAWER)).to_have_count(0)
        expect(page.locator(f"#row-{number} .stage")).to_have_text("待签收")


def test_the_next_report_is_one_press_away(open_as: OpenAs) -> None:
    page = open_as(town.CLERK).go("/desk/intake")
    for at in range(2):
        expect(page.locator("textarea.ta")).to_be_focused()
        page.keyboard.type(f"路灯不亮 {at}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".done")).to_be_visible()
        page.keyboard.press("n")
    expect(page.locator("textarea.ta")).to_have_value("")
