-- name: with_tasks
SELECT DISTINCT t.case_id FROM tasks t WHERE t.case_id = ANY(%(ids)s::bigint[]);

-- name: imported_waiting
-- unscoped: the picture is of every case. Those of an import that arrived waiting for somebody.
SELECT c.id FROM cases c
 WHERE c.id BETWEEN %(first)s AND %(last)s AND c.state = ANY(%(states)s::text[]) AND c.closed_at IS NULL;

-- name: histories
-- unscoped: the picture is of every case. One statement, so that a case and its events are of one moment.
SELECT c.id, c.number, c.path, c.seq,
       (SELECT json_agg(e ORDER BY e.seq) FROM case_events e
         WHERE e.case_id = c.id AND e.verb = ANY(%(verbs)s::text[])) AS events,
       (SELECT json_agg(json_build_object('stage', k.stage, 'at', k.started_at, 'due', k.due_at) ORDER BY k.no)
          FROM case_clocks k WHERE k.case_id = c.id AND k.stage = ANY(%(stages)s::text[])) AS clocks
  FROM cases c
 WHERE c.id = ANY(%(ids)s::bigint[])
 ORDER BY c.id;

-- name: write
-- In one order, so that the reader and a person who answers never wait for each other in a ring. What was read from an
-- earlier moment of the case writes nothing; nor does what is so already.
INSERT INTO tasks (kind, case_id, case_number, report_id, seq, person, path, asked_at, due_at, settled_at, answer,
                   attempts, by, upto)
SELECT n.kind, n.case_id, n.case_number, n.report_id, n.seq, n.person, n.path, n.asked_at, n.due_at, n.settled_at,
       n.answer, n.attempts, n.by, n.upto
  FROM jsonb_populate_recordset(NULL::tasks, %(rows)s::jsonb) n
 ORDER BY n.case_id, n.seq, n.report_id
ON CONFLICT (case_id, seq, report_id) DO UPDATE
   SET (person, path, due_at, settled_at, answer, attempts, by, upto)
     = (EXCLUDED.person, EXCLUDED.path, EXCLUDED.due_at, EXCLUDED.settled_at, EXCLUDED.answer, EXCLUDED.attempts,
        EXCLUDED.by, EXCLUDED.upto)
 WHERE tasks.upto = 0
    OR tasks.upto <= EXCLUDED.upto
       AND (tasks.person, tasks.path, tasks.due_at, tasks.settled_at, tasks.answer, tasks.attempts, tasks.by)
           IS DISTINCT FROM (EXCLUDED.person, EXCLUDED.path, EXCLUDED.due_at, EXCLUDED.settled_at, EXCLUDED.answer,
                             EXCLUDED.attempts, EXCLUDED.by);

-- name: doubt
-- Everything is to be read again; what is not found again belongs to no history.
UPDATE tasks SET upto = 0;

-- name: asking
-- The next cases whose history has asked for something.
SELECT DISTINCT e.case_id AS id FROM case_events e
 WHERE e.case_id > %(after)s
   AND (e.verb = ANY(%(verbs)s::text[]) OR e.verb = 'import' AND e.given ->> 'state' = ANY(%(states)s::text[]))
 ORDER BY e.case_id
 LIMIT %(limit)s;

-- name: forget
DELETE FROM tasks WHERE upto = 0;

-- name: open_tasks
-- Due first. `path` narrows by index, and may be a moment old; what a person may see is decided by the case itself.
SELECT t.id, t.kind, t.case_number AS number, c.seq, c.standard, c.category, c.urgent, g.name AS grid, u.name AS person,
       r.number AS report, p.name AS reporter_name, p.phone AS reporter_phone, t.asked_at, t.due_at,
       coalesce(t.due_at < %(now)s, false) AS late, t.attempts, t.queue_at::text
  FROM tasks t
  JOIN cases c ON c.id = t.case_id
  LEFT JOIN grids g ON g.id = c.grid
  LEFT JOIN users u ON u.id = t.person
  LEFT JOIN reports r ON r.id = t.report_id
  LEFT JOIN report_persons p ON p.report_id = t.report_id
 WHERE t.settled_at IS NULL
   AND t.kind = ANY(%(kinds)s::text[])
   AND (NOT %(mine)s::boolean OR t.person = %(me)s)
   AND EXISTS (SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi) WHERE t.path >= b.lo AND t.path < b.hi)
   AND {{cases.visible}}
   AND (%(after_at)s::timestamptz IS NULL OR (t.queue_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
 ORDER BY t.queue_at, t.id
 LIMIT %(limit)s;

-- name: task
SELECT t.id, t.kind, t.case_id, t.case_number AS number, r.number AS report, t.settled_at, t.answer, t.attempts, u.name AS by
  FROM tasks t
  JOIN cases c ON c.id = t.case_id
  LEFT JOIN reports r ON r.id = t.report_id
  LEFT JOIN users u ON u.id = t.by
 WHERE t.id = %(id)s AND {{cases.visible}};

-- name: path_of
SELECT c.path FROM cases c WHERE c.number = %(number)s AND {{cases.visible}};

-- name: custom_plan
SET LOCAL plan_cache_mode = force_custom_plan;
