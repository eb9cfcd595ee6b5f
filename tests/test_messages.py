"""Every code that is raised anywhere has a sentence in both languages, and its facts fill it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from wangge.cases.rules.guards import GUARDS
from wangge.cases.rules.reasons import Declined, Service, Turn, Withdrawn
from wangge.cases.rules.words import Channel, Grade, Held, Kind, Level, Outcome, Role, Stage, State, Verb
from wangge.kit.errors import HOMES, LANGUAGES, NotAllowed, Refused, say, texts
from wangge.people.rules import Duty

CODE = Path(__file__).parents[1] / "wangge"
ERRORS = {"Refused", "NotFound", "NotAllowed", "NotSignedIn", "Invalid", "Busy"}
MODULES = sorted(path.parent.name for path in CODE.glob("*/messages.toml"))

#: Codes that are put together: their text in the code, and what they become.
BUILT = {
    "f'move.{failed}'": [f"move.{name}" for name in GUARDS],
    "f'move.{row.who}'": ["move.scope", "move.holder", "move.visible"],
}


BANNED = re.compile("您|(?<![申提])请(?!求)|抱歉|失败|非法|违规操作|[!！]|(?i:sorry|please|failed|failure|invalid)")
#: Half-width marks in Chinese text.
NARROW = re.compile(r"[\u4e00-\u9fff][,;:?]|[,;:?][\u4e00-\u9fff]")


class Raised(NamedTuple):
    code: str
    facts: frozenset[str]
    open: bool  # further facts come from a mapping
    where: str


def raised() -> list[Raised]:
    found: list[Raised] = []
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                found += _of(node, f"{path.relative_to(CODE)}:{node.lineno}")
    return found


def _of(node: ast.Call, where: str) -> Iterator[Raised]:
    code, names = node.args[0], [keyword.arg for keyword in node.keywords]
    facts = frozenset(name for name in names if name)
    codes = [code.value] if isinstance(code, ast.Constant) else BUILT[ast.unparse(code)]
    return (Raised(each, facts, None in names, where) for each in codes)


RAISED = raised()


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def module_of(code: str) -> str:
    prefix = code.partition(".")[0]
    return HOMES.get(prefix, prefix)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", RAISED, ids=lambda found: f"{found.where} {found.code}")
def test_a_refusal_has_a_sentence(found: Raised, language: str) -> None:
    sentence = texts(module_of(found.code))[language][found.code]
    assert found.open or places(sentence) <= found.facts


def test_they_were_found() -> None:
    assert len(RAISED) > 150
    assert {"move.state", "move.called_back", "case.unknown", "people.login"} <= {found.code for found in RAISED}


@pytest.mark.parametrize("module", MODULES)
def test_both_languages_say_the_same(module: str) -> None:
    zh, en = (texts(module)[language] for language in ("zh", "en"))
    assert list(zh) == list(en)
    assert {key: places(zh[key]) for key in zh} == {key: places(en[key]) for key in en}


@pytest.mark.parametrize("module", MODULES)
def test_tone(module: str) -> None:
    """What is so and what to do; nobody is begged, blamed or shouted at."""
    for language in LANGUAGES:
        said = texts(module)[language]
        assert {key: sentence for key, sentence in said.items() if BANNED.search(sentence)} == {}
    assert {key: sentence for key, sentence in texts(module)["zh"].items() if NARROW.search(sentence)} == {}


def test_no_sentence_of_cases_is_left_over() -> None:
    used = {found.code for found in RAISED} | {"move.system"}
    assert [key for key in texts("cases")["zh"] if not key.startswith("word.") and key not in used] == []


WORDS = {
    "verb": Verb, "state": State, "stage": Stage, "role": Role, "held": Held, "level": Level, "grade": Grade,
    "outcome": Outcome, "channel": Channel, "kind": Kind, "declined_for": Declined, "withdrawn_for": Withdrawn,
    "service": Service, "turn_to": Turn,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_a_case_has_a_name(name: str, language: str) -> None:
    words = texts("cases")[language]
    expected = {f"word.{name}.{value}" for value in WORDS[name]} | ({"word.stage.answer"} if name == "stage" else set())
    assert {key for key in words if key.startswith(f"word.{name}.")} == expected
    if language == "zh":
        named = [words[f"word.{name}.{value}"] for value in WORDS[name]]
        assert len(set(named)) == len(named)
        assert name == "turn_to" or all(len(word) <= 6 for word in named)  # where to turn is a sentence


class TestWhatIsSaid:
    def test_the_words_of_a_refusal(self) -> None:
        error = Refused("move.state", verb=Verb.SIGN, state=State.SUSPENDED)
        assert say(error, "zh") == "不能签收：案件现在是“挂账”（流程）。看页面上能用的动作。"
        assert say(error, "en") == "Cannot sign: the case is “suspended” now (workflow). Use what its page offers."

    def test_a_duty_is_named_as_people_name_it(self) -> None:
        error = NotAllowed("move.duty", verb=Verb.GRANT_SUSPEND, duty=Duty.APPROVE_PAUSE)
        assert say(error, "zh") == "不能准予挂账：你的岗位没有“准予或不准挂账”权限。要用，找管理员给岗位加上。"

    def test_a_condition_names_its_rule(self) -> None:
        sentences = [texts("cases")["zh"][f"move.{name}"] for name in GUARDS]
        assert all("（" in sentence and sentence.startswith("不能{verb}：") for sentence in sentences)
        assert say(Refused("move.called_back", verb=Verb.CLOSE), "zh").startswith("不能结案：还没回访（结案条件）。")

    def test_nothing_is_left_open(self) -> None:
        for code in texts("cases")["zh"]:
            if code.startswith("move.") and code not in ("move.news",):
                facts = dict.fromkeys(places(texts("cases")["zh"][code]), "x")
                assert "{" not in say(Refused(code, **facts), "zh")

    def test_an_unknown_word_stays_as_it_is(self) -> None:
        assert "“elsewhere”" in say(Refused("move.state", verb=Verb.SIGN, state="elsewhere"), "zh")
