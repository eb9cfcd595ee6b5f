"""What a message asks, clause by clause, and whether an answer takes it up: the points that a reply should not miss."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Question(NamedTuple):
    """``words``: the clause that asks, as it stands. ``kind``: when, why, how_much, who, where, how or whether."""

    kind: str
    words: str


MOST = 8  # questions of one message that are looked at
_LONGEST = 40  # characters of a clause that are shown

DATE = (
    r"\d{1,4}\s*[年月日号]|\d{4}[-/.]\d{1,2}|今日|今天|昨日|昨天|明日|明天|当日|当天|本周|下周|本月|下月|月底|年底|前日|今年|明年"
    r"|[一二三四五六七八九十\d]+\s*个?(?:工作日|自然日|小时|天|周|月)内?"
)
UNIT = (
    r"[\u4e00-\u9fff]{2,}(?:局|委|办|中心|大队|支队|所|公司|街道|社区|居委会|村委会|办事处|物业|医院|学校|集团|处|科|站|院|队|厅|部)"
    r"|我(?:局|委|办|中心|街道|社区|镇|乡|单位|所|队|公司|院|校)"
)

# fmt: off
#: Kind of question → how it is asked, and what an answer to it has. The first that fits counts.
_KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (kind, re.compile(asks), re.compile(answers))
    for kind, asks, answers in (
        ("when", r"何时|什么时[候间]|几时|多久|多长时间|哪[天年月]|几[天年月点]", DATE),
        ("why", r"为什么|为何|为啥|什么原因|是何原因|凭什么|依据是什么|什么依据",
         r"因|由于|原因|导致|造成|系|根据|依据|按照"),
        ("how_much", r"多少|几[元块]|怎么收费|什么标准|收费标准",
         r"\d|[一二三四五六七八九十百千万两]+(?:元|成|个|户|吨|度|次)|免费|不收|百分之"),
        ("who", r"谁(?:来|负责|管|承担|在)|哪个(?:部门|单位)|归谁|哪家|什么部门", UNIT),
        ("where", r"哪里|哪儿|在哪|什么地方|去何处", r"地址|位于|路|街|大厅|窗口|网站|小程序|公众号|中心|现场"),
        ("how", r"如何|怎么(?:办|样|申请|处理|解决|缴|投诉|报|算|补)|怎样|需要什么|什么(?:手续|材料|条件|流程|程序)",
         r"可|需|应|凭|携带|提交|通过|拨打|前往|申请|登录|已|将|采取|安排"),
        ("whether", r"是否|能否|可否|能不能|可不可以|有没有|有无|会不会|是不是|该不该|吗(?=[，。？?！!；;]|$)",
         r"可以|不可|不能|不会|不是|不予|没有|未|无|已|尚|符合|予以|属于|允许|同意|计划|暂|将|是|有|能|会"),
        ("whether", r"[？?]", r"[\u4e00-\u9fff]{8}"),
    )
)
# fmt: on

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
#: A question that wants no answer.
_RHETORICAL = re.compile(
    r"难道|何在|天理|凭什么这|还有没有(?:王法|人管)|您?好吗|对吗|合理吗|行吗|好不好|是不是太|怎么(?:能|可以|会这)|谁来为"
)
_ITEM = re.compile(
    r"(?:^|[\s。；;，：:])(?:[(（]?[1-9一二三四五六七八九][)）.．、](?!\d)|第[一二三四五六七八九][，,、点]|[一二三四五]是)"
)


def questions(text: str) -> tuple[Question, ...]:
    """At most eight, in the order they are asked; rhetorical ones are left out."""
    found = (q for sentence in _SENTENCE.findall(text) if not _RHETORICAL.search(sentence) for q in _of(sentence))
    return tuple(dict.fromkeys(found))[:MOST]


def _of(sentence: str) -> Iterator[Question]:
    clauses = [clause.strip() for clause in re.split(r"[，,、]", sentence) if clause.strip()]
    for no, clause in enumerate(clauses):
        bare = clause.rstrip("。！？!?；;\n ")
        last = no == len(clauses) - 1
        kind = next((kind for kind, asks, _ in _KINDS if asks.search(clause if last else bare)), None)
        if kind and len(bare) > 2:
            yield Question(kind, bare[-_LONGEST:])


def met(question: Question, answer: str) -> bool:
    """Whether the answer holds what a question of this kind asks for; not whether that is right."""
    return any(answers.search(answer) for kind, _, answers in _KINDS if kind == question.kind)


def items(text: str) -> tuple[str, ...]:
    """The matters of a message that numbers them (1、… 2、…, 一是 … 二是 …); none where fewer than two are numbered."""
    parts = [part.strip() for part in _ITEM.split(text)[1:]]
    return tuple(part for part in parts if part)[:MOST] if len(parts) > 1 else ()
