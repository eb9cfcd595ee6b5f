-- name: lock_import
-- Two imports of one source take turns, batch by batch; the second finds what the first has brought.
SELECT pg_advisory_xact_lock(hashtextextended('import/' || %(source)s::text, 0));

-- name: hold_import
-- By a connection, until it lets go: a whole file that several processes bring in.
SELECT pg_advisory_lock(hashtextextended('import/' || %(source)s::text, 0));

-- name: leave_import
SELECT pg_advisory_unlock(hashtextextended('import/' || %(source)s::text, 0));

-- name: known_sources
SELECT source_number FROM reports WHERE source = %(source)s AND source_number = ANY(%(numbers)s::text[]);

-- name: grids_named
SELECT g.code, g.id, g.path, g.area_class FROM grids g
 WHERE (g.code = ANY(%(codes)s::text[]) OR g.id = ANY(%(ids)s::bigint[])) AND g.valid_from <= %(now)s AND (g.valid_to IS NULL OR g.valid_to > %(now)s);

-- name: draw_many
SELECT ARRAY(SELECT nextval('cases_id_seq') FROM generate_series(1, %(count)s::int)) AS cases,
       ARRAY(SELECT nextval('reports_id_seq') FROM generate_series(1, %(count)s::int)) AS reports,
       ARRAY(SELECT nextval('texts_id_seq') FROM generate_series(1, %(texts)s::int)) AS texts,
       (SELECT max(version) FROM calendars) AS calendar;

-- name: draw_numbers
SELECT ARRAY(SELECT nextval('case_numbers') FROM generate_series(1, %(count)s::int));

-- name: begin_days
-- In the order of days, so that two imports never wait for each other in a ring.
INSERT INTO case_days (day, base)
SELECT d.day, d.base FROM unnest(%(days)s::date[], %(bases)s::bigint[]) AS d(day, base) ORDER BY d.day
ON CONFLICT DO NOTHING;

-- name: bases
SELECT day, base FROM case_days WHERE day = ANY(%(days)s::date[]);

-- name: copy_cases
COPY cases (
    id, number, state, channel, standard, category, condition, grade, sensitive, urgent, grid, path, area_class,
    grid_at_filing, component, address, point, level, outcome, opened_at, filed_at, closed_at, suspended_until, verified, hard, forced, merged_into,
    repeat_of, split_from, asked, returns, reworks, transfers, extensions, suspensions, urges, escalations, reopenings,
    false_fixes, demands, ended_for, unplaced, handovers, seq, moved_at, hash, due_at, next_due_at, units, holding
) FROM STDIN;

-- name: copy_events
COPY case_events (case_id, seq, verb, actor, at, given, workflow, calendar, standard, rule, hash) FROM STDIN;

-- name: copy_assignments
COPY assignments (
    case_id, no, role, unit, held, parent, ruled, sent_at, signed_at, arrived_at, fed_back_at, ended_at, score
) FROM STDIN;

-- name: copy_clocks
COPY case_clocks (
    case_id, no, stage, assignment, code, "limit", started_at, pauses, paused_at, due_at, provisional, alarm_at, rung,
    ended_at, dropped, calendar, extra, own
) FROM STDIN;

-- name: copy_reports
COPY reports (
    id, number, case_id, home, kind, channel, source, source_number, reachable, confidential, title, body, arrived_at,
    created_by, due_at, answered_at, tries, reached
) FROM STDIN;

-- name: copy_persons
COPY report_persons (report_id, name, phone, phone_hash, identity, identity_hash) FROM STDIN;

-- name: copy_texts
COPY texts (id, case_id, report_id, kind, body, salt, sha256, at) FROM STDIN;

-- name: tell_import
-- One row for the whole batch: a range of ids, in which a few may be of others.
INSERT INTO outbox (kind, subject, verb, at, more)
VALUES ('import', %(first)s, 'import', %(now)s,
        jsonb_build_object('first', %(first)s::bigint, 'last', %(last)s::bigint, 'count', %(count)s::int));
