"""Rows that could not be taken: the first few on the screen, all of them with their reasons in a file."""

import csv
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console

from wangge.intake.rules import Bad
from wangge.kit.errors import say, word

SHOWN = 20  # problems on the screen


class BadRows:
    """``path``: where all go, with a BOM, the columns of the file behind the reasons: mend it and import it again."""

    def __init__(self, console: Console, language: str, path: Path | None, header: Sequence[str]) -> None:
        self.console, self.language, self.path = console, language, path
        self.rows = self.problems = 0
        self._file: TextIOWrapper | None = None
        if path:
            self._file = path.open("w", encoding="utf-8-sig", newline="")
            names = [word("intake", f"word.head.{name}", language) for name in ("line", "column", "rule", "reason")]
            self._write([*names, *header])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            self._file.close()

    def add(self, cells: Sequence[str], bad: Sequence[Bad]) -> None:
        """One row with all that is wrong with it."""
        self.rows += 1
        self.problems += len(bad)
        reasons = [say(one.refused, self.language) for one in bad]
        for one, reason in list(zip(bad, reasons, strict=True))[: max(0, SHOWN + len(bad) - self.problems)]:
            self._say("bad", line=one.line, column=one.column, reason=reason.rstrip("。."), rule=one.refused.code)
        columns, rules = " ".join(one.column for one in bad), " ".join(one.refused.code for one in bad)
        self._write([str(bad[0].line), columns, rules, " ".join(reasons), *cells])

    def close(self) -> None:
        """What was not shown, and where it is."""
        if self.problems > SHOWN and self.path is None:
            self._say("more", count=self.problems - SHOWN)
        if self.rows and self.path:
            self._say("reported", file=self.path)

    def _write(self, cells: Sequence[str]) -> None:
        if self._file:
            csv.writer(self._file).writerow(cells)

    def _say(self, key: str, **facts: object) -> None:
        sentence = word("intake", f"word.{key}", self.language).format(**facts)
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
