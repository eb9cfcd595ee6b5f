"""``wangge import catalogue``: first what would change and what still points to it, then, asked to, the change."""

from wangge.cases.actions import pointing, standards
from wangge.catalogue.actions import importing
from wangge.catalogue.actions.shipping import ship
from wangge.catalogue.command import SHOWN, Asked, bytes_of, in_one, show, tell
from wangge.kit.config import Settings
from wangge.kit.tx import Tx


def import_command(chosen: Settings, asked: Asked) -> None:
    """SystemExit 1 where a cell is bad: then nothing is written. CannotRun for a file that cannot be used, and where
    open cases or rules point to what it retires, unless ``despite`` is said.
    """
    with in_one(chosen, asked) as tx:
        if asked.file is None:
            _ship(tx, asked)
            return
        data = bytes_of(asked.file)
        seen = importing.preview(tx, data, asked.file.name, asked.kind)
        show(seen.plan, asked)
        used = pointing.uses(tx, seen.plan.edit.retired)
        _point(used, standards.spots_of(seen.plan), asked)
        if seen.plan.bad:
            raise SystemExit(1)
        if asked.apply and seen.token:
            file = standards.File(data, asked.file.name, asked.kind, despite=asked.despite)
            tell("applied", asked, number=standards.bring(tx, file, seen.token))
        elif seen.token:
            tell("not_applied", asked)
            if used:
                tell("despite", asked)


def _ship(tx: Tx, asked: Asked) -> None:
    change = ship(tx)
    counts = {"number": change.number, "rows": len(change.versions)} if change else {"number": 0, "rows": 0}
    tell("shipped" if change else "nothing", asked, **counts)


def _point(used: list[pointing.Use], spots: pointing.Spots, asked: Asked) -> None:
    """Each class and condition that something still points to."""
    for use in used[:SHOWN]:
        spot = spots.get(use.key)
        where = f"{spot.sheet}!{spot.row}" if spot else "—"
        code, pointing_there = "/".join(filter(None, use.key)), "、".join((*use.rules, *use.drafts)) or "—"
        tell("in_use", asked, where=where, code=code, cases=use.cases, rules=pointing_there)
