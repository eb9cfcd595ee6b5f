"""When a step of advice may act alone, when it must not, and when its licence has worn out."""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from math import exp, lgamma, log, log1p
from typing import NamedTuple

from wangge.catalogue.rules.categories import major_of
from wangge.triage.rules.questions import items
from wangge.triage.rules.urgency import dangers

#: What happened longer ago is left to people: they have it before them.
FRESH = timedelta(hours=24)


class LicenceStep(StrEnum):
    CATEGORY = "category"  # 类别: with its filing condition
    PLACE = "place"  # 地点
    UNIT = "unit"  # 承办单位


class Licence(NamedTuple):
    """``branch``: '' every category, the code of a major class, or of one category. ``sample``: percent reviewed."""

    version: int
    step: str
    branch: str
    active: bool
    confidence: float
    sample: int


def in_force(licences: Iterable[Licence], step: str, category: str) -> Licence | None:
    """The narrowest for the category, active or not: one category that is switched off stays off in an active class."""
    fitting = {each.branch: each for each in licences if each.step == step}
    branches = (category, major_of(category), "")
    return next((fitting[branch] for branch in branches if branch in fitting), None)


def allowed(licences: Iterable[Licence], step: str, category: str, confidence: float | None) -> Licence | None:
    """The licence under which the step may be taken. ``confidence`` None: not a guess but a rule of the district."""
    found = in_force(licences, step, category)
    if found is None or not found.active:
        return None
    return found if confidence is None or confidence >= found.confidence else None


class Said(NamedTuple):
    """A matter as it arrived: kinds and confidentiality of its reports, and their words."""

    kinds: tuple[str, ...]
    confidential: bool
    sensitive: bool
    urgent: bool
    text: str


_OFFICE = (
    r"(?:局|委|办|中心|大队|支队|派出所|公司|街道|居委会|村委会|办事处|物业|业委会|医院|学校|幼儿园|法院|政府|城管|执法队?|民警|交警|协管|保安"
    r"|工作人员|网格[员长]|客服|干部|书记|主任|镇长|村长|所长|领导|经理|老师|医生)"
)
#: Somebody's conduct is complained of, not a thing.
_CONDUCT = re.compile(
    r"不作为|乱作为|推诿|扯皮|踢皮球|敷衍|渎职|失职|包庇|勾结|受贿|索贿|贪污|吃拿卡要|以权谋私|徇私|打击报复|态度(?:很|极|非常)?(?:恶劣|差|不好|蛮横)"
    rf"|(?:投诉|举报|控告)[^，。；！？\n]{{0,12}}{_OFFICE}|{_OFFICE}[^，。；！？\n]{{0,8}}(?:不管|不理|没人管|乱收费|骂人|打人)"
)
_NAMED = re.compile(_OFFICE)


def withheld(said: Said) -> str:
    """Why people alone decide on this matter, as a code; empty where nothing stands against it.

    Sensitive, confidential and urgent matters; denunciations, and complaints that name an office or its people: what is
    said of a unit never goes to it by itself.
    """
    reasons = {
        "sensitive": said.sensitive,
        "confidential": said.confidential,
        "urgent": said.urgent or any(not hit.denied for hit in dangers(said.text)),
        "denounce": "denounce" in said.kinds,
        "conduct": _CONDUCT.search(said.text) or ("complain" in said.kinds and _NAMED.search(said.text)),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def unclear(said: Said) -> str:
    """Why what arrived is not filed by itself though its category seems clear: a question, or several matters."""
    reasons = {
        "no_text": not said.text.strip(),
        "several": len(said.kinds) != 1 or len(items(said.text)) > 1,
        "no_matter": not {"help", "complain"}.issuperset(said.kinds),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def drawn(draw: bytes, percent: int) -> bool:
    """Whether a step is among those reviewed; ``draw``: a keyed hash of it, which nobody can compute beforehand."""
    return int.from_bytes(draw[:4], "big") < percent / 100 * 2**32


def share(wrong: int, reviewed: int) -> tuple[float, float]:
    """The exact 95 % interval (Clopper and Pearson 1934) of the share that is wrong; (0, 1) where nothing was seen."""
    low = _where(wrong, reviewed, 0.975) if wrong else 0.0
    high = _where(wrong + 1, reviewed, 0.025) if wrong < reviewed else 1.0
    return round(low, 4), round(high, 4)


def worn_out(licence: Licence, reviewed: int, wrong: int) -> bool:
    """More is wrong than the licence allows, beyond what chance explains: the lower end of the interval is above it."""
    return share(wrong, reviewed)[0] > 1 - licence.confidence


def _where(least: int, of: int, below: float) -> float:
    """The share at which fewer than ``least`` of ``of`` come up with the chance ``below``; by halving."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _fewer(least, of, middle) > below else (low, middle)
    return (low + high) / 2


def _fewer(least: int, of: int, p: float) -> float:
    """The chance of fewer than ``least`` of ``of``, each with the chance ``p``: a sum of the binomial distribution."""
    terms = (
        lgamma(of + 1) - lgamma(n + 1) - lgamma(of - n + 1) + n * log(p) + (of - n) * log1p(-p) for n in range(least)
    )
    return sum(exp(term) for term in terms)
