"""The page of the workflow says what the table says."""

import re
import subprocess
import sys
from pathlib import Path

from wangge.cases.rules import CURRENT, MOVES, OPEN, WORKFLOWS, State, Verb
from wangge.cases.rules.diagram import page
from wangge.cases.rules.guards import GUARDS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "workflow.md"
COMMAND = [sys.executable, "-m", "wangge.cases.rules.diagram"]


def section(name: str) -> list[str]:
    return page().split(f"\n## {name}\n")[1].split("\n## ")[0].splitlines()


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"write it anew: {' '.join(COMMAND[1:])} > {PAGE.name}"


def test_the_command_prints_it() -> None:
    done = subprocess.run(COMMAND, capture_output=True, check=True, env={"PYTHONIOENCODING": "utf-8"})
    assert done.stdout.decode() == page()
    assert done.stderr == b""


def test_the_diagram_has_every_state_and_every_move_between_them() -> None:
    lines = [line.strip() for line in section("Moves between states") if line.startswith("    ")]
    named = {found[1] for line in lines if (found := re.fullmatch(r"(\w+): \1? ?.+", line))}
    assert {str(state) for state in State} - {"none"} <= named
    found = (re.fullmatch(r"(\S+) --> (\w+): (.+)", line) for line in lines)
    arrows = {(arrow[1], arrow[2]): arrow[3] for arrow in found if arrow}
    for move in MOVES:
        for state in move.start if move.end else ():
            start = "any_open" if set(move.start) == set(OPEN) else "[*]" if state is State.NONE else str(state)
            assert f"{move.verb} " in arrows[start, str(move.end)]
    assert all(re.fullmatch(r"[\w\[\]*]+(: [^:;]+| --> [\w\[\]*]+(: [^:;]+)?)", line) for line in lines)


def test_the_table_has_every_row() -> None:
    rows = [line.split(" | ") for line in section("Verbs") if line.startswith("| `")]
    assert [row[0] for row in rows] == [f"| `{move.verb}`" for move in WORKFLOWS[CURRENT].moves]
    assert {len(row) for row in rows} == {9}
    assert {row[0].strip("| `") for row in rows} == set(Verb)


def test_every_condition_is_explained() -> None:
    assert len([line for line in section("Conditions") if line.startswith("| `")]) == len(GUARDS)
