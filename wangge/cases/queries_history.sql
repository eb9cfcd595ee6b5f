-- What is needed to prove histories: whole ranges of cases, each kind of row read once and set against the others.

-- name: bounds
-- unscoped: verifying reads every case. Ids that end tiles of so many cases; each tile is then read at a moment of
-- its own, so that no transaction stays open for hours.
SELECT id FROM (SELECT c.id, row_number() OVER (ORDER BY c.id) AS n FROM cases c) numbered
 WHERE n %% %(tile)s::int = 0
 ORDER BY id;

-- name: ids
-- unscoped: verifying reads every case.
SELECT c.id FROM cases c WHERE c.number = ANY(%(numbers)s::text[]) ORDER BY c.id;

-- name: tile
-- unscoped: verifying reads every case. One statement, so that all rows are of one moment while people work;
-- rows whose case is not there come out too. `away`: reports that a merge took to another case.
SELECT 'case' AS kind, c.id AS case_id, row_to_json(c)::text AS doc
  FROM cases c WHERE c.id > %(lo)s AND c.id <= %(hi)s
UNION ALL
SELECT 'events', e.case_id, json_agg(e ORDER BY e.seq)::text
  FROM case_events e WHERE e.case_id > %(lo)s AND e.case_id <= %(hi)s GROUP BY e.case_id
UNION ALL
SELECT 'assignments', a.case_id, json_agg(a ORDER BY a.no)::text
  FROM assignments a WHERE a.case_id > %(lo)s AND a.case_id <= %(hi)s GROUP BY a.case_id
UNION ALL
SELECT 'clocks', k.case_id, json_agg(k ORDER BY k.no)::text
  FROM case_clocks k WHERE k.case_id > %(lo)s AND k.case_id <= %(hi)s GROUP BY k.case_id
UNION ALL
SELECT 'reports', r.case_id, json_agg(r ORDER BY r.id)::text
  FROM reports r WHERE r.case_id > %(lo)s AND r.case_id <= %(hi)s GROUP BY r.case_id
UNION ALL
SELECT 'away', r.home, json_agg(r ORDER BY r.id)::text
  FROM reports r WHERE r.home > %(lo)s AND r.home <= %(hi)s AND r.home <> r.case_id GROUP BY r.home
UNION ALL
SELECT 'texts', t.case_id, json_agg(t ORDER BY t.id)::text
  FROM texts t WHERE t.case_id > %(lo)s AND t.case_id <= %(hi)s GROUP BY t.case_id;
