"""The stories together: every verb a person can say is said, and the reference holds each story once."""

import ast

from tests.stories.walks import STORIES, chapters, told
from wangge.cases.api.moves import MODELS


def said(name: str) -> set[str]:
    """First arguments of a method of the telling, over all stories."""
    calls = (node for path in STORIES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {
        str(node.args[0].value)
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_verb_of_a_person_is_said() -> None:
    assert said("does") == {verb.value for verb in MODELS}


def test_the_reference_tells_no_story_that_is_not_told() -> None:
    assert chapters().keys() - told().keys() == set()


def test_every_story_ends() -> None:
    """Only ``story.ends()`` proves the history and compares the page."""
    assert [key for key, node in told().items() if ast.unparse(node.body[-1]) != "story.ends()"] == []
