"""``wangge import grids``: the files of a district's grids, checked in full, named defect by defect, all or nothing."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Rollback
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from wangge.kit.commands import in_district
from wangge.kit.config import Settings
from wangge.kit.errors import say, word
from wangge.kit.migrate import districts
from wangge.kit.tx import Pool, work
from wangge.places.actions.importing import Written, plan_import, write_plan
from wangge.places.rules.files import GridMap, by_level
from wangge.places.rules.partition import Defect
from wangge.places.rules.planning import Asked, Plan, Planned
from wangge.places.sources import features_of, mapping_of

SHOWN = 200  # defects on the screen
_FEW = 5  # codes named in a remark


@dataclass(frozen=True)
class Files:
    paths: Sequence[Path]  # coarse to fine
    mapping: Path | None = None
    tolerance: float = 1.0  # m²
    repair: bool = False
    report: Path | None = None  # a CSV of all defects
    language: str = "zh"
    district: str | None = None  # None: the default or the only one


def import_command(chosen: Settings, files: Files) -> None:
    """SystemExit 1 where anything is refused: then nothing was written. CannotRun for what cannot be read."""
    with in_district(chosen, files.district, files.language) as (pool, code):
        with pool.connection() as conn:
            name = next(one.name for one in districts(conn) if one.code == code)
        good = _imported(pool, code, name, files)
    if not good:
        raise SystemExit(1)


def _imported(pool: Pool, district: str, name: str, files: Files) -> bool:
    plan_map = mapping_of(files.mapping, GridMap, GridMap())
    asked = Asked(plan_map, files.tolerance, files.repair)
    report = Report(Console(), files)
    with _steps(files) as step:
        step("reading")
        features = [features_of(path, plan_map.boundary) for path in files.paths]
        with work(pool, district) as tx:
            step("checking")
            plan = plan_import(tx, by_level(features, plan_map), asked, name)
            if not plan.good:
                written: list[Written] = []
            else:
                step("writing")
                written = write_plan(tx, plan)
            step("done")
            if not written:
                raise Rollback
    report.tell(plan, written)
    return plan.good


class Report:
    """What was found and done, in words: counts by level, each defect with its place and size."""

    def __init__(self, screen: Console, files: Files) -> None:
        self.screen, self.files, self.language = screen, files, files.language
        self.shown = 0

    def tell(self, plan: Plan, written: Sequence[Written]) -> None:
        done = [*written, *[None] * (len(plan.levels) - len(written))]
        for level, one in zip(plan.levels, done, strict=True):
            self._level(level, one)
        for bad in plan.bad[:SHOWN]:
            reason = say(bad.refused, self.language).rstrip("。.")
            facts = {"field": bad.refused.facts.get("field", ""), "rule": bad.refused.code}
            self._say("bad", file=bad.file, feature=bad.number, reason=reason, **facts)
        defects = sum(len(level.defects) for level in plan.levels)
        if defects > SHOWN:
            self._say("more", count=defects - SHOWN)
        self._say("imported" if plan.good else "refused", defects=defects, bad=len(plan.bad))
        if self.files.report:
            self._file(plan, self.files.report)

    def _level(self, level: Planned, written: Written | None) -> None:
        counts: dict[str, Any] = {"features": level.features, "grids": len(level.drafts), "level": level.level}
        self._say("level", name=level.zh if self.language == "zh" else level.en, **counts)
        if written:
            self._say("written", new=written.new, redrawn=written.redrawn, same=written.same)
        for kind, defects in (("repaired", level.repaired), ("defect", level.defects)):
            for defect in defects[: max(0, SHOWN - self.shown)]:
                self.screen.print(self._named(kind, defect), markup=False, highlight=False, soft_wrap=True)
                self.shown += 1
        found = level.found
        if found.slivers:
            sizes = {"total": round(found.sliver_m2, 2), "most": round(found.greatest_sliver, 3)}
            self._say("slivers", count=found.slivers, tolerance=f"{self.files.tolerance:g}", **sizes)
        self._remarks(level, written)

    def _remarks(self, level: Planned, written: Written | None) -> None:
        """What is worth a look and refuses nothing."""
        if level.several:
            self._say("several", count=len(level.several), codes=_some(level.several))
        if level.given:
            self._say("given", count=level.given)
        if level.beside:
            self._say("beside", count=len(level.beside))
        for key, codes in level.strange.items():
            self._say(f"strange_{key}", count=len(codes), codes=_some(codes))
        if written and written.other_names:
            code, there, here = written.other_names[0]
            self._say("other_names", count=len(written.other_names), code=code, there=there, here=here)

    def _named(self, kind: str, defect: Defect) -> str:
        parts = [self._word("what", kind=self._word(f"kind.{defect.kind}"), codes=_some(defect.codes))]
        parts += [self._word("size", m2=_size(defect.m2))] if defect.m2 is not None else []
        parts += [self._word("gape", metres=f"{defect.metres:.2f}")] if defect.metres is not None else []
        parts += [self._word("at", lng=f"{defect.at[0]:.7f}", lat=f"{defect.at[1]:.7f}")]
        parts += [self._word("inside", parent=defect.parent)] if defect.parent else []
        return self._word(kind, what=self._word("and").join(parts))

    def _file(self, plan: Plan, path: Path) -> None:
        """Every defect as a row, for a map or a spreadsheet."""
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["level", "kind", "repaired", "codes", "parent", "lng", "lat", "m2", "metres"])
            for level in plan.levels:
                for repaired, defects in ((1, level.repaired), (0, level.defects)):
                    for d in defects:
                        size = "" if d.m2 is None else round(d.m2, 3)
                        gape = "" if d.metres is None else round(d.metres, 3)
                        row = [level.level, d.kind, repaired, " ".join(d.codes), d.parent or "", *d.at, size, gape]
                        rows.writerow(row)
        self._say("reported", file=path)

    def _word(self, key: str, **facts: object) -> str:
        return word("places", f"word.import.{key}", self.language).format(**facts)

    def _say(self, key: str, **facts: object) -> None:
        self.screen.print(self._word(key, **facts), markup=False, highlight=False, soft_wrap=True)


def _some(codes: Sequence[str]) -> str:
    return " ".join(codes[:_FEW]) + (" …" if len(codes) > _FEW else "")


def _size(m2: float | None) -> str:
    return f"{m2 or 0:,.2f}".replace(",", " ")


@contextmanager
def _steps(files: Files) -> Iterator[Any]:
    """The steps on the screen of somebody who looks; nothing where nobody does."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as bar:
        shown = bar.add_task("", total=3)
        names = {"reading": 0, "checking": 1, "writing": 2, "done": 3}

        def step(name: str) -> None:
            bar.update(shown, completed=names[name], description=word("places", f"word.step.{name}", files.language))

        yield step
