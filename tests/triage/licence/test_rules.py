"""When a step may act alone: the narrowest licence, what people alone decide, and when a licence has worn out."""

from hashlib import sha256

import pytest
from scipy.stats import beta

from wangge.triage.rules.conditions import clear_condition
from wangge.triage.rules.licences import Licence, Said, allowed, drawn, share, unclear, withheld, worn_out


def licence(branch: str = "", step: str = "category", active: bool = True, confidence: float = 0.95) -> Licence:
    return Licence(1, step, branch, active, confidence, 10)


PRECEDENCE = [
    ([], 0.99, None),
    ([licence()], 0.95, ""),
    ([licence()], 0.9499, None),
    ([licence(active=False)], 0.99, None),
    ([licence(step="place")], 0.99, None),
    ([licence("01"), licence()], 0.99, "01"),
    ([licence("02"), licence()], 0.99, ""),
    ([licence(), licence("01"), licence("0110")], 0.99, "0110"),
    ([licence(), licence("01"), licence("0110", active=False)], 0.99, None),  # off for one category stays off
    ([licence(active=False), licence("0110")], 0.99, "0110"),
    ([licence(confidence=0.5), licence("01", confidence=0.98)], 0.97, None),  # the narrower one is stricter
    ([licence("01", confidence=0.98), licence("0110", confidence=0.9)], 0.97, "0110"),
    ([licence()], None, ""),  # by a rule of the district
    ([licence(active=False)], None, None),
]


@pytest.mark.parametrize(("held", "sure", "branch"), PRECEDENCE)
def test_the_narrowest_licence_holds(held: list[Licence], sure: float | None, branch: str | None) -> None:
    for order in (held, held[::-1]):
        found = allowed(order, "category", "0110", sure)
        assert (found and found.branch) == branch


@pytest.mark.parametrize(("category", "major"), [("b0137", "b01"), ("m0101", "m01"), ("r0101", "r01")])
def test_each_kind_has_majors_of_its_own(category: str, major: str) -> None:
    assert allowed([licence("01")], "category", category, 1.0) is None
    assert allowed([licence(major)], "category", category, 1.0) is not None


def said(text: str = "路灯不亮", kind: str = "help", **facts: bool) -> Said:
    return Said((kind,), **({"confidential": False, "sensitive": False, "urgent": False} | facts), text=text)


WITHHELD = [
    (said(), ""),
    (said("垃圾没人清"), ""),
    (said("垃圾成堆，很久没人清运", kind="complain"), ""),
    (said(sensitive=True), "sensitive"),
    (said(confidential=True), "confidential"),
    (said(urgent=True), "urgent"),
    (said("楼道里煤气味很重"), "urgent"),
    (said("已检查，没有漏气，路灯不亮"), ""),
    (said(kind="denounce"), "denounce"),
    (said("物业公司不清垃圾", kind="complain"), "conduct"),
    (said("物业公司门口路灯不亮"), ""),
    (said("举报城管队长收钱"), "conduct"),
    (said("社区工作人员态度恶劣"), "conduct"),
    (said("街道办不管，互相推诿"), "conduct"),
    (said("投诉兴华物业"), "conduct"),
    (said("居委会不管"), "conduct"),
]


@pytest.mark.parametrize(("matter", "reason"), WITHHELD)
def test_what_people_alone_decide(matter: Said, reason: str) -> None:
    assert withheld(matter) == reason


UNCLEAR = [
    (said(), ""),
    (said(kind="complain"), ""),
    (said(kind="consult"), "no_matter"),
    (said(kind="praise"), "no_matter"),
    (said("  "), "no_text"),
    (said("1、路灯不亮。2、井盖松动。"), "several"),
    (said()._replace(kinds=("help", "help")), "several"),
    (said()._replace(kinds=()), "several"),
]


@pytest.mark.parametrize(("matter", "reason"), UNCLEAR)
def test_what_is_not_filed_by_itself(matter: Said, reason: str) -> None:
    assert unclear(matter) == reason


NAMES = ["井盖丢失或碎裂，人车可能掉入", "井盖松动、有响声，人车没有危险"]


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (NAMES[:1], "随便什么", 0),
        (NAMES, "井盖松动，有响声", 1),
        (NAMES, "井盖丢失了", 0),
        (NAMES, "井盖有问题", None),
        (NAMES, "", None),
    ],
)
def test_a_condition_is_taken_only_where_it_is_clear(names: list[str], text: str, found: int | None) -> None:
    assert clear_condition(names, text) == found


@pytest.mark.parametrize("percent", [1, 10, 50, 100])
def test_the_share_that_is_drawn(percent: int) -> None:
    draws = [drawn(sha256(str(n).encode()).digest(), percent) for n in range(20_000)]
    assert sum(draws) / 200 == pytest.approx(percent, abs=1.1)


@pytest.mark.parametrize(("wrong", "of"), [(0, 1), (1, 1), (0, 30), (1, 30), (3, 30), (29, 30), (40, 2000), (0, 0)])
def test_the_interval_is_the_exact_one(wrong: int, of: int) -> None:
    low = float(beta.ppf(0.025, wrong, of - wrong + 1)) if wrong else 0.0
    high = float(beta.ppf(0.975, wrong + 1, of - wrong)) if wrong < of else 1.0
    assert share(wrong, of) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize(
    ("reviewed", "wrong", "worn"),
    [(0, 0, False), (1, 1, False), (2, 1, False), (2, 2, True), (100, 5, False), (100, 9, False), (100, 11, True)],
)
def test_more_wrong_than_chance_explains(reviewed: int, wrong: int, worn: bool) -> None:
    assert worn_out(licence(confidence=0.95), reviewed, wrong) is worn
