"""A model learns from few and many messages, says how sure it is and why, and comes back from its file unchanged."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.triage.samples import WORDS, messages
from wangge.kit.errors import Invalid
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.duplicates import groups
from wangge.triage.learning.evaluation import scores
from wangge.triage.learning.levels import descend, lineage, parent
from wangge.triage.learning.model import ColdModel, Model
from wangge.triage.learning.store import load, save
from wangge.triage.learning.texts import message
from wangge.triage.learning.training import Categories, train

NAMES = {"0101": "井盖缺失", "0102": "路灯不亮", "0201": "垃圾清运", "0202": "小广告"}
SYNONYMS = {code: [name, *WORDS[code].split()[:2]] for code, name in NAMES.items()}
ALL = Categories(tuple(NAMES), SYNONYMS)


def learned(each: int, telling: int = 3) -> Model:
    texts, codes = messages(each, telling=telling)
    return train([message(text) for text in texts], codes, ALL)[0]


def accuracy(model: Model | ColdModel, telling: int = 3) -> float:
    texts, codes = messages(50, seed=99, telling=telling)
    chosen = model.probabilities([message(text) for text in texts]).argmax(axis=1)
    return float(np.mean([model.names[at] == code for at, code in zip(chosen, codes, strict=True)]))


@pytest.fixture(scope="module")
def model() -> Model:
    return learned(60)


class TestStates:
    def test_cold_warm_learned_get_better(self, model: Model) -> None:
        """One telling word a message, not always one that the catalogue has."""
        cold = accuracy(ColdModel(Cold(tuple(NAMES), SYNONYMS)), telling=1)
        warm, full = accuracy(learned(4, telling=1), telling=1), accuracy(learned(100, telling=1), telling=1)
        assert 0.3 < cold <= warm + 0.05
        assert warm < full
        assert full > 0.95

    def test_ten_messages_do_not_unlearn_the_catalogue(self) -> None:
        assert accuracy(learned(3)) >= accuracy(ColdModel(Cold(tuple(NAMES), SYNONYMS))) - 0.05

    def test_a_category_without_messages_is_still_proposed_by_its_words(self) -> None:
        texts, codes = messages(40)
        seen = [(text, code) for text, code in zip(texts, codes, strict=True) if code != "0202"]
        model = train([message(text) for text, _ in seen], [code for _, code in seen], ALL)[0]
        assert not model.known[3]
        found = model.suggest("墙面小广告，小广告张贴太多", most=4)
        assert "0202" in [one.code for one in found[:2]]
        assert {one.code for one in found} == set(NAMES)

    @pytest.mark.parametrize(
        ("rows", "codes"), [(0, []), (9, ["a"] * 5 + ["b"] * 4), (12, ["a"] * 12), (12, ["a"] * 11 + ["b"])]
    )
    def test_too_little_is_refused(self, rows: int, codes: list[str]) -> None:
        with pytest.raises(Invalid, match=r"triage\.too_few"):
            train([message(f"路灯{at}不亮") for at in range(rows)], codes)


class TestSuggestions:
    def test_code_confidence_and_words_of_the_text(self, model: Model) -> None:
        text = "您好，路口的井盖丢失了，行人容易绊倒，谢谢"
        first, second, *_ = model.suggest(text)
        assert first.code == "0101"
        assert 0.8 < first.confidence <= 1
        assert second.confidence < first.confidence
        assert {"井盖", "丢失"} & set(first.evidence)
        assert all(word in text for word in first.evidence)
        assert not {"您好", "谢谢"} & set(first.evidence)

    def test_the_title_counts(self, model: Model) -> None:
        assert model.suggest("希望有关部门尽快处理，谢谢", "路灯不亮，灯泡熄灭")[0].code == "0102"

    def test_the_order_of_training_does_not_matter_and_the_same_comes_out_again(self) -> None:
        text = "垃圾桶满溢，苍蝇很多"
        assert learned(20).suggest(text) == learned(20).suggest(text)

    def test_confidence_is_held_to_what_was_held_out(self, model: Model) -> None:
        texts, codes = messages(60, seed=5, telling=1)
        found = model.probabilities([message(text) for text in texts])
        assert ((found >= 0) & (found <= 1)).all()
        assert (found.sum(axis=1) <= 1 + 1e-9).all()
        done = scores(found, model.names, codes, model.thresholds, 1.0)
        assert done.precision_at_95 is None or done.precision_at_95 > 0.9

    def test_the_cold_model_shows_its_words(self) -> None:
        cold = ColdModel(Cold(["交通运输", "教育文体"]))
        best = cold.suggest("公交车线路太少，司机拒载")[0]
        assert best.code == "交通运输"
        assert {"拒载", "公交车"} <= set(best.evidence)
        assert cold.suggest("。。。") == []


class TestLevels:
    @pytest.mark.parametrize(
        ("code", "above"),
        [("0110/2", "0110"), ("0110", "01"), ("01", ""), ("b0137", "b01"), ("b01", ""), ("r0101/3", "r0101")],
    )
    def test_parent(self, code: str, above: str) -> None:
        assert parent(code) == above

    def test_lineage(self) -> None:
        assert lineage("b0137/2") == ("b01", "b0137", "b0137/2")

    def test_from_major_to_minor_ever_less_sure(self, model: Model) -> None:
        steps = descend(model, "垃圾堆放，臭味很大，没有清运")
        assert [step.code for step in steps] == ["02", "0201"]
        assert steps[0].confidence >= steps[1].confidence
        assert all("垃圾" in " ".join(step.evidence) for step in steps)

    def test_sure_of_the_major_class_where_the_minor_one_is_open(self, model: Model) -> None:
        major, minor = descend(model, "垃圾 清运 臭味 小广告 张贴 墙面")
        assert major.code == "02"
        assert major.confidence > minor.confidence

    def test_nothing_to_read(self, model: Model) -> None:
        assert descend(model, "") == []


class TestFile:
    def test_comes_back_unchanged(self, model: Model, tmp_path: Path) -> None:
        save(model, tmp_path / "deep" / "a.model")
        again = load(tmp_path / "deep" / "a.model")
        text = "灯杆旁边井盖缺失"
        assert again.suggest(text) == model.suggest(text)
        assert again.thresholds == model.thresholds
        assert [path.name for path in (tmp_path / "deep").iterdir()] == ["a.model"]

    def test_holds_no_words_of_the_messages(self, tmp_path: Path) -> None:
        made, _ = train([message(text) for text in messages(20)[0]], messages(20)[1])
        save(made, tmp_path / "a")
        with np.load(tmp_path / "a", allow_pickle=False) as parts:
            tells = json.loads(parts["tells"].tobytes())
        assert "井盖" not in json.dumps(tells, ensure_ascii=False)

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"\x80\x04K\x01.", b"text"])
    def test_what_is_no_model_is_refused(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(content)
        with pytest.raises(Invalid, match=r"triage\.no_model"):
            load(tmp_path / "a")

    def test_a_pickle_inside_is_not_opened(self, tmp_path: Path) -> None:
        with (tmp_path / "a").open("wb") as file:
            np.savez(file, tells=np.array([{"format": 1}], dtype=object))
        with pytest.raises(Invalid, match=r"triage\.no_model"):
            load(tmp_path / "a")

    @pytest.mark.parametrize(
        "change",
        [
            {"weights": np.zeros((2, 2), np.float32)},
            {"known": np.zeros(9, bool)},
            {"offsets": np.full(4, np.nan)},
            {"idf": None},
        ],
    )
    def test_parts_that_do_not_fit_are_refused(
        self, model: Model, tmp_path: Path, change: dict[str, np.ndarray | None]
    ) -> None:
        save(model, tmp_path / "a")
        with np.load(tmp_path / "a", allow_pickle=False) as parts:
            arrays = {name: parts[name] for name in parts.files} | change
        with (tmp_path / "a").open("wb") as file:
            np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
        with pytest.raises(Invalid, match=r"triage\.no_model"):
            load(tmp_path / "a")


def test_copies_are_found() -> None:
    text = "清源路兴华园小区南门的路灯坏了半个月，晚上很黑，老人出门害怕。"
    found = groups([text, "别的事情与此毫无关系，公交车今天又晚点了四十分钟。", f"再次反映：{text}谢谢！", text])
    assert found[0] == found[2] == found[3] != found[1]
