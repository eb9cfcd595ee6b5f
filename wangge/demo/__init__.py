"""Made up for trying out: the demo district with its people and ninety days of cases, and the fixture town."""

from wangge.demo.land import Place, land
from wangge.demo.open import load

__all__ = ["Place", "gazetteer", "load"]


def gazetteer(seed: int = 1) -> list[Place]:
    """Compounds, villages, schools, markets, parks, clinics and roads of the demo district; needs no database.

    All but the villages' names are made up; the same for the same seed. 1.5 s the first time, then nothing. The grids
    along the roads and the house numbers are in ``wangge.demo.known.entries``.
    """
    return land(seed).places
