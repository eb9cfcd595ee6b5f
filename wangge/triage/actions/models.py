"""The model in use: the district's live one, or the words of its catalogue where nothing was learned yet."""

from typing import NamedTuple

from wangge.kit.stamps import Kept
from wangge.kit.tx import Tx
from wangge.triage.actions.book import book
from wangge.triage.learning.cold import Cold
from wangge.triage.learning.model import Adviser, ColdModel

COLD = "cold"

#: The stamp of the models.
ADVICE = "advice"


class Live(NamedTuple):
    """``version``: of ``advice_models``, or ``cold``. The adviser's names are codes of categories."""

    version: str
    adviser: Adviser


_cold = Kept[Live]("catalogue")


def live(tx: Tx) -> Live:
    """What advises on categories now; kept by the process."""
    found = _cold.get(tx, COLD, lambda: (cold(tx), None))
    assert found is not None
    return found


def cold(tx: Tx) -> Live:
    """The catalogue's own words."""
    words = book(tx).words
    return Live(COLD, ColdModel(Cold(sorted(words), words)))
