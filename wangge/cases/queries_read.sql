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
                                                        'given', e.given) ORDER BY e.seq)
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

-- name: queue
-- Open cases by what is due next. Explained with a custom plan: a generic one does not know the filters.
SELECT c.number, c.state, c.category, c.condition, c.grade, c.urgent, c.sensitive, c.level, c.opened_at, c.due_at,
       c.next_due_at, c.suspended_until, c.returns, c.reworks, c.urges, c.demands, c.seq, c.id, c.queue_at::text,
       (SELECT t.body FROM reports r JOIN texts t ON t.id = coalesce(r.title, r.body)
         WHERE r.case_id = c.id ORDER BY r.id LIMIT 1) AS title,
       (SELECT g.name FROM grids g WHERE g.id = c.grid) AS grid,
       (SELECT u.short_name FROM assignments a JOIN units u ON u.id = a.unit
         WHERE a.case_id = c.id AND a.role = 'lead' AND a.parent IS NULL ORDER BY a.no DESC LIMIT 1) AS lead
  FROM cases c
 WHERE c.closed_at IS NULL
   AND (%(state)s::text IS NULL OR c.state = %(state)s)
   AND (%(category)s::text IS NULL OR c.category = %(category)s)
   AND (%(lo)s::text IS NULL OR (c.path >= %(lo)s AND c.path < %(hi)s))
   AND (NOT %(late)s::boolean OR c.next_due_at < %(now)s)
   AND (%(unit)s::bigint IS NULL OR EXISTS (
           SELECT 1 FROM assignments a WHERE a.case_id = c.id AND a.unit = %(unit)s AND a.ended_at IS NULL))
   AND (%(after_at)s::timestamptz IS NULL OR (c.queue_at, c.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
   AND {{visible}}
 ORDER BY c.queue_at, c.id
 LIMIT %(limit)s;

-- name: queue_counts
-- Open cases only, so the count is exact whatever lies behind them.
SELECT c.state, count(*) AS cases, count(*) FILTER (WHERE c.next_due_at < %(now)s) AS late
  FROM cases c
 WHERE c.closed_at IS NULL AND {{visible}}
 GROUP BY c.state;

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
