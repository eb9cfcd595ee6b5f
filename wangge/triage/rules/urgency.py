"""Words that say somebody may come to harm: found, shown, and checked for a denial beside them.

High recall comes first: a word that is missed costs more than a look too many. A word that is denied in its own clause
(没有漏气, 未发现明火) or already put right (井盖已补上) is shown as denied and does not make a message urgent.
"""

import re
from enum import StrEnum
from typing import NamedTuple


class Danger(StrEnum):
    GAS = "gas"
    FIRE = "fire"
    EXPLOSION = "explosion"
    ELECTRIC = "electric"
    COLLAPSE = "collapse"
    FALLING = "falling"
    COVER = "cover"
    LIFT = "lift"
    FLOOD = "flood"
    POISON = "poison"
    SUICIDE = "suicide"
    PERSON = "person"


class Hit(NamedTuple):
    """``words`` is ``text[start:end]``; ``denied``: the clause says that it is not, or no longer, so."""

    danger: Danger
    words: str
    start: int
    end: int
    denied: bool


#: What it may be about, then what happens to it; {0,n} keeps both in one clause.
_GAP = "[^。！？；，,!?;\n]"
_WORDS: dict[Danger, str] = {
    Danger.GAS: (
        rf"(?:煤气|燃气|天然气|液化气|瓦斯|气罐|气管){_GAP}{{0,8}}?(?:泄漏|泄露|漏气|外泄|跑气|破裂|挖断|挖破|异味|臭味|味道)"
        rf"|(?:煤气|燃气|天然气|液化气)味|漏煤气|漏燃气|漏天然气|漏液化气|漏气|(?:闻到|一股|有股){_GAP}{{0,4}}(?:煤气|燃气|天然气)"
        r"|gas leak"
    ),
    Danger.FIRE: (
        r"火灾|着火(?!点)|起火|失火|火情|明火|冒(?:浓|黑)?烟|冒火|浓烟|燃烧起来|烧起来|烧着了|自燃|救火|山火|大火|火势"
        r"|on fire|fire broke"
    ),
    Danger.EXPLOSION: r"爆炸|爆燃|炸(?:了|开|伤|死)|炸药|雷管|explo(?:sion|ded)",
    Danger.ELECTRIC: (
        r"触电|漏电(?!开关|保护)|电死|电伤|电击"
        rf"|(?:电线|电缆|高压线|线缆|电杆|电线杆|变压器){_GAP}{{0,8}}?"
        r"(?:裸露|外露|脱落|掉落|掉下|垂落|垂下|断(?!电)|倒塌|倒了|倾倒|要倒|快倒|火花|打火|烧)"
        r"|裸露的?(?:电线|线头|电缆)|live wire|electrocut"
    ),
    Danger.COLLAPSE: (
        r"坍塌|塌方|倒塌|垮塌|崩塌|塌陷|塌了|垮了|下陷|滑坡|泥石流|山体滑|危房|摇摇欲坠"
        rf"|(?:楼|墙|房|屋|桥|坡|柱|梁|路面|地面|挡土墙|护坡){_GAP}{{0,6}}?(?:要倒|快倒|要塌|快塌|会塌|会倒|倾斜|沉降|开裂)"
        r"|collaps(?:e|ed|ing)"
    ),
    Danger.FALLING: (
        r"高空(?:坠物|抛物|坠落|掉落)|坠楼|跳楼|坠落|坠亡|掉下来|掉落伤|砸(?:到|伤|中|死)"
        rf"|(?:外墙|墙砖|瓷砖|墙皮|玻璃|广告牌|空调|招牌|树枝|幕墙){_GAP}{{0,8}}?(?:脱落|掉落|坠落|松动|要掉|快掉)"
    ),
    Danger.COVER: (
        rf"(?:井盖|窨井盖|下水道盖|沙井盖|雨水篦){_GAP}{{0,8}}?(?:不见|丢失|被盗|被偷|缺失|没了|没有|损坏|破损|破裂|破了|碎|塌|掉|移位|翻|松动|敞开|打开)"
        rf"|(?:缺|少|丢|没有?|无)了?{_GAP}{{0,3}}井盖|(?:掉|跌|摔|落)(?:进|入|到){_GAP}{{0,6}}(?:井|下水道|坑|沟)|manhole"
    ),
    Danger.LIFT: (
        rf"(?:困|关|卡)(?:在|于)?{_GAP}{{0,6}}电梯|电梯{_GAP}{{0,14}}?(?:困人|被困|困住|关人|坠落|下坠|急坠|骤降|失控|冲顶|蹲底|掉下)"
        r"|(?:trapped|stuck) in (?:the |a )?(?:lift|elevator)"
    ),
    Danger.FLOOD: (
        r"内涝|洪水|水灾|被淹|淹没|淹了|淹水|水浸|决堤|溃坝|溃堤|管涌|漫堤|倒灌|爆管|水管爆裂|积水(?:很|太|较)?(?:深|严重)"
        rf"|水{_GAP}{{0,4}}(?:漫|淹)(?:进|到|过|上)|flood(?:ed|ing)?"
    ),
    Danger.POISON: (
        r"中毒|毒气|有毒气体|剧毒|一氧化碳|氯气|氨气|化学品泄|危化品|硫酸|农药(?:中毒|泄)|放射源|食物中毒|投毒|poison"
    ),
    Danger.SUICIDE: (
        r"自杀|轻生|寻短见|想不开|不想活|活不下去|活不成|服毒|喝农药|割腕|上吊|跳楼|跳河|跳江|跳桥|自焚|同归于尽|遗书|以死|去死"
        r"|suicid|kill (?:myself|himself|herself)"
    ),
    Danger.PERSON: (
        r"溺水|落水|昏迷|晕倒|休克|抽搐|大出血|流血不止|生命危险|生命垂危|有生命|病危|命悬|救命|危及生命|威胁(?:到)?生命|命在旦夕"
        r"|人命|死人|死了人|(?:人|名|个)(?:重伤|死亡|遇难|身亡)|受伤|打伤|砍伤|捅伤|刺伤|撞伤|咬伤|烧伤|烫伤|摔伤"
        rf"|(?:老人|孩子|小孩|儿童|女儿|儿子|母亲|父亲|病人){_GAP}{{0,6}}?(?:走失|走丢|失踪|失联|不见了|被困|被关|摔倒|跌倒)"
        r"|家暴|家庭暴力|虐待|绑架|拐卖|拐走|非法拘禁|持刀|拿刀|砍人|杀人|行凶|强奸|性侵|猥亵|被困|help me"
    ),
}
_PATTERNS = {danger: re.compile(words, re.IGNORECASE) for danger, words in _WORDS.items()}

_CLAUSE = re.compile(r"[。！？；，、,!?;\n]")
#: Right before the words. 有没有, 是不是, 会不会 ask; 不是没有 says that it is so.
_DENIED = re.compile(
    r"(?<![有是会能])(?<!不是)(?:没有?|未|并未|尚未|无|不是|并非|并不是|不会|不再|不存在|排除了?|没见|未见|不|杜绝了?)"
    r"(?:再|被|人|任何|什么|明显|发现|发生|出现|造成|闻到|看到|见到|过|有|存在|引起|引发|导致|人员)*$"
)
#: 井盖没有了: the absence is the danger itself.
_ABSENCE = frozenset({Danger.COVER})
_SETTLED = re.compile(
    rf"^{_GAP}{{0,6}}(?:已经?|早已|都已|现已)(?:全部|被|及时)?(?:修好|修复|处理好|解决|排除|恢复|扑灭|盖上|盖好|补上|救出|找到|更换)"
)
_LOOK = 12  # characters before the words in which a denial of them begins


def dangers(text: str) -> tuple[Hit, ...]:
    """Every danger named in the text, in its order; words inside longer ones of the same danger once."""
    hits = [
        Hit(danger, found[0], found.start(), found.end(), _denied(text, danger, found.start(), found.end()))
        for danger, pattern in _PATTERNS.items()
        for found in pattern.finditer(text)
    ]
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.danger)))


def urgent(text: str) -> bool:
    """Whether a danger is named that is not denied."""
    return any(not hit.denied for hit in dangers(text))


def _denied(text: str, danger: Danger, start: int, end: int) -> bool:
    before = _CLAUSE.split(text[max(0, start - _LOOK) : start])[-1]
    unseen = before.endswith("发现有人")  # 没有发现有人被困: nobody noticed, somebody was
    if danger not in _ABSENCE and not unseen and _DENIED.search(before):
        return True
    return bool(_SETTLED.match(text[end : end + 20]))
