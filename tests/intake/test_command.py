"""`wangge import cases`: what it says, what it ends with, and that nothing comes twice."""

import csv
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from psycopg import OperationalError
from typer.testing import CliRunner

from tests import town
from tests.database import DISTRICT
from tests.intake.bringing import found
from tests.intake.files import HEADER, cells, files, reader
from tests.intake.test_bring_at_once import somebody_waits
from tests.waiting import until
from wangge import cases, cli
from wangge.cases import Channel, Kind, NewReport
from wangge.intake import cases_import
from wangge.intake.bad_rows import SHOWN, BadRows
from wangge.intake.cases_import import BATCH, Asked, Import, import_command
from wangge.intake.hands import Hand
from wangge.intake.sheet import Row
from wangge.kit.config import Settings, settings
from wangge.kit.crypto import Keys
from wangge.kit.postgres import CannotRun, Urls
from wangge.kit.tx import Pool, work

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("proven")]

_numbers = count(1)


def rows(how_many: int, **changes: str) -> list[list[str]]:
    """Each with a number of its own."""
    return [cells(编号=f"n{next(_numbers)}", **changes) for _ in range(how_many)]


class Runs:
    """The command on the database of these tests."""

    def __init__(self, urls: Urls, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.settings = Settings(database_url=urls.app)
        self.folder, self.capture = folder, capture

    def __call__(self, table: Sequence[Sequence[str]], encoding: str = "utf-8", **asked: Any) -> tuple[int, str, str]:
        """Exit code, what it said, and of the bad rows."""
        code = 0
        with files(self.folder, table, encoding) as (file, mapping):
            try:
                import_command(self.settings, Asked(file, mapping, **asked))
            except SystemExit as left:
                code = int(str(left.code))
        said = self.capture.readouterr()
        return code, said.out, said.err


@pytest.fixture
def run(urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(urls, tmp_path, capsys)


def test_good_rows_and_bad_ones(run: Runs) -> None:
    bad = rows(1, 时间="昨天") + rows(1, 网格="nowhere")
    code, out, err = run([*rows(3), *bad])
    assert code == 1
    assert out.startswith("读了 5 行：新增 3，原有 0，未导入 2。")
    assert err.splitlines() == [
        "第 5 行 时间：“昨天”不是映射文件写明的时间格式（intake.time）",
        "第 6 行 网格：没有网格 nowhere（grid.unknown）",
    ]


def test_in_english(run: Runs) -> None:
    code, out, err = run([*rows(1), *rows(1, 状态="莫名")], language="en")
    assert out.startswith("2 rows read: 1 new, 0 known, 1 not imported.")
    assert err.splitlines() == ["Line 3 状态: The mapping does not say what “莫名” is (intake.word)"]
    assert code == 1


def test_a_second_run_imports_nothing_twice(run: Runs, pool: Pool) -> None:
    table = rows(30)
    assert run(table)[:1] == (0,)
    with work(pool, DISTRICT) as tx:
        before = tx.value("SELECT count(*) FROM cases")
    code, out, err = run(table)
    assert (code, err) == (0, "")
    assert out.startswith("读了 30 行：新增 0，原有 30，未导入 0。")
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT count(*) FROM cases") == before


def test_a_longer_file_brings_the_rest(run: Runs) -> None:
    table = rows(5)
    run(table)
    assert "新增 4，原有 5，" in run([*table[:3], *rows(4), *table[3:]])[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings(run: Runs, pool: Pool, encoding: str) -> None:
    table = rows(1, 内容="龘靐齉：路灯坏了")
    assert run(table, encoding)[0] == 0
    body = found(pool, table[0][0])["body"]
    with work(pool, DISTRICT) as tx:
        assert tx.value("SELECT body FROM texts WHERE id = %(id)s", id=body) == "龘靐齉：路灯坏了"


def test_all_that_is_wrong_with_a_row_counts_as_one_row(run: Runs) -> None:
    _, out, err = run(rows(1, 时间="昨天", 状态="莫名"))
    assert "未导入 1。" in out
    assert len(err.splitlines()) == 2


def test_persons_come_in_encrypted(run: Runs, pool: Pool) -> None:
    table = rows(1, 电话="+86 138 1234 5678")
    run(table)
    with work(pool, DISTRICT) as tx:
        phone = tx.value(
            "SELECT phone FROM report_persons WHERE report_id = %(id)s", id=found(pool, table[0][0])["report"]
        )
    assert Keys.load(settings()).decrypt(phone, "report_persons.phone") == "13812345678"


class TestTheReportOfBadRows:
    def test_says_why_and_can_be_mended_and_imported(self, run: Runs, tmp_path: Path) -> None:
        report = tmp_path / "bad.csv"
        table = [*rows(2), *rows(1, 时间="昨天", 电话="12"), *rows(1, 网格="nowhere")]
        err = run(table, report=report)[2]
        assert err.splitlines()[-1] == f"没有导入的行写在 {report}。"
        assert report.read_bytes().startswith(b"\xef\xbb\xbf")
        with report.open(encoding="utf-8-sig", newline="") as file:
            header, *bad = csv.reader(file)
        assert header == ["行", "列", "规则", "原因", *HEADER]
        assert [row[:3] for row in bad] == [["4", "时间", "intake.time"], ["5", "网格", "grid.unknown"]]
        assert [row[4:] for row in bad] == table[2:]
        mended = [[*row[:4], *cells(编号=row[4])] for row in bad]
        with files(tmp_path, []) as (file, mapping):
            file.write_text("\n".join(",".join(row) for row in [header, *mended]), encoding="utf-8-sig")
            import_command(run.settings, Asked(file, mapping))
        assert "新增 2，原有 0，未导入 0。" in run.capture.readouterr().out

    def test_is_there_when_nothing_was_bad(self, run: Runs, tmp_path: Path) -> None:
        report = tmp_path / "bad.csv"
        assert run(rows(1), report=report)[2] == ""
        assert len(report.read_text(encoding="utf-8-sig").splitlines()) == 1

    def test_the_screen_shows_the_first_few(self, run: Runs) -> None:
        err = run(rows(SHOWN + 5, 时间="昨天"))[2].splitlines()
        assert len(err) == SHOWN + 1
        assert err[-1] == "还有 5 处，没有列出。用 --report 写进文件。"


class TestWhatCannotBeUsed:
    @pytest.mark.parametrize(
        ("mapping", "said"),
        [
            ("source =", "映射文件不是 TOML"),
            ('source = "x"', "映射文件缺 columns。"),
            (None, "打不开文件"),
            (b"\xff\xfe", "映射文件不是 TOML"),
        ],
    )
    def test_a_mapping(self, run: Runs, tmp_path: Path, mapping: str | bytes | None, said: str) -> None:
        plan = tmp_path / "odd.toml"
        if mapping is not None:
            plan.write_bytes(mapping if isinstance(mapping, bytes) else mapping.encode())
        with files(tmp_path, []) as (file, _), pytest.raises(CannotRun, match=said):
            import_command(run.settings, Asked(file, plan))

    def test_a_file_that_is_not_there(self, run: Runs, tmp_path: Path) -> None:
        with files(tmp_path, []) as (_, mapping), pytest.raises(CannotRun, match="打不开文件"):
            import_command(run.settings, Asked(tmp_path / "none.csv", mapping))

    def test_a_file_without_the_columns(self, run: Runs, tmp_path: Path) -> None:
        with files(tmp_path, []) as (file, mapping):
            file.write_text("a,b\n1,2\n")
            with pytest.raises(CannotRun, match="文件里没有列“编号”"):
                import_command(run.settings, Asked(file, mapping))

    def test_a_district_that_is_not_there(self, run: Runs, tmp_path: Path) -> None:
        with files(tmp_path, []) as (file, mapping), pytest.raises(CannotRun, match=DISTRICT):
            import_command(run.settings, Asked(file, mapping, district="999999"))

    def test_a_language_that_nobody_speaks_here(self, run: Runs, tmp_path: Path) -> None:
        with files(tmp_path, []) as (file, mapping), pytest.raises(CannotRun, match="zh, en"):
            import_command(run.settings, Asked(file, mapping, language="la"))


class TestWhenSomethingHappens:
    def test_a_lost_database_says_where_it_stopped(self, run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cases_import, "BATCH", 10)
        table, done = rows(25), []

        def lost(*words: Any, **how: Any) -> Any:
            if len(done) == 2:
                raise OperationalError("the connection is lost")
            done.append(bring(*words, **how))
            return done[-1]

        bring = cases.bring
        monkeypatch.setattr(cases, "bring", lost)
        with pytest.raises(CannotRun, match="停在第 22 行：the connection is lost"):
            run(table)
        monkeypatch.setattr(cases, "bring", bring)
        assert "新增 5，原有 20，" in run(table)[1]

    def test_a_report_that_comes_by_another_road_meanwhile_is_known(self, pool: Pool, tmp_path: Path) -> None:
        table = rows(3)
        number, clerk = table[1][0], town.actor_of(pool, town.CLERK)
        report = NewReport(Channel.HOTLINE, Kind.HELP, "同一件事", source="old", source_number=number)
        with BadRows(None, "zh", None, HEADER) as bad:  # type: ignore[arg-type]
            one, hand = Import(bad), Hand(pool, DISTRICT, reader())
            lines = [Row(n, row) for n, row in enumerate(table, 2)]
            thread = Thread(target=lambda: one.note(hand.take(lines)))
            with work(pool, DISTRICT, clerk) as tx:
                cases.report(tx, report)
                thread.start()
                until(lambda: somebody_waits(pool))
            thread.join()
        assert (one.read, one.new, one.known, bad.rows) == (3, 2, 1, 0)

    def test_by_several_processes_it_is_the_same(self, run: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also a number that comes twice, in two batches that are written at the same moment."""
        monkeypatch.setattr(cases_import, "BATCH", 100)
        table = rows(350)
        bad = rows(1, 时间="昨天")
        twice = [list(table[0])]
        code, out, err = run([*table[:300], *bad, *table[300:], *twice], jobs=2)
        assert (code, out.startswith("读了 352 行：新增 350，原有 1，未导入 1。")) == (1, True)
        assert err.startswith("第 302 行 时间：")

    def test_two_at_once(self, run: Runs, tmp_path: Path, pool: Pool) -> None:
        table = rows(400)
        with work(pool, DISTRICT) as tx:
            before = tx.value("SELECT count(*) FROM reports")
        with files(tmp_path, table) as (file, mapping):
            asked = Asked(file, mapping)
            threads = [Thread(target=import_command, args=(run.settings, asked)) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        with work(pool, DISTRICT) as tx:
            assert tx.value("SELECT count(*) FROM reports") == before + 400


def test_rows_are_taken_as_they_come() -> None:
    """A file is never in memory as a whole."""
    taken = []

    def endless() -> Any:
        for line in count(2):
            taken.append(line)
            yield Row(line, ["x"])

    first, second = islice(cases_import._batches(endless()), 2)
    assert (len(first), len(second), len(taken)) == (BATCH, BATCH, 2 * BATCH)


def test_the_command_line(urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setenv("WANGGE_DATABASE_URL", urls.app)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    settings.cache_clear()
    table = [*rows(1), *rows(1, 时间="昨天")]
    with files(tmp_path, table) as (file, mapping):
        done = CliRunner().invoke(cli.app, ["import", "cases", str(file), "--mapping", str(mapping)])
        again = CliRunner().invoke(cli.app, ["import", "cases", str(file), "--mapping", str(mapping), "--lang", "zh"])
    settings.cache_clear()
    assert done.exit_code == again.exit_code == 1
    assert "2 rows read: 1 new, 0 known, 1 not imported." in done.stdout
    assert "读了 2 行：新增 0，原有 1，未导入 1。" in again.stdout
    assert found(pool, table[0][0])["state"] == "reported"
