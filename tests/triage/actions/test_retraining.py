"""Corrections become training data; a better model goes live, a worse one does not, and a former one comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from tests import town
from tests.cases.histories import Teller
from tests.triage.actions.telling import GARBAGE, HEAT, NOISE, PARKING, corrected, filed, some, texts
from wangge.cases.erasure import Reason, erase
from wangge.kit.errors import NotFound, Refused
from wangge.kit.tx import Pool, work
from wangge.triage.actions import advising, models, retraining
from wangge.triage.actions.advising import Asked
from wangge.triage.actions.retraining import labelled, retrain

pytestmark = pytest.mark.db

NEW = 200  # of a shuffled list of texts: from here on nobody has told them


@pytest.fixture
def told(fresh: Pool) -> Teller:
    return Teller(fresh, datetime.now(UTC) - timedelta(days=20))


@pytest.fixture
def fresh(databases: Any) -> Iterator[Pool]:
    """A database for each test: models and reports add up."""
    with databases.clone() as urls, _pool(urls.app) as pool:
        yield pool


def _pool(url: str) -> Pool:
    return ConnectionPool(url, min_size=1, max_size=6, kwargs={"autocommit": True}, open=True)


def right(pool: Pool, category: str) -> float:
    """Share of fresh texts of a category that are advised right."""
    said = texts(category)[NEW : NEW + 40]
    with work(pool, town.DISTRICT) as tx:
        found = [models.live(tx).adviser.suggest(one, "", 1) for one in said]
    return sum(bool(one) and one[0].code == town.matter(category)[0] for one in found) / len(said)


def live(pool: Pool) -> str:
    with work(pool, town.DISTRICT) as tx:
        return models.live(tx).version


class TestLearning:
    def test_a_broken_category_is_mended_by_what_clerks_correct(self, fresh: Pool, told: Teller) -> None:
        """80 complaints about noise were filed as parking; the model learns that, until 60 of them are corrected."""
        wrong = some(told, 20, [(said, PARKING) for said in texts(NOISE)[20:100]])
        first = retrain(fresh, town.DISTRICT, now=told.now)
        assert first.live
        assert right(fresh, NOISE) < 0.2
        assert right(fresh, HEAT) > 0.9
        for number in wrong[:60]:
            corrected(told, number, NOISE)
        second = retrain(fresh, town.DISTRICT, now=told.now)
        assert second.live, second
        assert second.scores["live"]["version"] == first.version
        assert live(fresh) == second.version
        assert right(fresh, NOISE) > 0.7  # 20 of them are still filed as parking
        assert right(fresh, PARKING) > 0.9

    def test_a_text_without_a_word_for_anything_gets_no_advice(self, fresh: Pool, told: Teller) -> None:
        """To a model of few categories even numbers look like one of them."""
        some(told, 40)
        assert retrain(fresh, town.DISTRICT, now=told.now).live
        with work(fresh, town.DISTRICT) as tx:
            found = advising.category_advice(tx, models.live(tx), Asked("1 " * 100))
            sure = advising.category_advice(tx, models.live(tx), Asked(texts(HEAT)[NEW]))
        assert found == {"action": "none", "candidates": []}
        assert sure["action"] == "take"

    def test_a_worse_model_does_not_go_live_and_says_why(
        self, fresh: Pool, told: Teller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was filed lately is noise: learned from that, it would do worse on the cases that were held out."""
        some(told, 40)
        first = retrain(fresh, town.DISTRICT, now=told.now)
        for at, name in enumerate((NOISE, HEAT, PARKING, GARBAGE) * 15):
            filed(told, texts(name)[60 + at], name)

        def blind(rows: list[Any], words: Any) -> Any:
            labels = [row.label for row in (*rows[1:], rows[0])]
            return learned([row._replace(label=label) for row, label in zip(rows, labels, strict=True)], words)

        learned = retraining._learned
        monkeypatch.setattr(retraining, "_learned", blind)
        second = retrain(fresh, town.DISTRICT, now=told.now)
        assert (second.live, second.why, live(fresh)) == (False, "advice.worse", first.version)
        with work(fresh, town.DISTRICT) as tx:
            refused, good = models.listed(tx)[:2]
        assert (refused["state"], refused["restorable"], good["state"]) == ("refused", False, "live")
        assert refused["scores"]["difference"]["accuracy"][2] < 0

    def test_too_little_is_new(self, fresh: Pool, told: Teller) -> None:
        some(told, 40)
        retrain(fresh, town.DISTRICT, now=told.now)
        with pytest.raises(Refused, match="too_little"):
            retrain(fresh, town.DISTRICT, now=told.now)

    def test_nothing_at_all(self, fresh: Pool) -> None:
        with pytest.raises(Refused, match="too_little"):
            retrain(fresh, town.DISTRICT)
        assert live(fresh) == "cold"

    def test_of_two_at_once_one_trains(self, fresh: Pool, told: Teller) -> None:
        some(told, 40)
        start, outcomes = Barrier(2), list[str]()

        def train() -> None:
            start.wait()
            try:
                outcomes.append(retrain(fresh, town.DISTRICT, now=told.now).why)
            except Refused as refused:
                outcomes.append(refused.code)

        threads = [Thread(target=train) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["advice.better", "advice.training"]

    def test_what_changed_meanwhile_is_not_overruled(
        self, fresh: Pool, told: Teller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody goes back to the catalogue's words while a model is trained that was compared with another."""
        some(told, 40)
        first = retrain(fresh, town.DISTRICT, now=told.now)
        for at, name in enumerate((NOISE, HEAT, PARKING, GARBAGE) * 10):
            filed(told, texts(name)[60 + at], name)

        def judged(*given: Any) -> Any:
            with work(fresh, town.DISTRICT) as tx:
                models.restore(tx, "cold")
            return judge(*given)

        judge = retraining._judged
        monkeypatch.setattr(retraining, "_judged", judged)
        with pytest.raises(Refused, match="model_changed"):
            retrain(fresh, town.DISTRICT, now=told.now)
        assert live(fresh) == "cold"
        assert first.live


class TestWhatIsLearnedFrom:
    def test_an_erased_report_is_in_no_later_training(self, databases: Any, told: Teller, fresh: Pool) -> None:
        gone, stays = (told.tell(text=said, category="0110", condition="01") for said in texts(GARBAGE)[:2])
        url = databases.addresses(fresh.conninfo.rsplit("/", 1)[-1].split("?", maxsplit=1)[0])
        with work(fresh, town.DISTRICT) as tx:
            before = [row.message.text for row in labelled(tx)]
        with _pool(url.erase) as eraser, work(eraser, town.DISTRICT) as tx:
            erase(tx, gone.report, Reason.REQUEST)
        with work(fresh, town.DISTRICT) as tx:
            after = [row.message.text for row in labelled(tx)]
        assert len(before) == 2
        assert len(after) == 1
        assert stays.new

    def test_the_category_a_case_has_now(self, fresh: Pool, told: Teller) -> None:
        number = filed(told, texts(NOISE)[0], PARKING)
        corrected(told, number, NOISE)
        told.report(text="还没有归类")
        with work(fresh, town.DISTRICT) as tx:
            assert [row.label for row in labelled(tx)] == [town.matter(NOISE)[0]]

    @pytest.mark.parametrize(("reviewed", "learned"), [(False, 0), (True, 1)])
    def test_an_automatic_step_only_when_somebody_looked(
        self, fresh: Pool, told: Teller, reviewed: bool, learned: int
    ) -> None:
        number = filed(told, texts(NOISE)[0], NOISE)
        with work(fresh, town.DISTRICT) as tx:
            tx.run(
                """INSERT INTO suggestions (advice, step, at, model, action, suggested, candidates, auto, case_id,
                                            reviewed_at)
                   SELECT 1, 'category', now(), 'cold', 'take', category, '[]', true, id, %(reviewed)s
                     FROM cases WHERE number = %(number)s""",
                number=number,
                reviewed=told.now if reviewed else None,
            )
            assert len(labelled(tx)) == learned
        corrected(told, number, HEAT)
        with work(fresh, town.DISTRICT) as tx:
            assert [row.label for row in labelled(tx)] == [town.matter(HEAT)[0]]

    def test_personal_numbers_leave_as_asterisks(self, fresh: Pool, told: Teller) -> None:
        filed(told, "我的电话 13812345678，请回电，楼下吵", NOISE)
        with work(fresh, town.DISTRICT) as tx:
            [row] = labelled(tx)
        assert "13812345678" not in row.message.text


class TestRestoring:
    def test_a_former_model_and_the_catalogues_words(self, fresh: Pool, told: Teller) -> None:
        some(told, 40)
        first = retrain(fresh, town.DISTRICT, now=told.now).version
        for version in ("cold", first, "cold"):
            with work(fresh, town.DISTRICT) as tx:
                models.restore(tx, version)
            assert live(fresh) == version
        with work(fresh, town.DISTRICT) as tx:
            said = "SELECT action, target, facts FROM audit WHERE action LIKE 'advice.%%' ORDER BY id"
            assert [(row["action"], row["target"]) for row in tx.rows(said)] == [
                ("advice.live", f"model:{first}"),
                ("advice.restore", "model:cold"),
                ("advice.restore", f"model:{first}"),
                ("advice.restore", "model:cold"),
            ]

    def test_what_cannot_be(self, fresh: Pool) -> None:
        with work(fresh, town.DISTRICT) as tx:
            with pytest.raises(NotFound, match="no_model"):
                models.restore(tx, "2020-01-01T00:00:00Z-1")
            with pytest.raises(Refused, match="live_already"):
                models.restore(tx, "cold")

    def test_the_bytes_of_the_newest_few_are_kept(
        self, fresh: Pool, told: Teller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(models, "KEPT", 1)
        some(told, 40)
        first = retrain(fresh, town.DISTRICT, now=told.now).version
        for at, name in enumerate((NOISE, HEAT, PARKING, GARBAGE) * 10):
            filed(told, texts(name)[60 + at], name)
        second = retrain(fresh, town.DISTRICT, now=told.now)
        assert second.live
        with work(fresh, town.DISTRICT) as tx:
            assert tx.rows("SELECT DISTINCT version FROM advice_model_parts") == [{"version": second.version}]
            with pytest.raises(Refused, match="model_gone"):
                models.restore(tx, first)

    def test_a_model_of_another_program_is_left_alone(
        self, fresh: Pool, told: Teller, caplog: pytest.LogCaptureFixture
    ) -> None:
        """After an update that reads models otherwise: the catalogue's words until the next training."""
        some(told, 40)
        retrain(fresh, town.DISTRICT, now=told.now)
        with work(fresh, town.DISTRICT) as tx:
            tx.run("DELETE FROM advice_model_parts WHERE what = 'model'")
        assert live(fresh) == "cold"
        assert live(fresh) == "cold"
        assert sum("cannot be read" in record.message for record in caplog.records) == 1
