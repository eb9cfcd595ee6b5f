-- fragment: visible
-- Whether a person may see case c: its place is in a branch of theirs (a sensitive one for some duties only),
-- or one of its assignments is or was held by a unit of theirs. Every reading route stands on this.
(
    (NOT c.sensitive OR %(sensitive)s::boolean)
    AND EXISTS (
        SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi) WHERE c.path >= b.lo AND c.path < b.hi
    )
    OR EXISTS (SELECT 1 FROM assignments v WHERE v.case_id = c.id AND v.unit = ANY(%(units)s::bigint[]))
)

-- fragment: whole
-- A case with all that its history moves, as one document.
json_build_object(
    'case', row_to_json(c),
    'assignments', (SELECT json_agg(a ORDER BY a.no) FROM assignments a WHERE a.case_id = c.id),
    'clocks', (SELECT json_agg(k ORDER BY k.no) FROM case_clocks k WHERE k.case_id = c.id),
    'reports', (SELECT json_agg(r ORDER BY r.id) FROM reports r WHERE r.case_id = c.id)
)

-- fragment: children
-- Events, clocks, assignments, reports, texts and the outbox row of the case that `moved` wrote; none if it wrote none.
events AS (
    INSERT INTO case_events
    SELECT e.* FROM moved, jsonb_populate_recordset(NULL::case_events, %(doc)s::jsonb -> 'events') e
    RETURNING case_id, seq, verb, at
),
told AS (
    INSERT INTO outbox (kind, subject, seq, verb, at) SELECT 'case', case_id, seq, verb, at FROM events ORDER BY seq
),
given AS (
    INSERT INTO assignments
    SELECT a.* FROM moved, jsonb_populate_recordset(NULL::assignments, %(doc)s::jsonb -> 'assignments') a
    ON CONFLICT (case_id, no) DO UPDATE SET (
        role, unit, held, parent, ruled, sent_at, signed_at, arrived_at, fed_back_at, ended_at, score
    ) = (
        EXCLUDED.role, EXCLUDED.unit, EXCLUDED.held, EXCLUDED.parent, EXCLUDED.ruled, EXCLUDED.sent_at,
        EXCLUDED.signed_at, EXCLUDED.arrived_at, EXCLUDED.fed_back_at, EXCLUDED.ended_at, EXCLUDED.score
    )
),
timed AS (
    INSERT INTO case_clocks
    SELECT k.* FROM moved, jsonb_populate_recordset(NULL::case_clocks, %(doc)s::jsonb -> 'clocks') k
    ON CONFLICT (case_id, no) DO UPDATE SET (
        stage, assignment, code, "limit", started_at, pauses, paused_at, due_at, provisional, alarm_at, rung,
        ended_at, dropped, calendar, extra, own
    ) = (
        EXCLUDED.stage, EXCLUDED.assignment, EXCLUDED.code, EXCLUDED."limit", EXCLUDED.started_at,
        EXCLUDED.pauses, EXCLUDED.paused_at, EXCLUDED.due_at, EXCLUDED.provisional, EXCLUDED.alarm_at,
        EXCLUDED.rung, EXCLUDED.ended_at, EXCLUDED.dropped, EXCLUDED.calendar, EXCLUDED.extra, EXCLUDED.own
    )
),
said AS (
    INSERT INTO texts SELECT t.* FROM moved, jsonb_populate_recordset(NULL::texts, %(doc)s::jsonb -> 'texts') t
),
shown AS (
    INSERT INTO case_files
    SELECT f.* FROM moved, jsonb_populate_recordset(NULL::case_files, %(doc)s::jsonb -> 'files') f
    ON CONFLICT DO NOTHING
)

-- name: draw
-- Ids and the number for a new report and case, and the versions they start under.
SELECT nextval('cases_id_seq') AS case_id, nextval('reports_id_seq') AS report_id,
       nextval('case_numbers') - d.base AS n,
       ARRAY(SELECT nextval('texts_id_seq') FROM generate_series(1, %(texts)s::int)) AS texts,
       (SELECT max(version) FROM calendars) AS calendar
  FROM case_days d
 WHERE d.day = %(day)s::date;

-- name: begin_day
INSERT INTO case_days (day, base) VALUES (%(day)s, nextval('case_numbers')) ON CONFLICT DO NOTHING;

-- name: load
-- Without a lock: the save compares `seq`, so of two people one wins and the other is told.
SELECT {{whole}} AS doc, (SELECT max(version) FROM calendars) AS calendar,
       ARRAY(SELECT nextval('texts_id_seq') FROM generate_series(1, %(texts)s::int)) AS texts
  FROM cases c
 WHERE c.number = %(number)s AND {{visible}};

-- name: view
-- One statement for the page of a case: PostgreSQL builds the document.
SELECT json_build_object(
           'case', row_to_json(c),
           'grid', (SELECT json_build_object('code', g.code, 'name', g.name) FROM grids g WHERE g.id = c.grid),
           'assignments', (SELECT json_agg(a ORDER BY a.no) FROM assignments a WHERE a.case_id = c.id),
           'units', (SELECT json_object_agg(u.id, u.short_name) FROM units u
                      WHERE u.id IN (SELECT a.unit FROM assignments a WHERE a.case_id = c.id)),
           'clocks', (SELECT json_agg(k ORDER BY k.no) FROM case_clocks k WHERE k.case_id = c.id),
           'reports', (SELECT json_agg(to_jsonb(r) || jsonb_build_object('person', to_jsonb(p)) ORDER BY r.id)
                         FROM reports r LEFT JOIN report_persons p ON p.report_id = r.id WHERE r.case_id = c.id),
           'events', (SELECT json_agg(json_build_object('seq', e.seq, 'verb', e.verb, 'at', e.at, 'actor', u.name,
                                                        'given', e.given) ORDER BY e.seq)
                        FROM case_events e LEFT JOIN users u ON u.id = e.actor WHERE e.case_id = c.id),
           'texts', (SELECT json_object_agg(t.id, t.body) FROM texts t
                      WHERE t.case_id = c.id
                         OR t.id IN (SELECT unnest(ARRAY[r.title, r.body]) FROM reports r WHERE r.case_id = c.id)),
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

-- name: load_for_system
-- unscoped: alarms, timers and regrid act for the system, on every case.
SELECT {{whole}} AS doc, (SELECT max(version) FROM calendars) AS calendar, ARRAY[]::bigint[] AS texts
  FROM cases c
 WHERE c.id = %(id)s;

-- name: hold
-- unscoped: two cases that move together are locked in the order of their ids; both were found visible before.
SELECT c.id FROM cases c WHERE c.id = ANY(%(ids)s::bigint[]) ORDER BY c.id FOR UPDATE;

-- name: survivor
-- unscoped: follows merges to the one case that survived; only its id leaves this statement.
WITH RECURSIVE chain AS (
    SELECT c.id, c.merged_into, 1 AS step FROM cases c WHERE c.number = %(number)s
    UNION ALL
    SELECT c.id, c.merged_into, chain.step + 1 FROM cases c JOIN chain ON c.id = chain.merged_into WHERE step < 100
)
SELECT id FROM chain WHERE merged_into IS NULL;

-- name: number_of
-- unscoped: the number of a case another one names; whether it may be read is decided when it is asked for.
SELECT c.number FROM cases c WHERE c.id = %(id)s;

-- name: open
WITH moved AS (
    INSERT INTO cases (
        id, number, state, channel, standard, category, condition, grade, sensitive, urgent, grid, path,
        grid_at_filing, address, point, level, outcome, opened_at, filed_at, closed_at, suspended_until,
        verified, hard, forced, merged_into, repeat_of, split_from, asked, returns, reworks, transfers,
        extensions, suspensions, urges, escalations, reopenings, false_fixes, demands, seq, moved_at, hash,
        due_at, next_due_at
    )
    SELECT
        n.id, n.number, n.state, n.channel, n.standard, n.category, n.condition, n.grade, n.sensitive,
        n.urgent, n.grid, n.path, n.grid_at_filing, n.address, n.point, n.level, n.outcome, n.opened_at,
        n.filed_at, n.closed_at, n.suspended_until, n.verified, n.hard, n.forced, n.merged_into, n.repeat_of,
        n.split_from, n.asked, n.returns, n.reworks, n.transfers, n.extensions, n.suspensions, n.urges,
        n.escalations, n.reopenings, n.false_fixes, n.demands, n.seq, n.moved_at, n.hash, n.due_at,
        n.next_due_at
      FROM jsonb_populate_record(NULL::cases, %(doc)s::jsonb -> 'case') n
    RETURNING id
),
reported AS (
    INSERT INTO reports
    SELECT r.* FROM moved, jsonb_populate_recordset(NULL::reports, %(doc)s::jsonb -> 'reports') r
),
persons AS (
    INSERT INTO report_persons
    SELECT p.* FROM moved, jsonb_populate_recordset(NULL::report_persons, %(doc)s::jsonb -> 'persons') p
),
{{children}}
SELECT id FROM moved;

-- name: save
WITH moved AS (
    UPDATE cases c SET (
        state, channel, standard, category, condition, grade, sensitive, urgent, grid, path, grid_at_filing,
        address, point, level, outcome, opened_at, filed_at, closed_at, suspended_until, verified, hard,
        forced, merged_into, repeat_of, split_from, asked, returns, reworks, transfers, extensions,
        suspensions, urges, escalations, reopenings, false_fixes, demands, seq, moved_at, hash, due_at,
        next_due_at
    ) = (
        SELECT
        n.state, n.channel, n.standard, n.category, n.condition, n.grade, n.sensitive, n.urgent, n.grid,
        n.path, n.grid_at_filing, n.address, n.point, n.level, n.outcome, n.opened_at, n.filed_at,
        n.closed_at, n.suspended_until, n.verified, n.hard, n.forced, n.merged_into, n.repeat_of,
        n.split_from, n.asked, n.returns, n.reworks, n.transfers, n.extensions, n.suspensions, n.urges,
        n.escalations, n.reopenings, n.false_fixes, n.demands, n.seq, n.moved_at, n.hash, n.due_at,
        n.next_due_at
          FROM jsonb_populate_record(NULL::cases, %(doc)s::jsonb -> 'case') n
    )
     WHERE c.id = %(id)s AND c.seq = %(seq)s
    RETURNING c.id
),
reported AS (
    UPDATE reports r
       SET case_id = n.case_id, due_at = n.due_at, answered_at = n.answered_at, tries = n.tries, reached = n.reached,
           contacted = n.contacted, resolved = n.resolved, satisfied = n.satisfied
      FROM moved, jsonb_populate_recordset(NULL::reports, %(doc)s::jsonb -> 'reports') n
     WHERE r.id = n.id
),
{{children}}
SELECT id FROM moved;

-- name: add_report
-- A further report of a case: its row and person stand before the event that brings it in.
WITH reported AS (
    INSERT INTO reports SELECT r.* FROM jsonb_populate_recordset(NULL::reports, %(doc)s::jsonb -> 'reports') r
    RETURNING id
)
INSERT INTO report_persons
SELECT p.* FROM jsonb_populate_recordset(NULL::report_persons, %(doc)s::jsonb -> 'persons') p
 WHERE p.report_id IN (SELECT id FROM reported);

-- name: events_since
-- What a person has not seen: read only for a case that was found visible.
SELECT e.seq, e.verb, e.at, e.actor, u.name AS actor_name, e.given
  FROM case_events e LEFT JOIN users u ON u.id = e.actor
 WHERE e.case_id = %(id)s AND e.seq > %(seen)s
 ORDER BY e.seq
 LIMIT 100;

-- name: report_by_source
-- unscoped: the same source number is the same report; the caller learns only numbers they sent.
SELECT r.id, r.number, c.number AS case_number, c.state, c.seq
  FROM reports r JOIN cases c ON c.id = r.case_id
 WHERE r.source = %(source)s AND r.source_number = %(source_number)s;

-- name: known_files
SELECT sha256 FROM files WHERE sha256 = ANY(%(files)s::text[]);

-- name: lock_source
-- Two arrivals of the same source number wait for each other; the second finds the first.
SELECT pg_advisory_xact_lock(hashtextextended(%(source)s::text || '/' || %(source_number)s::text, 0));

-- name: reports_of_home
SELECT r.id, r.kind, r.reachable, r.arrived_at FROM reports r
 WHERE r.home = %(home)s AND r.case_id = %(case_id)s
 ORDER BY r.id;

-- name: copy_person
-- The reporter of a report that is split stands behind both.
INSERT INTO report_persons (report_id, name, phone, phone_hash, identity, identity_hash)
SELECT %(fresh)s, name, phone, phone_hash, identity, identity_hash FROM report_persons WHERE report_id = %(report)s;

-- name: due_alarms
-- unscoped: the clock of every case. Two workers take different cases; a case being moved is left to the next round.
WITH due AS (
    SELECT k.case_id, k.no, k.alarm_at FROM case_clocks k
     WHERE k.alarm_at <= %(now)s ORDER BY k.alarm_at LIMIT %(limit)s
),
held AS (
    SELECT c.id FROM cases c WHERE c.id IN (SELECT case_id FROM due) FOR UPDATE SKIP LOCKED
)
SELECT due.case_id, due.no, due.alarm_at FROM due JOIN held ON held.id = due.case_id ORDER BY due.alarm_at;

-- name: due_resumes
-- unscoped: the calendar of every suspension.
SELECT c.id FROM cases c
 WHERE c.suspended_until <= %(now)s AND c.state = 'suspended'
 ORDER BY c.suspended_until LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: outdated
-- unscoped: a new calendar moves every case with an open clock counted by an older one.
SELECT c.id FROM cases c
 WHERE c.id IN (SELECT k.case_id FROM case_clocks k WHERE k.ended_at IS NULL AND k.calendar < %(calendar)s LIMIT 5000)
   AND c.closed_at IS NULL
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: count_outdated
SELECT count(DISTINCT k.case_id) FROM case_clocks k WHERE k.ended_at IS NULL AND k.calendar < %(calendar)s;

-- name: under_standard
-- unscoped: a new limit moves every open case of its category.
SELECT c.id FROM cases c
 WHERE c.standard = %(standard)s AND c.closed_at IS NULL
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: in_old_path
-- unscoped: a grid that moved takes all its cases along.
SELECT c.id FROM cases c
 WHERE c.grid = %(grid)s AND c.path = %(path)s
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: held_by
-- unscoped: a unit that is retired hands over whatever it holds.
SELECT c.id FROM cases c
 WHERE c.id IN (SELECT a.case_id FROM assignments a WHERE a.unit = %(unit)s AND a.ended_at IS NULL)
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

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
