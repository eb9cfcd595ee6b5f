"""Every sentence and word of the tasks, in both languages."""

import pytest

from wangge.followup.rules import QUESTIONS, TaskKind
from wangge.kit.errors import LANGUAGES, Invalid, NotFound, Refused, say, texts


def test_both_languages_have_the_same_keys() -> None:
    assert texts("followup")["zh"].keys() == texts("followup")["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_every_question_has_its_words(language: str) -> None:
    wanted = {f"word.kind.{kind}" for kind in TaskKind} | {f"word.question.{name}" for name in QUESTIONS}
    assert wanted <= texts("followup")[language].keys()


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (NotFound("task.unknown", task=1), "没有这个任务。", "There is no such task."),
        (Invalid("task.kind", kind="check"), "这个任务是核查，按核查回答。", "This task is a check; answer it as one."),
        (
            Refused("task.settled", number="20261009-0087"),
            "20261009-0087 的这个任务已经办完，刷新列表。",
            "This task of 20261009-0087 is settled; reload the list.",
        ),
    ],
)
def test_sentences(error: Refused, zh: str, en: str) -> None:
    assert (say(error, "zh"), say(error, "en")) == (zh, en)
