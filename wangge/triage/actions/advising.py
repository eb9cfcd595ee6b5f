"""Advice on one report that is being written: each part by itself, put together and kept."""

from dataclasses import dataclass
from typing import Any

from wangge import cases, places
from wangge.catalogue import Standard
from wangge.dispatch import Matter
from wangge.kit.config import settings
from wangge.kit.crypto import Keys, normal_phone
from wangge.kit.errors import Invalid, word
from wangge.kit.tx import Tx
from wangge.triage.actions import matters, placing, units
from wangge.triage.actions.book import Entry, book
from wangge.triage.actions.models import COLD, Live, cold, live
from wangge.triage.actions.suggestions import Step, keep, q
from wangge.triage.learning.model import Suggestion
from wangge.triage.rules.conditions import best_condition
from wangge.triage.rules.urgency import dangers

Doc = dict[str, Any]

SHOWN = 3  # candidates
FAINT = 0.02  # a confidence below it is not worth a line
PRECISION = 95  # percent, of what is taken over without asking

NO_UNIT: Doc = {
    "how": "none", "unit": None, "unit_name": None, "confidence": None, "assistants": [], "reason": None, "rule": None,
    "returned": None,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the form holds so far. ``category`` and ``grid`` only where the clerk has chosen them.

    ``lng``, ``lat`` in degrees of ``datum``, ``accuracy`` in metres. ``language``: of the words in the answer.
    """

    text: str
    title: str = ""
    kind: str | None = None
    category: str | None = None
    condition: str | None = None
    grid: str | None = None
    lng: float | None = None
    lat: float | None = None
    datum: str | None = None
    accuracy: float | None = None
    address: str | None = None
    phone: str | None = None
    replaces: str | None = None
    language: str = "zh"


def advise(tx: Tx, asked: Asked) -> Doc:
    """The answer of ``POST /api/v1/advice``; its codes and confidences are kept, nothing of the text is."""
    now = live(tx)
    made: Doc = {
        "model": now.version,
        "category": category_advice(tx, now, asked),
        "place": place_advice(tx, asked),
        "unit": NO_UNIT,
        "matter": None,
        "second": None,
    }
    made["urgent"] = urgent_advice(tx, asked, made["category"])
    made["unit"] = unit_advice(tx, asked, made)
    made["matter"] = matter_advice(tx, asked, made)
    return {"advice": keep(tx, steps_of(made), asked.replaces), **made}


def category_advice(tx: Tx, now: Live, asked: Asked) -> Doc:
    """At most three that a report of this kind may be of, the likeliest first; taken over only with words for it."""
    entries = book(tx).entries
    found = now.adviser.suggest(
        asked.text, asked.title, SHOWN, lambda code: code in entries and entries[code].fits(asked.kind)
    )
    shown = _with_unlearned(tx, now, asked, [one for one in found if one.confidence >= FAINT])
    sure = now.adviser.thresholds.get(PRECISION)
    takes = bool(shown) and sure is not None and shown[0].confidence >= sure and bool(shown[0].evidence)
    action = "take" if takes else "ask" if any(one.evidence for one in shown) else "none"
    candidates = shown if action != "none" else []
    return {"action": action, "candidates": [_shown(entries[one.code], one, asked) for one in candidates]}


def _with_unlearned(tx: Tx, now: Live, asked: Asked, shown: list[Suggestion]) -> list[Suggestion]:
    """A category that nobody ever chose is unknown to a model: where the catalogue's words name one, it stands last.

    Of a message like nothing that was learned, the catalogue's words are all there is: shown, never more than faint.
    """
    if now.version == COLD:
        return shown
    known, entries = set(now.adviser.names), book(tx).entries
    said = cold(tx).suggest(asked.text, asked.title, SHOWN, lambda code: entries[code].fits(asked.kind))
    if not shown:
        return [one._replace(confidence=min(one.confidence, FAINT)) for one in said]
    if not said or said[0].code in known:
        return shown
    before = shown[: SHOWN - 1]
    return [*before, said[0]._replace(confidence=min(said[0].confidence, *(one.confidence for one in before)))]


def _shown(entry: Entry, one: Suggestion, asked: Asked) -> Doc:
    standard = _condition(entry.of(asked.kind), asked)
    return {
        "code": entry.code,
        "condition": standard.condition,
        "condition_name": standard.condition_name,
        "name": entry.name,
        "major_name": entry.major_name,
        "confidence": round(one.confidence, 4),
        "urgent": standard.urgent,
        "evidence": list(one.evidence),
    }


def _condition(standards: tuple[Standard, ...], asked: Asked) -> Standard:
    return standards[best_condition([each.condition_name for each in standards], f"{asked.title}\n{asked.text}")]


def urgent_advice(tx: Tx, asked: Asked, category: Doc) -> Doc:
    """Dangers that are named and not denied, with their words; a class that is urgent by the catalogue.

    ``category``: whether the likeliest category is an urgent one.
    """
    named: dict[str, list[str]] = {}
    for hit in dangers(f"{asked.title}\n{asked.text}"):
        if not hit.denied:
            named.setdefault(hit.danger, []).append(hit.words)
    found = [
        {"danger": name, "name": word("triage", f"word.danger.{name}", asked.language),
         "words": list(dict.fromkeys(words))}
        for name, words in named.items()
    ]  # fmt: skip
    likeliest = category["candidates"][0]["urgent"] if category["candidates"] else False
    urgent = bool(found) or (likeliest and category["action"] == "take")
    return {"urgent": urgent, "dangers": found, "category": likeliest}


def place_advice(tx: Tx, asked: Asked) -> Doc:
    """By the words of the report and the point on the map; the caller's earlier grids only part places of one name."""
    point = None
    if asked.lng is not None and asked.lat is not None:
        at = places.canonical(asked.lng, asked.lat, places.Datum(asked.datum or places.Datum.WGS84))
        point = placing.Point(*at, asked.accuracy)
    text = f"{asked.title}\n{asked.text}"
    hints = hint_grids(tx, asked.phone)
    found = placing.place_advice(tx, text, address=asked.address, point=point, hint_grids=hints)
    return found.shown(asked.language)


def unit_advice(tx: Tx, asked: Asked, made: Doc) -> Doc:
    """By the category and grid that were chosen, else by those that are advised to be taken over."""
    chosen = {"code": asked.category, "condition": asked.condition} if asked.category else None
    found: Doc | None = chosen or _taken(made["category"])
    place = asked.grid or (_taken(made["place"]) or {}).get("grid")
    if not found or not place:
        return NO_UNIT
    grid = places.grid(tx, place)
    matter = Matter(found["code"], found["condition"] or "", grid.path, grid.id, tx.now, address=asked.address or "")
    return units.unit_advice(tx, matter).shown(asked.language)


def _taken(part: Doc) -> Doc | None:
    """The first candidate of a part that is to be taken over."""
    first: Doc | None = part["candidates"][0] if part["action"] == "take" else None
    return first


def matter_advice(tx: Tx, asked: Asked, made: Doc) -> Doc | None:
    """By the words and the grid that was chosen, else the one that is advised to be taken over."""
    place = asked.grid or (_taken(made["place"]) or {}).get("grid")
    path = places.grid(tx, place).path if place else ""
    found = matters.nearest(tx, f"{asked.title}\n{asked.text}", asked.category, path, tx.now)
    return found.shown() if found else None


def hint_grids(tx: Tx, phone: str | None) -> list[str]:
    """Codes of the grids of the caller's earlier cases, newest first, as far as the asker may see them."""
    try:
        hashes = Keys.load(settings()).hashes(normal_phone(phone)) if phone else []
    except Invalid:  # not typed to its end yet
        return []
    rows = tx.rows(q.grids_of_caller, hashes=hashes, **cases.scope_of(tx.actor)) if hashes else []
    return [row["code"] for row in rows]


def steps_of(made: Doc) -> list[Step]:
    """What is kept of the advice: a step that has nothing to say is kept too, it counts as a silence."""
    category = made["category"]
    codes = [(one["code"], one["confidence"]) for one in category["candidates"]]
    first = category["candidates"][0] if codes else None
    sure = first["confidence"] if first else None
    steps = [
        Step("category", made["model"], category["action"], first["code"] if first else None, sure, codes),
        Step("urgent", "rules", "take" if made["urgent"]["urgent"] else "none", str(made["urgent"]["urgent"]).lower()),
    ]
    place = made["place"]
    grids = [(one["grid"], one["confidence"]) for one in place["candidates"]]
    likeliest, how_sure = grids[0] if grids else (None, None)
    steps.append(Step("place", "rules", place["action"], likeliest, how_sure, grids))
    if (unit := made["unit"])["unit"] is not None:
        steps.append(Step("unit", unit["how"], "ask", str(unit["unit"]), unit["confidence"]))
    if first:
        steps.append(Step("condition", made["model"], category["action"], first["condition"]))
    return steps
