import pytest
from tests.cases.every_verb import tell_all
from tests.town import DISTRICT
from wangge.cases.rules import Verb
from wangge.kit.tx import Pool, work
pytestmark = pytest.mark.db

def test_x(pool: Pool) -> None:
    tell_all(pool)
    with work(pool, DISTRICT) as tx:
        verbs = {r["verb"] for r in tx.rows("SELECT DISTINCT verb FROM case_events")}
        print(set(Verb) - verbs)
        assert verbs == set(Verb)
