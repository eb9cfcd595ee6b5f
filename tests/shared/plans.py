"""What becomes of a message: by a few words of it what it is and who handles it; by its place in the day, how."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, NamedTuple

from tests import town
from tests.shared.day import Desk, Step, Told
from tests.shared.messages import Message

#: Words → category, condition, unit that handles it; the first that fits.
RULES = (
    (("噪音", "噪声", "扰民"), "0128", "01", "cgw"),
    (("违建", "违章建", "搭建"), "0101", "01", "cgw"),
    (("垃圾",), "0110", "01", "cgw"),
    (("井盖", "自来水", "停水"), "b0101", "02", "swj"),
    (("乱停", "停车"), "0499", "01", "cgw"),
    (("供暖", "暖气"), "2101", "01", "rl"),
    (("占道", "摆摊", "店外"), "0405", "01", "street"),
    (("物业", "开发商", "业主", "纠纷"), "2401", "01", "street"),
    (("路",), "0113", "01", "cgw"),
)
OTHERWISE = "2201", "01", "zjw"
ROAD = "0113", "01", "cgw"  # checked on the spot: whatever goes another way than the plain one

HANDLERS = {"cgw": town.CITY_HANDLER, "swj": town.WATER_HANDLER, "zjw": town.HOUSING_HANDLER, "rl": town.HEAT_HANDLER}
HANDLERS |= {"qy": town.STREET_HANDLER, "xf": town.FAR_HANDLER}

#: Unit grid → its street's unit and its worker.
GRIDS = {
    "110115003006001": ("qy", town.WORKER),
    "110115003006002": ("qy", town.WORKER),
    "110115003008001": ("qy", town.NEIGHBOUR),
    "110115003028001": ("qy", town.NEIGHBOUR),
    "110115001001001": ("xf", town.FAR_WORKER),
    "110115001001002": ("xf", town.FAR_WORKER),
}

STANDARDS = {(row["category"], row["condition"]): row for row in town.town.plan()["standards"]}

#: How the rest of the day goes, in turn.
WAYS = (
    *["plain"] * 8, "returned", "plain", "reworked", "declined", "plain", "extended", "plain", "verified", "suspended",
    "plain", "on_the_spot", "reworked", "assisted", "plain", "urged", "whistled",
)  # fmt: skip


class Matter(NamedTuple):
    category: str
    condition: str
    unit: str
    grid: str
    worker: str

    @property
    def standard(self) -> dict[str, Any]:
        return STANDARDS[self.category, self.condition]

    @property
    def handler(self) -> str:
        return HANDLERS[self.unit]

    def evidence(self, verb: str) -> list[str]:
        kinds: list[str] = self.standard.get("evidence", {}).get(verb, [])
        return kinds


def plan_all(messages: Sequence[Message], numbers: dict[str, str], count: int) -> list[Told]:
    """``count`` cases: those told twice, a tenth answered at once, the others as WAYS goes round."""
    twice = _told_twice(messages)[: count // 25]
    used = {message.id for pair in twice for message in pair}
    consults = [m for m in messages if m.kind == "consult" and m.id not in used][: count // 10]
    used |= {message.id for message in consults}
    rest = [m for m in messages if m.id not in used][: count - len(used)]
    told = [_merged(first, numbers[first.id], numbers[second.id]) for first, second in twice]
    told += [Told(numbers[m.id], "answered", deque(_answered())) for m in consults]
    told += [Told(numbers[m.id], way, deque(_way(way, m))) for m, way in zip(rest, cycle(WAYS), strict=False)]
    return told


def matter(message: Message) -> Matter:
    found = next((rest for words, *rest in RULES if any(word in message.words for word in words)), OTHERWISE)
    return _placed(message, found)


def _placed(message: Message, found: Iterable[str]) -> Matter:
    """The grid by the message's own number."""
    category, condition, unit = found
    grid = list(GRIDS)[int(message.id) % len(GRIDS)]
    street, worker = GRIDS[grid]
    return Matter(category, condition, street if unit == "street" else unit, grid, worker)


def _told_twice(messages: Sequence[Message]) -> list[tuple[Message, Message]]:
    """Two messages with the same text."""
    count = Counter(message.text for message in messages)
    pairs: dict[str, list[Message]] = {}
    for message in messages:
        if count[message.text] == 2:
            pairs.setdefault(message.text, []).append(message)
    return [(first, second) for first, second in pairs.values()]


# -- the ways ---------------------------------------------------------------------------------------


def _way(way: str, message: Message) -> list[Step]:
    one = matter(message) if way == "plain" else _placed(message, ROAD)
    if way == "declined":
        turn = "市民之家窗口，电话 12345"
        return [move(town.CLERK, "decline", declined_for="beyond_duty", reason="不属于本区办理", turn_to=turn)]
    if way == "on_the_spot":
        return _on_the_spot(_placed(message, ("0110", "01", "cgw")))
    begin = _verified(one) if way == "verified" else [move(town.CLERK, "accept")]
    middle = {"returned": _returned, "assisted": _assisted}.get(way, _sent)(one)
    during = {"extended": _extended, "suspended": _suspended, "urged": _urged, "whistled": _whistled}
    middle += during[way](one) if way in during else []
    end = [*_fed_back(one), *_checked(one, passed=False), *_end(one)] if way == "reworked" else _end(one)
    return [*begin, _file(one), *middle, *end]


def _answered() -> list[Step]:
    return [move(town.CLERK, "answer", answer="办理条件和材料已在政务网公布，也可以到街道便民中心咨询。")]


def _merged(message: Message, number: str, other: str) -> Told:
    """The second report of a matter goes to the first; both callers are asked in the end."""
    one = _placed(message, ("0128", "01", "cgw"))

    def merge(desk: Desk, told: Told) -> None:
        desk.move(Told(other, "merged", deque()), "merge", {"into": told.number})

    steps = [Step(town.CLERK, merge), move(town.CLERK, "accept"), _file(one), *_sent(one), *_end(one)]
    return Told(number, "merged", deque(steps), (other,))


def _verified(one: Matter) -> list[Step]:
    """Placed first, so that a worker can see it."""
    return [
        move(town.CLERK, "amend", grid=one.grid, reason="按地址定位"),
        move(town.CLERK, "ask_verification", person=one.worker),
        answer(one.worker, "verify", ["photo"], found=True, note="现场属实"),
    ]


def _on_the_spot(one: Matter) -> list[Step]:
    def review(desk: Desk, told: Told) -> list[Step]:
        drawn = desk.page(told.number)["state"] == "reviewing"
        return [move(town.SHIFT_LEAD, "review_pass")] if drawn else []

    place = {"grid": one.grid, "category": one.category, "condition": one.condition}
    return [
        move(town.CLERK, "amend", grid=one.grid, reason="按地址定位"),
        move(one.worker, "resolve", one.evidence("resolve"), note="当场清走", **place),
        Step(town.SHIFT_LEAD, review),
    ]


def _file(one: Matter) -> Step:
    return move(town.CLERK, "file", category=one.category, condition=one.condition, grid=one.grid)


def _sent(one: Matter) -> list[Step]:
    return [move(town.DISPATCHER, "dispatch", unit=one.unit), *_taken(one)]


def _taken(one: Matter) -> list[Step]:
    return [move(one.handler, "sign"), move(one.handler, "contact", reached=True)]


def _returned(one: Matter) -> list[Step]:
    """Sent to the wrong unit first."""
    wrong = move(town.HOUSING_HANDLER, "return", reason="不是我们管的路段", suggest=one.unit)
    return [move(town.DISPATCHER, "dispatch", unit="zjw"), wrong, *_sent(one)]


def _assisted(one: Matter) -> list[Step]:
    helper = town.STREET_HANDLER if one.grid.startswith("110115003") else town.FAR_HANDLER
    street = GRIDS[one.grid][0]
    return [
        move(town.DISPATCHER, "dispatch", unit=one.unit, assistants=[street]),
        *_taken(one),
        move(helper, "sign"),
        move(helper, "feed_back", ["after"], note="已配合围挡"),
    ]


def _extended(one: Matter) -> list[Step]:
    return [
        move(one.handler, "ask_extension", by=1, reason="等材料进场"),
        move(town.DISPATCHER, "grant_extension"),
        move(one.handler, "note", note="材料明天到"),
    ]


def _suspended(one: Matter) -> list[Step]:
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    return [
        move(one.handler, "ask_suspend", until=until, reason="等雨停"),
        move(town.DISPATCHER, "grant_suspend"),
        move(one.handler, "resume", note="雨停了"),
    ]


def _urged(one: Matter) -> list[Step]:
    return [
        move(town.SUPERVISOR, "urge", note="来电人又打来"),
        move(town.SUPERVISOR, "supervise", demand="今天说明进度"),
        move(one.handler, "reply", reply="明天上午修完"),
    ]


def _whistled(one: Matter) -> list[Step]:
    return [
        move(town.SHIFT_LEAD, "whistle", units=["swj"], reason="路面下有水管"),
        move(town.WATER_HANDLER, "arrive", note="到场，管线完好"),
        move(one.handler, "appraise", assignment=2, score=5),
        move(town.WATER_HANDLER, "feed_back", note="无需处理", evidence=[]),
    ]


def _fed_back(one: Matter) -> list[Step]:
    stages = [stage["code"] for stage in one.standard.get("stages", [])]
    steps = [move(one.handler, "stage_done", one.evidence("stage_done"), stage=stage) for stage in stages]
    return [*steps, move(one.handler, "feed_back", one.evidence("feed_back"), note="已办完", outcome="resolved")]


def _checked(one: Matter, *, passed: bool = True) -> list[Step]:
    """On the spot as a task, at the desk by the pictures, or not at all."""
    kind = one.standard.get("check", "field")
    said: dict[str, Any] = {"note": "已修好"} if passed else {"reason": "还有一处没补"}
    if kind == "field":
        return [
            move(town.CLERK, "ask_check", person=one.worker),
            answer(one.worker, "check", one.evidence("pass") if passed else [], passed=passed, **said),
        ]
    return [move(one.worker, "pass", note="照片清楚")] if kind == "desk" else []


def _end(one: Matter) -> list[Step]:
    return [*_fed_back(one), *_checked(one), Step(town.CALLER, _call_back), move(town.SHIFT_LEAD, "close")]


def _call_back(desk: Desk, told: Told) -> list[Step]:
    """Where the category asks for it, and its sample has drawn the case."""
    if "ask_call_back" not in {item["verb"] for item in desk.page(told.number)["available"]}:
        return []
    said = {"reached": True, "contacted": True, "resolved": True, "satisfied": "satisfied"}
    return [move(town.CALLER, "ask_call_back"), answer(town.CALLER, "call_back", [], **said)]


# -- steps ------------------------------------------------------------------------------------------


def move(who: str, verb: str, kinds: Sequence[str] | None = None, **said: Any) -> Step:
    """``kinds``: evidence that is shown with it."""

    def act(desk: Desk, told: Told) -> None:
        desk.move(told, verb, said if kinds is None else said | {"evidence": desk.shown(kinds)})

    return Step(who, act)


def answer(who: str, kind: str, kinds: Sequence[str], **said: Any) -> Step:
    def act(desk: Desk, told: Told) -> None:
        desk.answer(told, kind, said | ({"evidence": desk.shown(kinds)} if kinds else {}))

    return Step(who, act)
