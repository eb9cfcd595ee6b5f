"""What a person is shown of a case: names masked, verbs that are theirs, words that were not erased."""

from itertools import accumulate
from typing import Any

from wangge import places
from wangge.cases.actions.store import Doc, Draft, case_of, q, scope_of
from wangge.cases.rules import Case
from wangge.cases.rules.decide import available, in_scope
from wangge.cases.rules.table import Workflow
from wangge.catalogue.rules import Standard
from wangge.kit.config import settings
from wangge.kit.crypto import Keys, mask_identity, mask_name, mask_phone
from wangge.kit.errors import NotFound
from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx

_HIDDEN = ("standard", "hash", "queue_at", "grid", "path", "grid_at_filing", "address", "point", "units", "holding")


def detail(tx: Tx, number: str) -> Doc:
    """The whole case as its page shows it; NotFound when it is not there or not visible."""
    row = tx.row(q.view, number=number, **scope_of(tx.actor))
    if row is None:
        raise NotFound("case.unknown", number=number)
    doc: Doc = row["doc"]
    draft = Draft.of(case_of(doc), row["calendar"])
    world = draft.world(tx)
    shown = {name: value for name, value in doc["case"].items() if name not in _HIDDEN}
    texts = doc["texts"] or {}
    near = in_scope(draft.case, tx.actor)
    return shown | {
        "grid": doc["grid"],
        "area": area(tx, doc["case"]["path"]),
        "category_name": world.standard.category_name or None,
        "condition_name": world.standard.condition_name or None,
        "closing": world.standard.closing or None,
        "standard": _standard(world.standard),
        "address": texts.get(str(doc["case"]["address"])),
        "point": texts.get(str(doc["case"]["point"])),
        "reports": [_report(r, texts, near) for r in doc["reports"] or ()],
        "assignments": doc["assignments"] or [],
        "units": doc["units"] or {},
        "rules": doc["rules"] or {},
        "clocks": doc["clocks"] or [],
        "events": [event | {"actor": event["actor"] and mask_name(event["actor"])} for event in doc["events"] or ()],
        "texts": texts,
        "files": doc["files"] or [],
        "available": verbs(draft.case, tx, world.workflow, draft),
    }


_areas = Kept[list[str]](places.PLACES)


def area(tx: Tx, path: str) -> list[str]:
    """The names from the street down to the grid."""
    return _areas.get(tx, path, lambda: (_area(tx, path), None)) or []


def _area(tx: Tx, path: str) -> list[str]:
    way = list(accumulate(f"{step}/" for step in path.split("/") if step))
    names = {row["path"]: row["name"] for row in tx.rows(q.names_on_paths, paths=way)} if way else {}
    return [names[step] for step in way[1:] if step in names]


def _standard(standard: Standard) -> Doc:
    return {
        "version": standard.version,
        "evidence": {verb: sorted(kinds) for verb, kinds in standard.evidence.items()},
        "limits": {stage: str(limit) for stage, limit in standard.limits.items()},
        "stages": [{"code": s.code, "name": s.name, "limit": str(s.limit)} for s in standard.stages],
        "check": standard.check,
        "call_back": standard.call_back,
    }


def verbs(case: Case, tx: Tx, workflow: Workflow, draft: Draft) -> list[Doc]:
    """The verbs of the person on the case now, with the fields each needs and takes."""
    mine = available(case, tx.actor, draft.world(tx), tx.now)
    return [{"verb": verb, **_asks(workflow, verb)} for verb in mine]


def _asks(workflow: Workflow, verb: Any) -> Doc:
    row = workflow.by_verb[verb][0]
    return {"needs": row.needs, "takes": row.takes}


def _report(row: Doc, texts: Doc, near: bool) -> Doc:
    """A report; who spoke is masked, and of a confidential one only those in whose area it lies learn even that."""
    hidden = ("persons", "case_id", "home", "created_by")
    person = row["person"] if near or not row["confidential"] else None
    return {name: value for name, value in row.items() if name not in hidden} | {
        "title": texts.get(str(row["title"])),
        "text": (text := texts.get(str(row["body"]))),
        "erased": row["body"] is not None and text is None,
        "person": masked(person) if person else None,
    }


_MASKS = {"name": mask_name, "phone": mask_phone, "identity": mask_identity}


def masked(person: Doc) -> Doc:
    """Masked values of what was left and not erased."""
    keys = Keys.load(settings())
    return {
        name: mask(keys.decrypt(bytes.fromhex(person[name][2:]), f"report_persons.{name}"))
        for name, mask in _MASKS.items()
        if person.get(name)
    }
