"""Personal data in free Chinese text, found and covered before the text leaves the house or is shown beside another.

Wider than ``kit.crypto.mask_inside``, which keeps codes and dates readable for logs: here every number of seven digits
or more goes, however it is broken up, and names, plates, accounts and the numbers of houses with it. What a message is
about stays: streets, compounds, things, times. A name without a title or a word that announces it cannot be told from
other words and stays.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Private(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    CARD = "card"  # of a bank
    NUMBER = "number"  # long, and none of these
    PLATE = "plate"
    MAIL = "mail"
    ACCOUNT = "account"  # WeChat, QQ …
    BIRTH = "birth"
    HOUSE = "house"  # below the street or compound: house, staircase, flat
    NAME = "name"


class Span(NamedTuple):
    """``text[start:end]`` is personal."""

    kind: Private
    start: int
    end: int


SHOWN: dict[Private, str] = {
    Private.PHONE: "〔电话〕",
    Private.IDENTITY: "〔证件号〕",
    Private.CARD: "〔卡号〕",
    Private.NUMBER: "〔号码〕",
    Private.PLATE: "〔车牌〕",
    Private.MAIL: "〔邮箱〕",
    Private.ACCOUNT: "〔账号〕",
    Private.BIRTH: "〔生日〕",
    Private.HOUSE: "〔门牌〕",
    Private.NAME: "〔姓名〕",
}

_HAN = r"[\u4e00-\u9fff]"
#: What people put between the digits of one number.
_BETWEEN = r"[ \t\u00a0\u00ad\u3000\u200b-\u200f\u2060\ufe0f\ufeff\u20e3._~*·•()/\\\-\u2010-\u2015]{0,3}"
_SPELT = "[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟"
    "艾尤阳穆于农司卓古吉缪简项芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池麻苑迟邝"
)
_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|长孙|宇文|司徒|司空|夏侯|轩辕|端木|呼延|闻人|西门|独孤|申屠|淳于|单于|钟离|鲜于|"
    "赫连|拓跋"
)
_SURNAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
_TITLE = r"先生|女士|小姐|太太|师傅|大爷|大妈|大叔|大哥|大姐|阿姨|奶奶|爷爷|同志|老师|医生"
_AFTER_NAME = r"(?=[^\u4e00-\u9fff·]|$|的|住|家|男|女|电话|手机|身份|联系|在|说|称|反映|投诉)"
_WHO = (
    r"(?:联系|投诉|举报|反映|来电|来信|诉求|报料|当事|申请|负责|经办|责任|代表)人"
    r"|户主|业主|房东|车主|法人|姓名|名字|签名|署名|收件人"
)

_PART = (
    r"(?:(?:[A-Za-z]?\d{1,4}[A-Za-z]?|[一二三四五六七八九十]{1,3})(?:号楼|号院|#楼?|单元|楼(?![道梯盘市房栋上下顶]))"
    r"|[A-Za-z]?\d{1,4}[A-Za-z]?(?:栋|幢|座|层|室)|[A-Za-z](?:栋|幢|座)|\d{3,4}房|[一二三四五六七八九零〇十百]{3,4}室)"
)
_FLAT = r"(?:\d{1,4}(?:室|房|户|号|门)?|[一二三四五六七八九零〇]{3,4}(?:室|房|户|号)?)"
_HOUSE = rf"{_PART}(?:[ \-—]?{_PART}){{0,4}}(?:[ \-—]?{_FLAT}(?![\d年月日天点个人元次米平万度]))?"
_IN_PLACE = "路街巷弄里道村院园区庄苑府城湾庭寓组屯胡同"

#: What to look for, in this order; the group ``it`` is covered, or all. What is covered is not read again.
_PATTERNS: tuple[tuple[Private, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(text, re.IGNORECASE))
    for kind, text in (
        (Private.MAIL, r"[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}"),
        (Private.ACCOUNT, (
            r"(?:微信|薇信|威信|weixin|wechat|(?<![a-z])[vw]x|v信|qq|扣扣|q号|抖音|快手|小红书|微博|支付宝)(?:号码?|群号?|账号|名)?"
            r"[\s:：是为叫,，]{0,4}(?P<it>[a-z0-9][a-z0-9_\-]{4,29})")),
        (Private.BIRTH, (
            r"(?:出生|生日|生于)[^，。；\n\d]{0,6}(?P<it>(?:19|20)\d\d ?[-./年] ?\d{1,2} ?[-./月] ?\d{1,2}日?)")),
        (Private.PLATE, (
            rf"{_PROVINCE}[a-z][ ·.\-]{{0,2}}(?=[a-z]{{0,5}}\d)"
            r"[a-z0-9]{4}(?:[a-z0-9]{1,2}|[挂学警港澳领])(?![a-z0-9])")),
        (Private.NUMBER, rf"\+?\(?\d(?:{_BETWEEN}\d){{6,}}(?:{_BETWEEN}x(?![a-z]))?"),
        (Private.NUMBER, rf"{_SPELT}(?:[ \-—]?{_SPELT}){{6,}}"),
        (Private.HOUSE, (
            rf"(?<=[{_IN_PLACE}]) ?[甲乙丙]?\d{{1,4}}号(?![线令文楼院])(?:之[一二三四五六七八九\d])?"
            rf"(?:[ \-—]?{_HOUSE})?")),
        (Private.HOUSE, rf"(?<![第\d]){_HOUSE}"),
        (Private.HOUSE, (
            rf"(?<=[{_IN_PLACE}楼]) ?\d{{1,3}}(?:[-—/#]\d{{1,4}}){{1,3}}(?![\d年月日天点个人户名次家元米层])")),
        (Private.NAME, rf"(?P<it>{_SURNAME}{_HAN}{{0,2}})(?=(?:{_TITLE}))"),
        (Private.NAME, (
            rf"(?:我|名|本人|真名|他|她)(?:的名字)?叫(?:做)?(?P<it>{_SURNAME}(?:{_HAN}{{1,2}}?{_AFTER_NAME}|{_HAN}{{2}}))")),
        (Private.NAME, rf"(?:{_WHO})(?:姓名|名字)?\s?[:：]\s?(?P<it>[\u4e00-\u9fff·]{{2,12}}?){_AFTER_NAME}"),
        (Private.NAME, rf"(?:{_WHO}|我)(?:姓名|名字)?(?:叫|是|为)(?P<it>{_SURNAME}{_HAN}{{1,2}}?){_AFTER_NAME}"),
        (Private.NAME, rf"(?:我|本人|免贵)姓(?P<it>{_SURNAME})"),
    )
)  # fmt: skip

_COVERED = "\ue000"
_DAY = r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])(?:[-./](?:0?[1-9]|[12]\d|3[01]))?"
#: Long runs of digits that are times: days or months, a day with its hour, years from and to.
_TO = r"[ .~\-\u2010-\u2015]{1,3}"
_TIMES = re.compile(rf"{_DAY}(?:{_TO}(?:{_DAY}|\d{{1,2}}))*|(?:19|20)\d\d{_TO}(?:19|20)\d\d")
_LIKE: tuple[tuple[Private, re.Pattern[str]], ...] = (
    (Private.IDENTITY, re.compile(
        r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"
        r"|[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")),
    (Private.PHONE, re.compile(r"(?:0{0,2}86)?0?1[3-9]\d{9}|(?:0{0,2}86)?0\d{9,11}|[48]00\d{7}")),
    (Private.CARD, re.compile(r"\d{16,19}")),
)  # fmt: skip


def masked(text: str) -> str:
    """The text with 〔电话〕, 〔姓名〕 … where personal data stood. Masking twice changes nothing more."""
    out, at = [], 0
    for span in personal(text):
        out += [text[at : span.start], SHOWN[span.kind]]
        at = span.end
    return "".join(out) + text[at:]


def personal(text: str) -> list[Span]:
    """Where personal data stands, left to right, no two overlapping."""
    read = text.translate(_NARROW)
    found: list[Span] = []
    for kind, pattern in _PATTERNS:
        spans = [span for match in pattern.finditer(read) for span in _of(kind, match)]
        read = _without(read, spans)
        found += spans
    return sorted(found, key=lambda span: span.start)


def _of(kind: Private, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.span("it" if "it" in match.re.groupindex else 0)
    if kind is not Private.NUMBER:
        yield Span(kind, start, end)
    elif not _TIMES.fullmatch(match[0]):
        yield Span(_like(match[0]), start, end)


def _like(number: str) -> Private:
    digits = re.sub(r"[^\dx]", "", number.translate(_SPELT_OUT).lower())
    return next((kind for kind, pattern in _LIKE if pattern.fullmatch(digits)), Private.NUMBER)


def _without(read: str, spans: list[Span]) -> str:
    out, at = [], 0
    for span in spans:
        out += [read[at : span.start], _COVERED * (span.end - span.start)]
        at = span.end
    return "".join(out) + read[at:]


class _Narrow(dict[int, str]):
    """Any digit as its ASCII one, full-width letters and marks as half-width; one character for one, so spans agree."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.digit(char, None)
        if digit is not None:
            char = str(digit)
        elif 0xFF01 <= code <= 0xFF5E and char not in "，：；？！":
            char = chr(code - 0xFEE0)
        self[code] = char
        return char


_NARROW = _Narrow()
_SPELT_OUT = str.maketrans("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789")
