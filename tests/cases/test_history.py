import pytest
from tests.cases.every_verb import tell_all
from tests.town import DISTRICT
from wangge.cases.rules import Verb
from wangge.cases.history import verify
from wangge.kit.tx import Pool, work
pytestmark = pytest.mark.db

def test_x(pool: Pool) -> None:
    tell_all(pool)
    with work(pool, DISTRICT) as tx:
        verbs = {r["verb"] for r in tx.rows("SELECT DISTINCT verb FROM case_events")}
        assert verbs == set(Verb)
        for f in verify(tx): print(f)
        for r in tx.rows("SELECT number,state,merged_into,id,(select count(*) from reports r where r.case_id=c.id) n FROM cases c order by id"): print(r)
        assert 0
