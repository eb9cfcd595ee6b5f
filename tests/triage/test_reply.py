"""A draft answer is read for what it lacks and for words to look at again."""

import pytest

from wangge.kit.errors import LANGUAGES, texts
from wangge.triage import check

REQUEST = "清源路兴华园小区南门的路灯坏了半个月，晚上很黑，老人出门害怕，请尽快修好。"
GOOD = (
    "经核实，清源路兴华园小区南门两盏路灯因线路老化不亮。市政中心已于10月9日更换电缆，10月10日恢复照明。"
    "如仍不亮，可拨打市政中心电话010-69241234。"
)

LACKING = [
    ("", ["reply.empty"]),
    ("   \n", ["reply.empty"]),
    (
        "已收到。",
        ["reply.short", "reply.off_subject", "reply.no_date", "reply.no_unit", "reply.no_step", "reply.no_contact"],
    ),
    (GOOD, []),
    (GOOD.replace("10月9日", "").replace("10月10日", ""), ["reply.no_date"]),
    (GOOD.replace("010-69241234", "").replace("可拨打市政中心电话", "再说"), ["reply.no_contact"]),
    ("经核实，医保局已于10月9日办理退款，咨询电话12345，谢谢关注和支持。", ["reply.off_subject"]),
    ("清源路兴华园小区南门路灯一事知悉，10月9日，市政中心，电话12345，特此说明。", ["reply.no_step"]),
    ("清源路兴华园小区南门路灯将于10月9日更换，拨打电话12345。这件事请耐心等一等。", ["reply.no_unit"]),
]

SPOTS = [
    ("我们会尽快处理", "reply.vague", "尽快处理"),
    ("已转有关部门", "reply.vague", "有关部门"),
    ("这不归我们管", "reply.tone", "不归我们"),
    ("你自己去问", "reply.tone", "你自己"),
    ("投诉人是王小明，住在三楼", "reply.personal", "投诉人是王小明"),
    ("身份证110101199003071234已核对", "reply.personal", "110101199003071234"),
]


@pytest.mark.parametrize(("answer", "codes"), LACKING)
def test_what_is_missing(answer: str, codes: list[str]) -> None:
    assert [hint.code for hint in check(REQUEST, answer).hints if hint.end == 0] == codes


@pytest.mark.parametrize(("words", "code", "spot"), SPOTS)
def test_words_to_look_at_again(words: str, code: str, spot: str) -> None:
    answer = f"{GOOD}{words}。"
    found = [hint for hint in check(REQUEST, answer).hints if hint.code == code]
    assert [hint.words for hint in found] == [spot]
    assert answer[found[0].start : found[0].end] == spot


def test_the_shared_subject_is_shown() -> None:
    shared = check(REQUEST, GOOD).shared
    assert shared[0] == "清源路兴华园小区南门"
    assert not {"小区", "希望", "尽快"} & set(shared)


def test_politeness_is_no_subject() -> None:
    assert check("您好，希望有关部门尽快解决，谢谢", "感谢来信，有关部门已收到").shared == ()


def test_no_request_is_no_ground_to_call_it_off_subject() -> None:
    assert "reply.off_subject" not in {hint.code for hint in check("", GOOD).hints}


@pytest.mark.parametrize("text", ["🙂" * 30, "a" * 100_000, "路" * 100_000, "\x00\ud800", "1=1; DROP TABLE cases --"])
def test_anything_may_be_read(text: str) -> None:
    assert isinstance(check(text, text).hints, tuple)


def test_every_hint_has_its_sentence() -> None:
    codes = {hint.code for answer, _ in LACKING for hint in check(REQUEST, answer).hints} | {
        code for _, code, _ in SPOTS
    }
    for language in LANGUAGES:
        assert {key for key in texts("triage")[language] if key.startswith("reply.")} == codes
