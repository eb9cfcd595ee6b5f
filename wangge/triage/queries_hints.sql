-- name: past_turns
-- Of classes and units that have lost enough cases; by place, so that this is few rows however many cases there were.
SELECT t.category, t.path, t.first, t.done, count(*)::int AS cases,
       (array_agg(t.case_id ORDER BY t.case_id DESC))[1:20] AS samples
  FROM unit_turns t
  JOIN (SELECT category, first FROM unit_turns WHERE gone AND done IS NOT NULL AND period > %(since)s
         GROUP BY category, first HAVING count(*) >= %(least)s) g ON g.category = t.category AND g.first = t.first
 WHERE t.done IS NOT NULL AND t.rule IS NOT NULL AND t.period > %(since)s
 GROUP BY t.category, t.path, t.first, t.done;

-- name: write_hints
-- What was settled comes back with new evidence only.
INSERT INTO rule_hints AS h (category, area, first, unit, times, "of", sent, samples, state, at)
SELECT n.category, n.area, n.first, n.unit, n.times, n."of", n.sent, n.samples, 'open', %(now)s
  FROM jsonb_populate_recordset(NULL::rule_hints, %(rows)s::jsonb) n
ON CONFLICT (category, area, first, unit) DO UPDATE
   SET (times, "of", sent, samples, state)
     = (EXCLUDED.times, EXCLUDED."of", EXCLUDED.sent, EXCLUDED.samples,
        CASE WHEN h.state = 'open' OR EXCLUDED.times >= h.settled + %(more)s THEN 'open' ELSE h.state END);

-- name: drop_hints
-- What the past does not suggest any more; what was settled is remembered.
DELETE FROM rule_hints h
 WHERE h.state = 'open'
   AND NOT EXISTS (SELECT FROM jsonb_populate_recordset(NULL::rule_hints, %(rows)s::jsonb) n
                    WHERE (n.category, n.area, n.first, n.unit) = (h.category, h.area, h.first, h.unit));

-- name: open_hints
SELECT h.id, h.category, h.area, h.first, h.unit, h.times, h."of", h.sent, g.code AS grid, g.name AS grid_name,
       ARRAY(SELECT c.number FROM cases c WHERE c.id = ANY(h.samples) AND {{cases.visible}} ORDER BY c.id DESC) AS cases
  FROM rule_hints h
  LEFT JOIN grids g ON g.path = h.area AND g.valid_to IS NULL
 WHERE h.state = 'open'
 ORDER BY h.times DESC, h.id
 LIMIT %(limit)s;

-- name: lock_hint
SELECT h.id, h.category, h.area, h.first, h.unit, h.times, h."of", h.state, g.code AS grid
  FROM rule_hints h LEFT JOIN grids g ON g.path = h.area AND g.valid_to IS NULL
 WHERE h.id = %(id)s
   FOR UPDATE OF h;

-- name: settle_hint
UPDATE rule_hints SET (state, settled, draft, by, at) = (%(state)s, times, %(draft)s, %(by)s, %(now)s)
 WHERE id = %(id)s;
