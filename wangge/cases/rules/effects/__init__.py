"""What each verb does to a case, by verb; the rows of the table say when, the clocks follow by themselves."""

from collections.abc import Callable

from wangge.cases.rules.state import Case, Event, World
from wangge.cases.rules.words import Verb

Effect = Callable[[Case, Event, World], Case]
EFFECTS: dict[Verb, Effect] = {}


def effect(*verbs: Verb) -> Callable[[Effect], Effect]:
    def note(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(verbs, function))
        return function

    return note
