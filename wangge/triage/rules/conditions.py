"""Which filing condition (立案条件) of a category a text speaks of, where the category has several."""

from collections.abc import Sequence


def best_condition(names: Sequence[str], text: str) -> int:
    """The place of the condition that shares most pairs of characters with the text, beyond what all of them say.

    The first where the text tells none apart. ValueError for no names.
    """
    shared = _shared(names, text)
    return shared.index(max(shared))


def clear_condition(names: Sequence[str], text: str) -> int | None:
    """The place of the only condition, or of the one that shares more with the text than any other; else None."""
    shared = _shared(names, text)
    best = max(shared)
    return shared.index(best) if shared.count(best) == 1 and (best or len(names) == 1) else None


def _shared(names: Sequence[str], text: str) -> list[int]:
    if not names:
        raise ValueError("a category without a condition")
    pairs = [{name[at : at + 2] for at in range(len(name) - 1)} for name in names]
    common = set.intersection(*pairs) if len(pairs) > 1 else set()
    said = {text[at : at + 2] for at in range(len(text) - 1)}
    return [len((own - common) & said) for own in pairs]
