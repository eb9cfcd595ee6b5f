-- fragment: visible
-- Whether a person may see case c: its place is in a branch of theirs (a sensitive one for some duties only),
-- or a unit of theirs holds or held an assignment of it. Every reading route stands on this: on columns of the row that
-- the index on the queue carries. Most have one branch and one unit: a custom plan compares with them, drops the rest.
(
    (NOT c.sensitive OR %(sensitive)s::boolean)
    AND (c.path >= (%(los)s::text[])[1] AND c.path < (%(his)s::text[])[1]
         OR cardinality(%(los)s::text[]) > 1 AND EXISTS (
            SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi) WHERE c.path >= b.lo AND c.path < b.hi))
    OR (%(units)s::bigint[])[1] = ANY(c.units)
    OR cardinality(%(units)s::bigint[]) > 1 AND c.units && %(units)s::bigint[]
)

-- fragment: whole
-- A case with all that its history moves, as one document.
json_build_object(
    'case', row_to_json(c),
    'assignments', (SELECT json_agg(a ORDER BY a.no) FROM assignments a WHERE a.case_id = c.id),
    'clocks', (SELECT json_agg(k ORDER BY k.no) FROM case_clocks k WHERE k.case_id = c.id),
    'reports', (SELECT json_agg(r ORDER BY r.id) FROM reports r WHERE r.case_id = c.id)
)

-- fragment: columns
-- Of a case's row, all that its history moves.
state, channel, standard, category, condition, grade, sensitive, urgent, grid, path, area_class, grid_at_filing,
component, address, point, level, outcome, opened_at, filed_at, closed_at, suspended_until, verified, hard, forced,
merged_into, repeat_of, split_from, asked, returns, reworks, transfers, extensions, suspensions, urges, escalations,
reopenings, false_fixes, demands, ended_for, unplaced, handovers, seq, moved_at, hash, due_at, next_due_at, units,
holding

-- fragment: answered
-- What a case's moves say of its reports.
reported AS (
    UPDATE reports r
       SET case_id = n.case_id, due_at = n.due_at, answered_at = n.answered_at, tries = n.tries, reached = n.reached,
           contacted = n.contacted, resolved = n.resolved, satisfied = n.satisfied
      FROM moved JOIN jsonb_populate_recordset(NULL::reports, %(doc)s::jsonb -> 'reports') n ON n.case_id = moved.id
     WHERE r.id = n.id
)

-- fragment: children
-- Events, clocks, assignments, texts, files and the outbox rows of the cases that `moved` wrote; of no other.
events AS (
    INSERT INTO case_events
    SELECT e.*
      FROM moved JOIN jsonb_populate_recordset(NULL::case_events, %(doc)s::jsonb -> 'events') e ON e.case_id = moved.id
    RETURNING case_id, seq, verb, at
),
told AS (
    INSERT INTO outbox (kind, subject, seq, verb, at)
    SELECT 'case', case_id, seq, verb, at FROM events ORDER BY case_id, seq
),
given AS (
    INSERT INTO assignments
    SELECT a.*
      FROM moved
      JOIN jsonb_populate_recordset(NULL::assignments, %(doc)s::jsonb -> 'assignments') a ON a.case_id = moved.id
    ON CONFLICT (case_id, no) DO UPDATE SET (
        role, unit, held, parent, ruled, sent_at, signed_at, arrived_at, fed_back_at, ended_at, score
    ) = (
        EXCLUDED.role, EXCLUDED.unit, EXCLUDED.held, EXCLUDED.parent, EXCLUDED.ruled, EXCLUDED.sent_at,
        EXCLUDED.signed_at, EXCLUDED.arrived_at, EXCLUDED.fed_back_at, EXCLUDED.ended_at, EXCLUDED.score
    )
),
timed AS (
    INSERT INTO case_clocks
    SELECT k.*
      FROM moved JOIN jsonb_populate_recordset(NULL::case_clocks, %(doc)s::jsonb -> 'clocks') k ON k.case_id = moved.id
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
    INSERT INTO texts
    SELECT t.*
      FROM moved JOIN jsonb_populate_recordset(NULL::texts, %(doc)s::jsonb -> 'texts') t ON t.case_id = moved.id
),
shown AS (
    INSERT INTO case_files
    SELECT f.*
      FROM moved JOIN jsonb_populate_recordset(NULL::case_files, %(doc)s::jsonb -> 'files') f ON f.case_id = moved.id
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
       (SELECT t.body FROM texts t WHERE t.id = c.address) AS address,
       ARRAY(SELECT nextval('texts_id_seq') FROM generate_series(1, %(texts)s::int)) AS texts
  FROM cases c
 WHERE c.number = %(number)s AND {{visible}};

-- name: visible_id
SELECT c.id FROM cases c WHERE c.number = %(number)s AND {{visible}};

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
    INSERT INTO cases (id, number, {{columns}})
    SELECT id, number, {{columns}} FROM jsonb_populate_record(NULL::cases, %(doc)s::jsonb -> 'case')
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
    UPDATE cases c
       SET ({{columns}}) = (SELECT {{columns}} FROM jsonb_populate_record(NULL::cases, %(doc)s::jsonb -> 'case'))
     WHERE c.id = %(id)s AND c.seq = %(seq)s
    RETURNING c.id
),
{{answered}},
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

-- name: report_by_source
-- unscoped: the same source number is the same report; the caller learns only numbers they sent.
SELECT r.id, r.number, c.number AS case_number, c.state, c.seq
  FROM reports r JOIN cases c ON c.id = r.case_id
 WHERE r.source = %(source)s AND r.source_number = %(source_number)s;

-- name: lock_source
-- Two arrivals of the same source number wait for each other; the second finds the first.
SELECT pg_advisory_xact_lock(hashtextextended(%(source)s::text || '/' || %(source_number)s::text, 0));

-- name: reports_of_merge
-- What the last merge of a case took along, as far as it is where the case was merged into.
SELECT r.id, r.kind, r.reachable, r.confidential, r.arrived_at, r.answered_at, r.tries, r.reached, r.contacted,
       r.resolved, r.satisfied
  FROM reports r
 WHERE r.case_id = %(into)s
   AND r.id IN (SELECT jsonb_array_elements_text(e.given -> 'reports')::bigint FROM case_events e
                 WHERE e.case_id = %(case_id)s
                   AND e.seq = (SELECT max(m.seq) FROM case_events m
                                 WHERE m.case_id = %(case_id)s AND m.verb = 'merge'))
 ORDER BY r.id;

-- name: copy_person
-- The reporter of a report that is split stands behind both.
INSERT INTO report_persons (report_id, name, phone, phone_hash, identity, identity_hash)
SELECT %(fresh)s, name, phone, phone_hash, identity, identity_hash FROM report_persons WHERE report_id = %(report)s;
