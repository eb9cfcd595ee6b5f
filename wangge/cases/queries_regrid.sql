-- Cases follow their grids when the tree changes under them: found by path, moved a batch at a time.

-- name: left_behind
-- unscoped: a grid that went elsewhere takes all its cases along, open ones first, due first; then the newest.
-- Both halves stop at the limit inside an index: however many lie behind them, a batch costs the same.
WITH ways AS MATERIALIZED (SELECT path FROM unnest(%(paths)s::text[]) AS w(path)),
open AS MATERIALIZED (
    SELECT c.id FROM ways w
     CROSS JOIN LATERAL (SELECT c.id FROM cases c WHERE c.path = w.path COLLATE "C" AND c.closed_at IS NULL
                          ORDER BY c.queue_at LIMIT %(limit)s::int) c
     LIMIT %(limit)s::int
),
closed AS MATERIALIZED (
    SELECT c.id FROM ways w
     CROSS JOIN LATERAL (SELECT c.id FROM cases c WHERE c.path = w.path COLLATE "C" AND c.closed_at IS NOT NULL
                          ORDER BY c.opened_at DESC
                          LIMIT greatest(0, %(limit)s::int - (SELECT count(*) FROM open)) ) c
     LIMIT greatest(0, %(limit)s::int - (SELECT count(*) FROM open))
)
SELECT c.id FROM cases c
 WHERE c.id IN (SELECT id FROM open UNION ALL SELECT id FROM closed)
 ORDER BY c.id
   FOR UPDATE;

-- name: walk_on
-- unscoped: of a grid that stays where it is, the cases that may lie in another one now, newest first, from the last on.
WITH page AS MATERIALIZED (
    SELECT c.id FROM cases c
     WHERE c.path = %(path)s AND (%(all)s::boolean OR c.point IS NOT NULL)
       AND (%(at)s::timestamptz IS NULL
            OR (c.opened_at <= %(at)s AND (c.opened_at, c.id) < (%(at)s::timestamptz, %(id)s::bigint)))
     ORDER BY c.opened_at DESC, c.id DESC
     LIMIT %(limit)s
)
SELECT c.id, c.opened_at FROM cases c WHERE c.id IN (SELECT id FROM page) ORDER BY c.id FOR UPDATE;

-- name: load_bare
-- unscoped: for the system, on every case. Read behind the locks, without what hangs on the case: a regrid leaves that
-- as it is (three times as fast as whole ones).
SELECT row_to_json(c) AS doc FROM cases c WHERE c.id = ANY(%(ids)s::bigint[]) ORDER BY c.id;

-- name: points_of
-- Erased ones have no body.
SELECT t.id, t.body FROM texts t WHERE t.id = ANY(%(ids)s::bigint[]) AND t.body IS NOT NULL;

-- name: save_places
-- Many cases of which nothing but the place has changed, each with its event: one statement for a batch.
WITH moved AS (
    UPDATE cases c
       SET grid = n.grid, path = n.path, area_class = n.area_class, seq = n.seq, moved_at = n.moved_at, hash = n.hash
      FROM jsonb_populate_recordset(NULL::cases, %(doc)s::jsonb -> 'cases') n
     WHERE c.id = n.id AND c.seq = n.seq - 1
    RETURNING c.id
),
events AS (
    INSERT INTO case_events
    SELECT e.* FROM jsonb_populate_recordset(NULL::case_events, %(doc)s::jsonb -> 'events') e
     WHERE e.case_id IN (SELECT id FROM moved)
    RETURNING case_id, seq, verb, at
),
told AS (
    INSERT INTO outbox (kind, subject, seq, verb, at) SELECT 'case', case_id, seq, verb, at FROM events ORDER BY case_id
)
SELECT count(*) FROM events;

-- name: filed_since
-- unscoped: whether a change of the tree may be taken back is no matter of who asks; numbers only of what he may see
-- would let him break the rest. Cases in a grid that the change made, filed or arrived there since.
SELECT c.number FROM cases c
 WHERE c.path = ANY(%(paths)s::text[])
   AND (c.grid_at_filing = ANY(%(grids)s::bigint[]) OR c.opened_at >= %(since)s)
 ORDER BY c.id
 LIMIT 20;

-- name: open_under
-- Open cases of the grids that would change, of those a person may see, by what they wait for.
SELECT c.path, c.state, count(*) AS cases
  FROM cases c
 WHERE c.closed_at IS NULL AND c.path = ANY(%(paths)s::text[]) AND {{visible}}
 GROUP BY c.path, c.state
 ORDER BY c.path, c.state;
