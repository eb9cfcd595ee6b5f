"""What a person said, made ready for history: codes become ids, words go into texts, files are looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wangge import dispatch, people, places
from wangge.cases.actions.store import Doc, q, scope_of
from wangge.cases.rules import Case
from wangge.kit.crypto import seal_text
from wangge.kit.errors import Invalid, NotFound
from wangge.kit.tx import Tx
from wangge.places import Datum

#: Fields whose words are kept apart from history, so that they can be erased.
TEXTS = ("title", "text", "note", "reason", "answer", "turn_to", "demand", "reply", "address")

Said = Mapping[str, Any]


def texts_in(said: Said) -> int:
    """How many texts a move brings: their ids are drawn together with the case."""
    shown = sum(1 for item in said.get("evidence") or () if item.get("text"))
    return shown + sum(1 for name in TEXTS if said.get(name)) + texts_of_point(said)


@dataclass
class Words:
    """Texts on their way into the table ``texts``; history keeps their id and seal."""

    tx: Tx
    case_id: int
    ids: Sequence[int]
    rows: list[Doc] = field(default_factory=list)

    def keep(self, kind: str, body: str, report_id: int | None = None) -> Doc:
        salt, sealed = seal_text(body)
        self.rows.append({
            "id": self.ids[len(self.rows)],
            "case_id": self.case_id,
            "report_id": report_id,
            "kind": kind,
            "body": body,
            "salt": "\\x" + salt.hex(),
            "sha256": "\\x" + sealed.hex(),
            "at": self.tx.now,
        })  # fmt: skip
        return {"text": self.rows[-1]["id"], "sha256": sealed.hex()}


def given_of(tx: Tx, case: Case, numbers: Mapping[str, int], said: Said, words: Words) -> Doc:
    """The ``given`` of the event. NotFound or Invalid for a code that names nothing, with the field."""
    given: Doc = {}
    report = None
    if (number := said.get("report")) is not None:
        if number not in numbers:
            raise NotFound("report.unknown", report=number)
        report = given["report"] = numbers[number]
    for name, value in said.items():
        if value is None or name == "report":
            continue
        if name in TEXTS:
            given[name] = words.keep(name, value, report)
        elif name in _READERS:
            given |= _READERS[name](tx, said, words)
        else:
            given[name] = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
    return given


def _grid(tx: Tx, said: Said, words: Words) -> Doc:
    grid = places.grid(tx, said["grid"])
    return place_given(grid.id, grid.path, grid.area_class)


def place_given(grid: int, path: str, area_class: str | None) -> Doc:
    """A place as history says it, with the class of the area where it has one: limits may differ by it."""
    return {"grid": grid, "path": path} | ({"area_class": area_class} if area_class else {})


def place_of(case: Case) -> Doc:
    """The place a case has now, for an event that says it again."""
    return {} if case.grid is None else place_given(case.grid, case.path, case.area_class)


def texts_of_point(said: Said) -> int:
    """The point, and how it was measured where that is worth keeping."""
    if said.get("lng") is None:
        return 0
    return 2 if _is_measured(said) else 1


def _is_measured(said: Said) -> bool:
    return said.get("accuracy") is not None or (said.get("datum") or Datum.WGS84) != Datum.WGS84


def _point(tx: Tx, said: Said, words: Words) -> Doc:
    """Longitude and latitude with seven decimals, WGS-84; a point may tell where somebody lives, so it is a text.

    ``fix``: the point as it was sent, its datum and accuracy.
    """
    if said.get("lat") is None:
        raise Invalid("report.point", field="lat")
    datum = Datum(said.get("datum") or Datum.WGS84)
    lng, lat = places.canonical(said["lng"], said["lat"], datum)
    given: Doc = {"point": words.keep("point", f"{lng:.7f},{lat:.7f}")}
    if _is_measured(said):
        accuracy = said.get("accuracy")
        near = "" if accuracy is None else f" ±{accuracy:g} m"
        given["fix"] = words.keep("fix", f"{datum} {said['lng']:.7f},{said['lat']:.7f}{near}")
    return given


def grid_of_point(tx: Tx, case: Case, said: Said) -> Doc:
    """For a matter whose place nobody has named: the grid its point lies in. Empty where there is none."""
    if case.grid is not None or said.get("grid") or said.get("lng") is None:
        return {}
    found = places.locate(tx, *places.canonical(said["lng"], said["lat"], said.get("datum") or Datum.WGS84))
    return place_given(found.grid.id, found.grid.path, found.grid.area_class) if found else {}


def _latitude(tx: Tx, said: Said, words: Words) -> Doc:
    if said.get("lng") is None:
        raise Invalid("report.point", field="lng")
    return {}


def _component(tx: Tx, said: Said, words: Words) -> Doc:
    return {"component": places.component(tx, said["component"]).code}


def _with_point(tx: Tx, said: Said, words: Words) -> Doc:
    """Said of a point, and nothing by itself."""
    if said.get("lng") is None:
        raise Invalid("report.point", field="lng")
    return {}


def _unit(tx: Tx, said: Said, words: Words) -> Doc:
    choice = dispatch.by_hand(tx, said["unit"], said.get("assistants") or ())
    return {"unit": choice.lead, "assistants": list(choice.assistants), "level": choice.level, "how": choice.how}


def _units(tx: Tx, said: Said, words: Words) -> Doc:
    first, *others = said["units"]
    choice = dispatch.by_hand(tx, first, others)
    return {"units": [choice.lead, *choice.assistants]}


def _same_as(tx: Tx, said: Said, words: Words) -> Doc:
    """A case the person may see: its number is told to the reporter."""
    case_id = tx.value(q.visible_id, number=said["same_as"], **scope_of(tx.actor))
    if case_id is None:
        raise NotFound("case.unknown", number=said["same_as"])
    return {"same_as": case_id}


def _person(tx: Tx, said: Said, words: Words) -> Doc:
    return {"person": people.user_id(tx, said["person"])}


def _evidence(tx: Tx, said: Said, words: Words) -> Doc:
    files = {item["file"] for item in said["evidence"] if item.get("file")}
    if missing := files - known_files(tx, files):
        raise NotFound("case.file", file=min(missing))
    return {"evidence": [shown_item(item, words) for item in said["evidence"]]}


def shown_item(item: Mapping[str, Any], words: Words) -> Doc:
    if item.get("file"):
        return {"kind": item["kind"], "file": item["file"]}
    return {"kind": item["kind"], **words.keep("evidence", item["text"])}


def known_files(tx: Tx, wanted: set[str]) -> set[str]:
    return {row["sha256"] for row in tx.rows(q.known_files, files=list(wanted))} if wanted else set()


def file_rows(case_id: int, seq: int, given: Doc) -> list[Doc]:
    """Rows of ``case_files`` for the evidence of one event."""
    return [
        {"case_id": case_id, "sha256": item["file"], "kind": item["kind"], "seq": seq}
        for item in given.get("evidence") or ()
        if "file" in item
    ]


#: Fields that need looking up; one reader may give several.
_READERS: dict[str, Callable[[Tx, Said, Words], Doc]] = {
    "grid": _grid,
    "lng": _point,
    "lat": _latitude,
    "component": _component,
    "datum": _with_point,
    "accuracy": _with_point,
    "unit": _unit,
    "assistants": lambda tx, said, words: {},
    "units": _units,
    "person": _person,
    "same_as": _same_as,
    "evidence": _evidence,
}
