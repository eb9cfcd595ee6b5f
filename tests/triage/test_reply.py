"""A draft answer is read for what it lacks and for words to look at again."""

import pytest

from wangge.kit.errors import LANGUAGES, texts
from wangge.triage import check
from wangge.triage.rules.questions import items, questions
from wangge.triage.rules.reply import SEVERITY, Severity

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
    ("车主电话13800138000", "reply.personal", "13800138000"),
    ("占道车辆京A12345已拖离", "reply.personal", "京A12345"),
    ("漏水的是楼上张小兰女士家", "reply.personal", "张小兰"),
    ("已约谈6号楼2单元301室", "reply.personal", "6号楼2单元301室"),
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


#: What an office may well write.
HARMLESS = [
    "联系人李明，电话13800138000",
    "网格员王小明已到现场",
    "办公室在兴华大街12号",
    "咨询电话010-69241234",
    "已于2026-10-09至2026-10-10完成",
]


@pytest.mark.parametrize("words", HARMLESS)
def test_the_office_may_name_itself(words: str) -> None:
    assert "reply.personal" not in {hint.code for hint in check(REQUEST, f"{GOOD}{words}。").hints}


def test_a_salutation_and_the_readers_own_words_are_no_personal_data() -> None:
    request = f"{REQUEST}我住5号楼2单元301室。"
    answer = f"尊敬的王小明先生：{GOOD}已到5号楼2单元301室回访。"
    assert check(request, answer).hints == ()


ASKED = [
    ("什么时候能修好？", "when", "将尽力修。", "10月9日修好。"),
    ("路灯为什么一直不亮？", "why", "已修好了。", "因线路老化。"),
    ("物业费一平方米多少钱", "how_much", "按标准收。", "每平方米2元。"),
    ("这条路归谁管？", "who", "会有人管的。", "由市政中心负责。"),
    ("居住证在哪办", "where", "可以办的。", "到政务大厅3号窗口。"),
    ("怎么申请公租房？", "how", "知道了。", "凭身份证申请。"),
    ("能否加装一盏路灯？", "whether", "情况知悉了。", "可以加装。"),
    ("路灯坏了谁来修，什么时候修？", "who", "10月9日修。", "市政中心10月9日修。"),
]


@pytest.mark.parametrize(("request_", "kind", "poor", "good"), ASKED)
def test_each_question_is_to_be_met(request_: str, kind: str, poor: str, good: str) -> None:
    assert kind in {question.kind for question, well in check(request_, poor).asked if not well}
    assert any(hint.code == "reply.question" and hint.words in request_ for hint in check(request_, poor).hints)
    assert all(well for _, well in check(request_, good).asked)


@pytest.mark.parametrize("text", ["难道没人管吗？", "天理何在？", "您好吗？", "路灯不亮。", "", "？？？", "吗"])
def test_what_is_no_question(text: str) -> None:
    assert questions(text) == ()


def test_numbered_matters_are_each_taken_up() -> None:
    request = "反映三件事：1、小区路灯不亮。2、南门井盖松动。3、垃圾桶没人清运。"
    assert items(request) == ("小区路灯不亮", "南门井盖松动", "垃圾桶没人清运。")
    found = [hint.words for hint in check(request, GOOD).hints if hint.code == "reply.item"]
    assert found == ["垃圾桶没人清运。"]


@pytest.mark.parametrize("text", ["1.5米宽的路，3.2公里长", "一、只有一件", "2024年1、2月"])
def test_other_numbers_are_no_list(text: str) -> None:
    assert len(items(text)) < 2


def test_the_worst_are_told_apart() -> None:
    severity = {hint.code: hint.severity for hint in check(REQUEST, "投诉人是王小明，会尽快处理").hints}
    assert severity["reply.personal"] is Severity.STOP
    assert severity["reply.no_date"] is Severity.CHECK
    assert severity["reply.vague"] is Severity.POLISH


@pytest.mark.parametrize(
    "text", ["🙂" * 30, "a" * 100_000, "路" * 100_000, "\x00\ud800", "1=1; DROP TABLE cases --", "？" * 100_000]
)
def test_anything_may_be_read(text: str) -> None:
    assert isinstance(check(text, text).hints, tuple)


def test_every_hint_has_its_sentence_and_weight() -> None:
    for language in LANGUAGES:
        assert {key for key in texts("triage")[language] if key.startswith("reply.")} == set(SEVERITY)
