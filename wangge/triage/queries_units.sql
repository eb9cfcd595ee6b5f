-- name: turns
-- unscoped: counts of every case. As it stands now, and as it was counted before (old); one moment for both.
SELECT c.id AS case_id, c.category, c.condition, c.path, coalesce(c.closed_at, f.sent_at) AS at, f.unit AS first,
       f.held = 'returned' OR f.held IN ('replaced', 'taken_back') AND l.unit IS DISTINCT FROM f.unit AS gone,
       CASE WHEN c.state = 'closed' AND c.outcome IS DISTINCT FROM 'withdrawn' THEN l.unit END AS done,
       (SELECT e.rule FROM case_events e
         WHERE e.case_id = c.id AND e.verb IN ('dispatch', 'import') ORDER BY e.seq LIMIT 1) AS rule
  FROM cases c
  JOIN assignments f ON f.case_id = c.id AND f.no = 1
  LEFT JOIN LATERAL (
           SELECT a.unit FROM assignments a
            WHERE a.case_id = c.id AND a.role = 'lead' AND a.parent IS NULL
              AND a.held NOT IN ('replaced', 'returned', 'taken_back')
            ORDER BY a.no DESC LIMIT 1) l ON true
 WHERE c.id = ANY(%(ids)s::bigint[]) AND c.category <> '';

-- name: turns_counted
SELECT case_id, category, condition, path, period, first, gone, done, rule FROM unit_turns
 WHERE case_id = ANY(%(ids)s::bigint[]);

-- name: drop_turns
DELETE FROM unit_turns WHERE case_id = ANY(%(ids)s::bigint[]);

-- name: write_turns
INSERT INTO unit_turns (case_id, category, condition, path, period, first, gone, done, rule)
SELECT n.case_id, n.category, n.condition, n.path, n.period, n.first, n.gone, n.done, n.rule
  FROM jsonb_populate_recordset(NULL::unit_turns, %(rows)s::jsonb) n
ON CONFLICT (case_id) DO UPDATE
   SET (category, condition, path, period, first, gone, done, rule)
     = (EXCLUDED.category, EXCLUDED.condition, EXCLUDED.path, EXCLUDED.period, EXCLUDED.first, EXCLUDED.gone,
        EXCLUDED.done, EXCLUDED.rule);

-- name: add_tallies
INSERT INTO unit_tallies (branch, area, unit, period, done, sent, gone)
SELECT n.branch, n.area, n.unit, n.period, n.done, n.sent, n.gone
  FROM jsonb_populate_recordset(NULL::unit_tallies, %(rows)s::jsonb) n
 ORDER BY n.branch, n.area, n.unit, n.period
ON CONFLICT (branch, area, unit, period) DO UPDATE
   SET (done, sent, gone)
     = (unit_tallies.done + EXCLUDED.done, unit_tallies.sent + EXCLUDED.sent, unit_tallies.gone + EXCLUDED.gone);

-- name: tallied
-- A few rows of the primary key, however many cases lie behind them.
SELECT t.branch, t.area, t.unit, sum(t.done)::int AS done, sum(t.sent)::int AS sent, sum(t.gone)::int AS gone
  FROM unnest(%(branches)s::text[], %(areas)s::text[]) AS w(branch, area)
  JOIN unit_tallies t ON t.branch = w.branch AND t.area = w.area AND t.period > %(since)s
 GROUP BY t.branch, t.area, t.unit;

-- name: cases_of_import
-- unscoped: counts of every case.
SELECT c.id FROM cases c WHERE c.id BETWEEN %(first)s AND %(last)s;

-- name: hold_units
-- Waits for a round of the loop, and keeps the next one waiting.
SELECT last_no FROM feed_readers WHERE name = %(reader)s FOR UPDATE;

-- name: forget_turns
DELETE FROM unit_turns;

-- name: forget_tallies
DELETE FROM unit_tallies;

-- name: sent_after
-- unscoped: counts of every case.
SELECT DISTINCT a.case_id AS id FROM assignments a WHERE a.case_id > %(after)s ORDER BY a.case_id LIMIT %(limit)s;

-- name: name_of_area
SELECT name FROM grids WHERE path = %(area)s ORDER BY valid_to DESC NULLS FIRST LIMIT 1;

-- name: waiting_matter
-- A case as the ownership rules see it, for who may dispatch it.
SELECT c.id, c.state, c.category, c.condition, c.path, c.grid, c.component,
       (SELECT t.body FROM texts t WHERE t.id = c.address) AS address
  FROM cases c
 WHERE c.number = %(number)s AND {{cases.visible}};
