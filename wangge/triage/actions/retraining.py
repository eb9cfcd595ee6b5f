"""A new model from what the clerks chose: trained beside the requests, compared on what neither knows, kept or not."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from wangge.kit.actor import SYSTEM, Actor
from wangge.kit.errors import Invalid, Refused
from wangge.kit.tx import Pool, Tx, work
from wangge.triage.actions import models
from wangge.triage.actions.book import Book, book
from wangge.triage.actions.models import Live, Made, Renewal, q
from wangge.triage.learning.evaluation import scores
from wangge.triage.learning.familiar import Probabilities
from wangge.triage.learning.model import Adviser, Model
from wangge.triage.learning.release import LEAST, Comparison, Row, Split, compare, split
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import Categories, train

READ, MOST, EACH = 100_000, 10_000, 500  # newest reports looked at, learned from, and of one category
_BATCH = 2_000  # rows read at a time
_LAST = 2**62


@dataclass(frozen=True)
class Trained:
    """``live``: whether it advises now. ``why``: the code of the reason. Scores from 0 to 1 on the held-out rows."""

    version: str
    live: bool
    why: str
    rows: int
    held: int
    scores: dict[str, Any]


def retrain(pool: Pool, district: str, actor: Actor = SYSTEM, now: datetime | None = None) -> Trained:
    """One new model. Refused while another is trained, where too little is new, or the live one was changed meanwhile.

    Takes minutes of one core and no transaction while it learns. A model that must be renewed (``models.renewal``) is
    made again of what it learned, as far as that is there, where no better one is found.
    """
    with alone(pool, district):
        with work(pool, district, actor, now) as tx:
            live, words, rows = models.live(tx), book(tx), labelled(tx)
            former, renewing = tx.value(q.live_version) or models.COLD, models.renewal(tx)
            known = models.seen(tx, former)
        made, trained = _made(live, words, rows, (split(rows, known, tx.now), known), renewing)
        with work(pool, district, actor, now) as tx:
            version = _version(tx)
            models.put(tx, version, made, former)
        return replace(trained, version=version)


def labelled(tx: Tx) -> list[Row]:
    """The newest reports whose case has a category that a person set, at most so many of each; none that was erased."""
    known, times, rows = book(tx).entries, Counter[str](), list[Row]()
    before = _LAST
    for _ in range(READ // _BATCH):
        found = tx.rows(q.labelled, before=before, limit=_BATCH)
        if not found or len(rows) >= MOST:
            break
        before = found[-1]["id"]
        for row in found:
            if (label := row["category"]) in known and times[label] < EACH:
                times[label] += 1
                rows.append(Row(row["id"], label, row["arrived_at"], message(row["text"], row["title"])))
    return rows[:MOST]


def _made(
    live: Live, words: Book, rows: Sequence[Row], parts: tuple[Split, Mapping[int, str]], renewing: Renewal
) -> tuple[Made, Trained]:
    """``parts``: what is learned and held out, and what the live model has learned."""
    held, known = parts[0].held, parts[1]
    if len(held) < LEAST and renewing is Renewal.NONE:
        raise Refused("advice.too_little", rows=len(held), least=LEAST)
    if len(held) >= LEAST and renewing is not Renewal.SAME:
        made, trained = _judged(live, words, rows, parts[0])
        if trained.live or renewing is Renewal.NONE:
            return made, trained
    return _renewed(words, [row for row in rows if row.id in known])


def _judged(live: Live, words: Book, rows: Sequence[Row], parts: Split) -> tuple[Made, Trained]:
    """The candidate against the live one; where it holds, its like trained on everything."""
    candidate, learned = _learned(parts.learned, words)
    texts, truth = [row.message for row in parts.held], [row.label for row in parts.held]
    began = time.perf_counter()
    found = candidate.probabilities(texts)
    figures = scores(found, candidate.names, truth, candidate.thresholds, time.perf_counter() - began)
    against = compare(truth, _best(candidate, found), _best(live.adviser, live.adviser.probabilities(texts)))
    why = "advice.worse" if not against.holds else "advice.better" if against.accuracy.mean > 0 else "advice.not_worse"
    told = figures._asdict() | _told(against, live.version)
    model, used = _learned(rows, words) if against.holds else (candidate, learned)
    facts = {
        "rows": len(used), "held": len(parts.held), "categories": int(model.known.sum()), "why": why,
        "upto": max(row.id for row in rows), "scores": Jsonb(told), "thresholds": Jsonb(_by_name(model)),
    }  # fmt: skip
    made = Made(facts, model if against.holds else None, _by_label(used))
    return made, Trained("", against.holds, why, len(used), len(parts.held), told)


def _renewed(words: Book, rows: Sequence[Row]) -> tuple[Made, Trained]:
    """The same model by the program of now, of the same rows but those erased since: there is nothing to compare."""
    model, used = _learned(rows, words)
    facts = {
        "rows": len(used), "held": 0, "categories": int(model.known.sum()), "why": "advice.renewed",
        "upto": max(row.id for row in used), "scores": Jsonb({}), "thresholds": Jsonb(_by_name(model)),
    }  # fmt: skip
    trained = Trained("", live=True, why="advice.renewed", rows=len(used), held=0, scores={})
    return Made(facts, model, _by_label(used)), trained


def _learned(rows: Sequence[Row], words: Book) -> tuple[Model, list[Row]]:
    """Of every category that has two rows. Refused where that leaves nothing to learn from."""
    times = Counter(row.label for row in rows)
    used = [row for row in rows if times[row.label] > 1]
    names = tuple(sorted({row.label for row in used}))
    try:
        categories = Categories(names, {name: words.words[name] for name in names})
        return train([row.message for row in used], [row.label for row in used], categories)[0], used
    except Invalid as error:
        raise Refused("advice.too_little", rows=len(used), least=LEAST) from error


def _best(adviser: Adviser, found: Probabilities) -> list[str]:
    return [adviser.names[int(at)] for at in found.argmax(axis=1)]


def _told(against: Comparison, live: str) -> dict[str, Any]:
    return {
        "live": {"version": live, "accuracy": against.live_accuracy, "macro_f1": against.live_macro_f1},
        "difference": {"accuracy": list(against.accuracy), "macro_f1": list(against.macro_f1)},
        "categories": against.categories,
    }


def _by_name(model: Model) -> dict[str, float]:
    return {str(percent): at for percent, at in model.thresholds.items()}


def _by_label(rows: Sequence[Row]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        found[row.label].append(row.id)
    return found


def _version(tx: Tx) -> str:
    """The moment, and which one of it this is."""
    start = f"{tx.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}-"
    return f"{start}{tx.value(q.versions_at, start=start) + 1}"


@contextmanager
def alone(pool: Pool, district: str) -> Iterator[None]:
    """One training of a district at a time, in whatever process. Refused beside another."""
    key = models.training_key(district)
    with pool.connection() as conn:
        if not conn.execute(q.try_lock_training.encode(), {"key": key}).fetchone()[0]:  # type: ignore[index]
            raise Refused("advice.training")
        try:
            yield
        finally:
            conn.execute(q.unlock_training.encode(), {"key": key})
