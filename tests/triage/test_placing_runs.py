"""wangge triage place by files: what it writes, what a gazetteer of one's own may say, and what is wrong with it."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from wangge.cli import app
from wangge.triage.placing import Division, Entry, Gazetteer, Kind, Numbers, place
from wangge.triage.placing.tables import Bad, read

HEADS = ("kind", "name", "grid", "parent", "aliases", "numbers", "lng", "lat")


def run(folder: Path, text: str, *words: object) -> Result:
    (folder / "in.csv").write_text(text, encoding="utf-8")
    given = ["triage", "place", "--input", folder / "in.csv", "--output", folder / "out.csv", *words]
    return CliRunner().invoke(app, list(map(str, given)), env={"LANG": "en"})


def written(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture
def gazetteer(tmp_path: Path) -> Path:
    rows = [
        ["street", "清河街道", "110115001", "", ""],
        ["社区", "丽园社区", "110115001001", "", ""],
        ["网格", "丽园 01 网格", "110115001001001", "", ""],
        ["网格", "丽园 02 网格", "110115001001002", "", ""],
        ["小区", "棠门家园", "110115001001001", "老棠门", ""],
        ["road", "裕峰街", "110115001001001", "", "1-23"],
        ["road", "裕峰街", "110115001001002", "", "2-24; 30"],
    ]
    with (tmp_path / "names.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["kind", "name", "grid", "aliases", "numbers"], *rows])
    return tmp_path / "names.csv"


def test_rows_keep_their_order(tmp_path: Path, gazetteer: Path) -> None:
    texts = ["老棠门停水", '""', "裕峰街24号", "裕峰街", "丽园2网格"]
    done = run(tmp_path, "\n".join(["text", *texts]), "--gazetteer", gazetteer)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbftext,grid,confidence,action")
    found = written(tmp_path)
    assert [row["text"] for row in found] == ["老棠门停水", "", "裕峰街24号", "裕峰街", "丽园2网格"]
    assert [row["action"] for row in found] == ["take", "ask", "take", "ask", "take"]
    assert [row["grid"][-3:] for row in found] == ["001", "", "002", "001", "002"]
    assert all(0 <= float(row["confidence"]) <= 1 for row in found)
    assert "5 texts, 3 placed, 2 to be asked" in done.stderr


def test_the_demo_district_by_default(tmp_path: Path) -> None:
    assert run(tmp_path, "id,text\n7,棠门家园3号楼停水\n").exit_code == 0
    assert [(row["grid"], row["action"]) for row in written(tmp_path)] == [("110115003006001", "take")]


def test_bad_rows_are_named(tmp_path: Path, gazetteer: Path) -> None:
    done = run(tmp_path, "id,text\n1,棠门家园\nonly one\n3,棠门家园\n", "--gazetteer", gazetteer)
    assert "in.csv: line 3 cannot be read" in done.stderr
    assert len(written(tmp_path)) == 2
    assert "has no column text" in run(tmp_path, "a,b\n1,2\n").stderr


def test_a_gazetteer_with_something_wrong_places_nothing(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("kind,name,grid,numbers\nroad,a,g1,9-3\nroad,b\n,c,g1,\n", encoding="utf-8")
    done = run(tmp_path, "text\nx\n", "--gazetteer", tmp_path / "names.csv")
    assert done.exit_code == 1
    for words in ("line 2: numbers cannot", "line 3: the row cannot", "line 4: kind cannot", "3 rows are wrong"):
        assert words in done.stderr
    assert not (tmp_path / "out.csv").exists()


GOOD = {
    "street": {"kind": "street", "name": "清河街道", "grid": "s1"},
    "grid": {"kind": "grid", "name": "一格", "grid": "s1g1", "parent": "s1"},
    "compound": {"kind": "compound", "name": "棠门家园", "grid": "s1g1 s1g2", "lng": "116.3", "lat": "39.7"},
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "house"}, "kind"),
        ({"kind": "component"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "名" * 101}, "name"),
        ({"grid": ""}, "grid"),
        ({"grid": "网格一"}, "grid"),
        ({"parent": "s1"}, "parent"),
        ({"aliases": "名" * 101}, "aliases"),
        ({"numbers": "1-3"}, "numbers"),  # of a compound
        ({"lng": "181"}, "lng"),
        ({"lat": "north"}, "lat"),
        ({"lat": "nan"}, "lat"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_field(change: dict[str, str], field: str) -> None:
    empty = dict.fromkeys(HEADS, "")
    found = read([(2, empty | GOOD["street"]), (3, empty | GOOD["compound"] | change)])
    assert found.bad == [Bad(3, field)]
    assert found.entries == []


@pytest.mark.parametrize("parent", ["none", "s1g1"])
def test_parents_are_above(parent: str) -> None:
    empty = dict.fromkeys(HEADS, "")
    found = read([(2, empty | GOOD["street"]), (3, empty | GOOD["grid"] | {"parent": parent})])
    assert found.bad == [Bad(3, "parent")]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("1-23", [Numbers("g", 1, 23)]),
        ("2-48; 60", [Numbers("g", 2, 48), Numbers("g", 60, 60)]),
        ("1-24", [Numbers("g", 1, 24, True)]),
    ],
)
def test_house_numbers(cell: str, numbers: list[Numbers]) -> None:
    row = dict.fromkeys(HEADS, "") | {"kind": "道路", "name": "裕峰街", "grid": "g", "numbers": cell}
    assert list(read([(2, row)]).entries[0].numbers) == numbers


def test_a_name_may_lie_in_a_whole_community() -> None:
    empty = dict.fromkeys(HEADS, "")
    rows = [
        GOOD["street"], GOOD["grid"], {"kind": "grid", "name": "二格", "grid": "s1g2"},
        {"kind": "compound", "name": "棠门家园", "grid": "s1"}, {"kind": "poi", "name": "稻香小学", "grid": "t9"},
    ]  # fmt: skip
    found = read((line, empty | row) for line, row in enumerate(rows, 2))
    assert found.divisions[2:] == [Division("s1g2", "二格", 9, "s1"), Division("t9", "t9", 9, None)]
    assert found.entries[0] == Entry(Kind.COMPOUND, "棠门家园", ("s1g1", "s1g2"))
    assert place(Gazetteer(found.divisions, found.entries), "稻香小学门口").grid == "t9"
