"""The levels of the catalogue: major class, minor class, filing condition, from one model of the deepest codes."""

from collections import defaultdict
from collections.abc import Sequence

from wangge.triage.learning.model import Adviser, Suggestion
from wangge.triage.learning.texts import message

_EXPLAINED = 10  # deepest codes whose words are looked for


def parent(code: str) -> str:
    """``0110/2`` → ``0110`` → ``01`` → ``""``; ``b0137`` → ``b01``."""
    if "/" in code:
        return code.rpartition("/")[0]
    return code[:-2] if sum(map(str.isdigit, code)) > 2 else ""


def lineage(code: str) -> tuple[str, ...]:
    """The code with everything above it, the major class first."""
    above = parent(code)
    return (*lineage(above), code) if above else (code,)


def descend(adviser: Adviser, text: str, title: str = "") -> list[Suggestion]:
    """The likeliest major class, in it the likeliest minor class, and so on; confidence never grows on the way down.

    The confidence of a class is that of everything under it together, so it may be sure of the major class where the
    minor one is anybody's guess. Empty where there is nothing to read.
    """
    best = adviser.suggest(text, title, most=_EXPLAINED)
    if not best:
        return []
    sure = dict(zip(adviser.names, adviser.probabilities([message(text, title)])[0].tolist(), strict=True))
    chosen: list[Suggestion] = []
    above = ""
    while classes := _below(above, adviser.names, sure):
        code = max(classes, key=lambda each: (classes[each], each))
        evidence = next((one.evidence for one in best if code in lineage(one.code)), ())
        chosen.append(Suggestion(code, min(classes[code], 1.0), evidence))
        above = code
    return chosen


def _below(above: str, names: Sequence[str], sure: dict[str, float]) -> dict[str, float]:
    """The classes right under one, each with the sum of what is under it."""
    classes: defaultdict[str, float] = defaultdict(float)
    for name in names:
        line = ("", *lineage(name))
        if above in line[:-1]:
            classes[line[line.index(above) + 1]] += sure[name]
    return dict(classes)
