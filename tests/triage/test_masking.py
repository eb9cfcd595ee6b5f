"""Personal data in free text is covered; what a message is about stays readable."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wangge.triage.rules.masking import SHOWN, Private, masked, personal

COVERED = [
    # telephones
    ("电话13800138000", "电话〔电话〕"),
    ("电话138 0013-8000。", "电话〔电话〕。"),
    ("电话１３８００１３８０００", "电话〔电话〕"),
    ("+86 138.0013.8000", "〔电话〕"),
    ("138\u200b0013\u200b8000", "〔电话〕"),
    ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0", "〔电话〕"),
    ("幺三八零零一三八零零零", "〔电话〕"),
    ("座机010-69241234", "座机〔电话〕"),
    ("座机（010）69241234转8", "座机〔电话〕转8"),
    ("家里6924 1234", "家里〔号码〕"),
    ("热线400-810-1234", "热线〔电话〕"),
    # papers, cards, plates, addresses of the net
    ("身份证110101199003071234", "身份证〔证件号〕"),
    ("身份证11010119900307123X，", "身份证〔证件号〕，"),
    ("身份证110101 19900307 123ｘ", "身份证〔证件号〕"),
    ("旧证110101900307123", "旧证〔证件号〕"),
    ("卡6222 0212 3456 7890 123", "卡〔卡号〕"),
    ("社保号4401123456", "社保号〔号码〕"),
    ("京A12345占道", "〔车牌〕占道"),
    ("京a·Ｄ12345占道", "〔车牌〕占道"),
    ("冀F1234挂压坏路面", "〔车牌〕压坏路面"),
    ("发到a.b-c@mail.example.cn", "发到〔邮箱〕"),
    ("微信号：wxid_ab12", "微信号：〔账号〕"),
    ("加我VX abc-1234", "加我VX 〔账号〕"),
    ("qq群12345", "qq群〔账号〕"),
    ("出生于1990年3月7日", "出生于〔生日〕"),
    # names
    ("我叫王小明，住在三街", "我叫〔姓名〕，住在三街"),
    ("我叫王明住在三街", "我叫〔姓名〕住在三街"),
    ("联系人：李四", "联系人：〔姓名〕"),
    ("姓名: 阿卜杜·热合曼 电话", "姓名: 〔姓名〕 电话"),
    ("投诉人是王小明，", "投诉人是〔姓名〕，"),
    ("我是李明。", "我是〔姓名〕。"),
    ("本人姓赵", "本人姓〔姓名〕"),
    ("王先生来电", "〔姓名〕先生来电"),
    ("物业的欧阳小兰女士", "物业的〔姓名〕女士"),
    # below the street or compound
    ("兴华园小区5号楼2单元301室漏水", "兴华园小区〔门牌〕漏水"),
    ("兴华园5-2-301漏水", "兴华园〔门牌〕漏水"),
    ("清源路12号门前", "清源路〔门牌〕门前"),
    ("丽园３号院七号楼三单元五零二室", "丽园〔门牌〕"),
    ("3栋2单元1802", "〔门牌〕"),
    ("住在三楼", "住在〔门牌〕"),
]

KEPT = [
    "2024年5月1日8时30分，清源路与兴华大街路口的红绿灯坏了",
    "2024-05-01 08:30到2024.5.3停水，2019-2023年每年都停",
    "2011.10-2013.6一直漏水",
    "拨打12345、110、119没人接",
    "地铁4号线，10月9号，发改委2号令",
    "楼道里一层灰，两座桥，十户人家，300户停电，二室一厅",
    "小区3-5个垃圾桶没人清运",
    "井盖丢失，路灯不亮，煤气味很大，有人打架",
    "物业公司、业主委员会、居民、网格员都知道",
    "我是业主，我叫不动物业",
    "",
    "😡😡",
]


@pytest.mark.parametrize(("text", "expected"), COVERED)
def test_covered(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert masked(text) == text


def test_every_kind_is_tried() -> None:
    assert {span.kind for text, _ in COVERED for span in personal(text)} == set(Private) == set(SHOWN)


PIECES = st.sampled_from([
    "138", "0013", "8000", "１３８", "11010119900307123X", "2024-05-01", "6222", " ", "-", "—", "·", "\u200b", "（",
    "①", "王", "先生", "我叫", "微信", "路", "号", "楼", "单元", "室", "京A", "a@b.c", "，", "十", "幺", "٣٤٥", "𝟗𝟗𝟗",
    "〔电话〕",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))
DIGITS = re.compile(r"\d{7}")


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("1" * 30)
@example("2024-05-01-2024-05-02-1234567")
def test_no_long_number_survives_and_masking_is_done_once(text: str) -> None:
    done = masked(text)
    assert not DIGITS.search(done)
    assert masked(done) == done


@settings(max_examples=200, deadline=None)
@given(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.lists(st.sampled_from(["", " ", "-", ".", "\u200b", "—"]), min_size=10),
)
def test_a_broken_up_mobile_number_goes(number: str, gaps: list[str]) -> None:
    said = "".join(digit + gap for digit, gap in zip(number, [*gaps[:10], ""], strict=True))
    assert masked(f"路灯不亮，打{said}找我") == "路灯不亮，打〔电话〕找我"


@given(TEXTS)
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = personal(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize("text", ["1", "路灯不亮", "1 ", "王小", "a", "一二", "12楼", "我叫王", "微信", "a.", "1-"])
def test_long_texts_take_no_longer_than_their_length(text: str) -> None:
    began = time.process_time()
    masked(text * (100_000 // len(text)))
    assert time.process_time() - began < 2.0
