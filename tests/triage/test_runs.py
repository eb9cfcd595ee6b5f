"""wangge triage … by files: what it prints, writes and refuses."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.triage.samples import messages
from wangge.cli import app

KEYS = [
    "rows", "accuracy", "macro_f1", "ece", "coverage_95", "precision_at_95", "coverage_98", "precision_at_98",
    "texts_per_second",
]  # fmt: skip


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["triage", *map(str, words)], env={"LANG": "en"})


def labelled(path: Path, each: int = 15, encoding: str = "utf-8", seed: int = 1) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "text", "category"])
        writer.writerows(["", text, code] for text, code in zip(*messages(each, seed), strict=True))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_train_then_evaluate(tmp_path: Path, encoding: str) -> None:
    trained = run("train", "--input", labelled(tmp_path / "a.csv", encoding=encoding), "--model", tmp_path / "m")
    assert trained.exit_code == 0, trained.output
    assert list(json.loads(trained.stdout)) == KEYS
    done = run(
        "evaluate", "--model", tmp_path / "m", "--input", labelled(tmp_path / "b.csv", seed=2, encoding=encoding)
    )
    said = json.loads(done.stdout)
    assert list(said) == KEYS
    assert said["rows"] == 60
    assert said["accuracy"] > 0.9


def test_cold_needs_no_model(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "title,text,category\n,公交车司机拒载,交通运输\n,学校乱收学费,教育文体\n", encoding="utf-8"
    )
    said = json.loads(run("evaluate", "--model", "cold", "--input", tmp_path / "a.csv").stdout)
    assert (said["rows"], said["accuracy"], said["coverage_98"], said["precision_at_98"]) == (2, 1.0, 0.0, None)


def test_bad_rows_are_counted_and_the_good_ones_used(tmp_path: Path) -> None:
    path = labelled(tmp_path / "a.csv")
    with path.open("a", encoding="utf-8") as file:
        file.write("only one cell\n,no category,\n")
    done = run("evaluate", "--model", "cold", "--input", path)
    assert json.loads(done.stdout)["rows"] == 60
    assert "1 rows have no category" in done.stderr
    assert "1 rows cannot be read, the first in line 62" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("title,text\na,b\n", "has no column category"),
        ("text,category\n路灯,a\n", "only 1 labelled rows"),
    ],
)
def test_what_cannot_be_learned_from_is_said(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    done = run("train", "--input", tmp_path / "a.csv", "--model", tmp_path / "m")
    assert done.exit_code == 1
    assert words in done.stderr
    assert not (tmp_path / "m").exists()


def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    path = labelled(tmp_path / "a.csv")
    done = run("evaluate", "--model", path, "--input", path)
    assert (done.exit_code, "is not a model" in done.stderr) == (1, True)
    assert run("evaluate", "--model", tmp_path / "none", "--input", path).exit_code == 1


def test_topics(tmp_path: Path) -> None:
    rows = [
        ["1", "丽园小区搅拌站太吵", "2026/3/1 8:05:09", "丽园小区旁边建搅拌站，噪音大，粉尘多", "0", "3"],
        ["2", "丽园小区搅拌站扰民", "2026-03-05", "丽园小区旁边搅拌站噪音大，睡不着，粉尘多", "x", ""],
        ["3", "公交不准点", "2026年3月2日", "公交车半个小时没有来", "0", "0"],
        ["4", "", "soon", "", "", ""],
        ["5", "公交线路", "2026-13-45 10:00", "希望增加线路，电话13812345678", "0", "0"],
    ]
    with (tmp_path / "a.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["id", "title", "reported_at", "text", "against", "likes"], *rows])
    assert run("topics", "--input", tmp_path / "a.csv", "--output", tmp_path / "t.csv").exit_code == 0
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert list(found[0]) == ["id", "topic", "heat", "place", "from", "to", "title"]
    assert sorted(row["id"] for row in found) == ["1", "2", "3", "4", "5"]
    assert [(row["id"], row["topic"]) for row in found[:2]] == [("1", "1"), ("2", "1")]
    assert (found[0]["place"], found[0]["from"], found[0]["to"]) == (
        "丽园小区",
        "2026-03-01 08:05:09",
        "2026-03-05 00:00:00",
    )
    assert "13812345678" not in raw.decode()
