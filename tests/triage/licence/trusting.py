"""A district that trusts its advice: a model that knows three words, licences, and the worker that acts under them."""

from collections.abc import Mapping
from typing import Any

from tests import town
from tests.cases.histories import Teller
from tests.database import DISTRICT
from wangge.cases.history import verify
from wangge.kit import feed
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions import automatic, licence
from wangge.triage.actions.licence import Wanted
from wangge.triage.actions.models import Live
from wangge.triage.learning.model import Fits, Suggestion, anything

GARBAGE, ROAD, HEAT = (town.matter(name)[0] for name in ("暴露生活垃圾", "道路破损", "供热不热"))
TEXT = "兴华园小区门口有成堆的生活垃圾，没人清"


class Words:
    """Suggests by a word of the text, each as sure as it is told."""

    thresholds: Mapping[int, float] = {95: 0.9}
    evidence = True
    names: tuple[str, ...] = (GARBAGE, ROAD, HEAT)

    def __init__(self, sure: float = 0.97) -> None:
        self.sure = sure
        self.known = {"垃圾": GARBAGE, "路面": ROAD, "暖气": HEAT, "燃气": town.matter("燃气管道破裂")[0]}

    def suggest(self, text: str, title: str = "", most: int = 3, fits: Fits = anything) -> list[Suggestion]:
        found = [(word, code) for word, code in self.known.items() if word in text and fits(code)]
        return [Suggestion(code, self.sure, (word,) if self.evidence else ()) for word, code in found[:most]]


def learned(sure: float = 0.97, version: str = "learned-1") -> Any:
    """In the place of ``models.live``."""
    return lambda tx: Live(version, Words(sure))  # type: ignore[arg-type]


def allow(
    t: Teller, step: str, branch: str = "", *, active: bool = True, confidence: float = 0.95, sample: int = 100
) -> None:
    def act(tx: Tx) -> None:
        seen = max(
            (row["no"] for row in licence.shown(tx)["licences"] if (row["step"], row["branch"]) == (step, branch)),
            default=0,
        )
        licence.set_licence(tx, Wanted(step, branch, active, confidence, sample), seen)

    t.do(town.SHIFT_LEAD, act)


def arrives(t: Teller, text: str = TEXT, **fields: Any) -> str:
    """From the app of a resident: the number of its case."""
    said = {"channel": "portal", "kind": "help", "login": town.WORKER} | fields
    return t.report(text=text, **said)


def works(t: Teller) -> None:
    """The worker until nothing is left to do; with the clock of the teller."""
    pool = t.pool
    for _ in range(4):
        feed.move(pool, DISTRICT)
        automatic.follow(pool, DISTRICT)


def events(pool: Pool, number: str) -> list[tuple[str, bool, Any]]:
    """Verb, whether the system did it, and the steps it says."""
    with work(pool, DISTRICT) as tx:
        assert verify(tx, [number]) == []
        rows = tx.rows(
            "SELECT e.verb, e.actor, e.given FROM case_events e JOIN cases c ON c.id = e.case_id"
            " WHERE c.number = %(number)s ORDER BY e.seq",
            number=number,
        )
    return [(row["verb"], row["actor"] is None, row["given"].get("auto")) for row in rows]


def verbs(pool: Pool, number: str) -> list[str]:
    return [verb for verb, _, _ in events(pool, number)]


def steps(pool: Pool, number: str) -> list[dict[str, Any]]:
    with work(pool, DISTRICT) as tx:
        return tx.rows(
            "SELECT a.* FROM automatic_steps a JOIN cases c ON c.id = a.case_id WHERE c.number = %(number)s"
            " ORDER BY a.id",
            number=number,
        )
