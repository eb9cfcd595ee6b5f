-- name: view
-- One statement for the page of a case: PostgreSQL builds the document.
SELECT json_build_object(
           'case', row_to_json(c),
           'grid', (SELECT json_build_object('code', g.code, 'name', g.name) FROM grids g WHERE g.id = c.grid),
           'assignments', (SELECT json_agg(a ORDER BY a.no) FROM assignments a WHERE a.case_id = c.id),
           'units', (SELECT json_object_agg(u.id, u.short_name) FROM units u
                      WHERE u.id IN (SELECT a.unit FROM assignments a WHERE a.case_id = c.id
                                      UNION ALL
                                     SELECT (e.given #>> '{trace,unit}')::bigint FROM case_events e
                                      WHERE e.case_id = c.id AND e.given ? 'trace')),
           'rules', (SELECT json_object_agg(o.version, json_build_object('rule', o.rule, 'no', o.no,
                                                                         'reason', o.reason))
                       FROM ownership_rules o
                      WHERE o.version IN (SELECT unnest(ARRAY[e.rule, (e.given #>> '{trace,rule}')::int]
                                                 || ARRAY(SELECT (l ->> 0)::int
                                                            FROM jsonb_array_elements(e.given #> '{trace,lost}') l))
                                            FROM case_events e
                                           WHERE e.case_id = c.id AND e.given ? 'trace')),
           'clocks', (SELECT json_agg(k ORDER BY k.no) FROM case_clocks k WHERE k.case_id = c.id),
           'reports', (SELECT json_agg(to_jsonb(r) || jsonb_build_object('person', to_jsonb(p)) ORDER BY r.id)
                         FROM reports r LEFT JOIN report_persons p ON p.report_id = r.id WHERE r.case_id = c.id),
           'events', (SELECT json_agg(json_build_object('seq', e.seq, 'verb', e.verb, 'at', e.at, 'actor', u.name,
                                                        'rule', e.rule, 'given', e.given) ORDER BY e.seq)
                        FROM case_events e LEFT JOIN users u ON u.id = e.actor WHERE e.case_id = c.id),
           'texts', (SELECT json_object_agg(t.id, t.body)
                       FROM (SELECT id, body FROM texts WHERE case_id = c.id
                              UNION ALL  -- of reports that joined; an OR would read the whole table
                             SELECT t.id, t.body FROM reports r JOIN texts t ON t.id = ANY(ARRAY[r.title, r.body])
                              WHERE r.case_id = c.id AND t.case_id <> c.id) t),
           'files', (SELECT json_agg(json_build_object('file', f.sha256, 'kind', f.kind, 'seq', f.seq) ORDER BY f.seq)
                       FROM case_files f WHERE f.case_id = c.id)
       ) AS doc,
       (SELECT max(version) FROM calendars) AS calendar
  FROM cases c
 WHERE c.number = %(number)s AND {{visible}};

-- fragment: asked_for
-- What the filters of the queue let through: open cases only, so that a count is exact whatever lies behind them.
c.closed_at IS NULL
   AND (%(category)s::text IS NULL OR starts_with(c.category, %(category)s))
   AND (%(lo)s::text IS NULL OR (c.path >= %(lo)s AND c.path < %(hi)s))
   AND (NOT %(late)s::boolean OR c.queue_at < %(now)s)
   AND (%(before)s::timestamptz IS NULL OR (c.queue_at >= %(now)s AND c.queue_at < %(before)s))
   AND (NOT %(urgent)s::boolean OR c.urgent)
   AND (NOT %(returned)s::boolean OR c.returns > 0)
   AND (NOT %(urged)s::boolean OR c.urges > 0)
   AND (NOT %(supervised)s::boolean OR c.demands > 0)
   AND (%(unit)s::bigint IS NULL OR %(unit)s = ANY(c.holding))

-- fragment: line
-- A case as one line of a list. `clock`: the one that is due next.
c.number, c.state, c.category, c.condition, c.standard, c.grade, c.urgent, c.sensitive, c.level, c.opened_at, c.closed_at,
       c.due_at, c.next_due_at, c.suspended_until, c.returns, c.reworks, c.urges, c.demands, c.extensions,
       c.asked ->> 'what' AS asked, c.seq, c.path, c.id, c.queue_at::text,
       (SELECT t.body FROM reports r JOIN texts t ON t.id = coalesce(r.title, r.body)
         WHERE r.case_id = c.id ORDER BY r.id LIMIT 1) AS title,
       (SELECT t.body FROM texts t WHERE t.id = c.point) AS point,
       (SELECT g.name FROM grids g WHERE g.id = c.grid) AS grid,
       (SELECT json_build_object('stage', k.stage, 'limit', k."limit", 'started_at', k.started_at,
                                 'alarm_at', k.alarm_at, 'rung', k.rung)
          FROM case_clocks k
         WHERE k.case_id = c.id AND k.ended_at IS NULL AND k.due_at = c.next_due_at
         ORDER BY k.stage = 'return', k.no LIMIT 1) AS clock,
       l.lead, l.held

-- fragment: leading
LEFT JOIN LATERAL (
           SELECT u.short_name AS lead, a.held FROM assignments a JOIN units u ON u.id = a.unit
            WHERE a.case_id = c.id AND a.role = 'lead' AND a.parent IS NULL ORDER BY a.no DESC LIMIT 1) l ON true

-- name: queue
-- Open cases by what is due next. Explained with a custom plan: a generic one does not know the filters.
-- Of every state asked for the first of its page, in the index alone: a filter that fits few reads no rows of the rest.
WITH page AS MATERIALIZED (
    SELECT n.id
      FROM unnest(%(states)s::text[]) AS s(state)
     CROSS JOIN LATERAL (
        SELECT c.id, c.queue_at FROM cases c
         WHERE c.state = s.state AND {{asked_for}}
           AND (%(after_at)s::timestamptz IS NULL
                OR (c.queue_at, c.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
           AND {{visible}}
         ORDER BY c.queue_at, c.id
         LIMIT %(limit)s) n
     ORDER BY n.queue_at, n.id
     LIMIT %(limit)s
)
SELECT {{line}}
  FROM page JOIN cases c ON c.id = page.id {{leading}}
 ORDER BY c.queue_at, c.id;

-- name: queue_counts
-- One pass over the open cases that the filters let through: the figures of the views and of the groups. A stretch of
-- the index for each state and span of time, so that no row is compared with them or hashed: half of the work.
-- Times are whole microseconds; `queue_at` is what is due next, infinity where nothing is.
SELECT s.state, sum(n.cases)::int AS cases,
       (sum(n.cases) FILTER (WHERE b.due = 'late'))::int AS late,
       (sum(n.cases) FILTER (WHERE b.due = 'today'))::int AS today,
       (sum(n.cases) FILTER (WHERE b.due = 'third'))::int AS third,
       (sum(n.cases) FILTER (WHERE b.due = 'later'))::int AS later,
       sum(n.returned)::int AS returned, sum(n.urged)::int AS urged, sum(n.supervised)::int AS supervised,
       sum(n.urgent)::int AS urgent
  FROM unnest(%(states)s::text[]) AS s(state)
 CROSS JOIN (VALUES
        ('late', timestamptz '-infinity', %(now)s::timestamptz - interval '1 microsecond'),
        ('today', %(now)s, %(today)s::timestamptz - interval '1 microsecond'),
        ('third', %(today)s, %(third)s::timestamptz - interval '1 microsecond'),
        ('later', %(third)s, timestamptz '294276-12-31 23:59:59.999999Z'),
        ('never', timestamptz 'infinity', timestamptz 'infinity')) AS b(due, first, last)
 CROSS JOIN LATERAL (
    SELECT count(*) AS cases,
           count(*) FILTER (WHERE c.returns > 0) AS returned,
           count(*) FILTER (WHERE c.urges > 0) AS urged,
           count(*) FILTER (WHERE c.demands > 0) AS supervised,
           count(*) FILTER (WHERE c.urgent) AS urgent
      FROM cases c
     WHERE c.state = s.state AND c.queue_at BETWEEN b.first AND b.last AND {{asked_for}} AND {{visible}}) n
 GROUP BY s.state
HAVING sum(n.cases) > 0;

-- name: by_number
-- The search box: a number or its beginning, newest first, closed ones too.
SELECT {{line}}
  FROM cases c {{leading}}
 WHERE c.number >= %(start)s AND c.number < %(start)s || '~' AND {{visible}}
 ORDER BY c.number DESC
 LIMIT %(limit)s;

-- name: by_phone
-- Who rang before. Of a confidential report only those may learn it in whose area its case lies.
SELECT {{line}}
  FROM cases c {{leading}}
 WHERE c.id IN (
           SELECT r.case_id FROM report_persons p JOIN reports r ON r.id = p.report_id
            WHERE p.phone_hash = ANY(%(hashes)s::bytea[])
              AND (NOT r.confidential OR EXISTS (
                      SELECT 1 FROM cases n, unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                       WHERE n.id = r.case_id AND n.path >= b.lo AND n.path < b.hi)))
   AND {{visible}}
 ORDER BY c.opened_at DESC, c.id DESC
 LIMIT %(limit)s;

-- name: names_on_paths
-- The names of all grids on the way to some paths, in one statement.
SELECT g.path, g.name FROM grids g WHERE g.path = ANY(%(paths)s::text[]) AND g.valid_to IS NULL;

-- name: grids_on_paths
SELECT g.code, g.name FROM grids g WHERE g.path = ANY(%(paths)s::text[]) AND g.valid_to IS NULL ORDER BY g.path;

-- name: clock_of
SELECT k."limit", k.extra, k.started_at, k.pauses, k.paused_at, k.ended_at, k.due_at, k.calendar
  FROM case_clocks k JOIN cases c ON c.id = k.case_id
 WHERE c.number = %(number)s AND k.no = %(no)s AND {{visible}};

-- name: events_since
-- What a person has not seen: read only for a case that was found visible.
SELECT e.seq, e.verb, e.at, e.actor, u.name AS actor_name, e.given
  FROM case_events e LEFT JOIN users u ON u.id = e.actor
 WHERE e.case_id = %(id)s AND e.seq > %(seen)s
 ORDER BY e.seq
 LIMIT 100;

-- name: known_files
SELECT sha256 FROM files WHERE sha256 = ANY(%(files)s::text[]);

-- name: custom_plan
SET LOCAL plan_cache_mode = force_custom_plan;

-- name: note_file
INSERT INTO files (sha256, type, size, width, height, by, at)
VALUES (%(sha256)s, %(type)s, %(size)s, %(width)s, %(height)s, %(by)s, %(now)s)
ON CONFLICT (sha256) DO NOTHING;

-- name: readable_file
-- A file is read by who brought it, and by whoever may see a case it belongs to.
SELECT f.type FROM files f
 WHERE f.sha256 = %(sha256)s
   AND (f.by = %(me)s OR EXISTS (
           SELECT 1 FROM case_files x JOIN cases c ON c.id = x.case_id WHERE x.sha256 = f.sha256 AND {{visible}}));

-- name: words_of
-- The address of a case in hand, for the names of compounds.
SELECT body FROM texts WHERE id = %(id)s;
