-- name: load_all
-- unscoped: alarms, timers and regrid act for the system, on every case. Many at once, in the order of their ids.
SELECT {{whole}} AS doc, (SELECT max(version) FROM calendars) AS calendar
  FROM cases c
 WHERE c.id = ANY(%(ids)s::bigint[])
 ORDER BY c.id;

-- name: save_all
-- As `save`, for many: `was` holds the id and the last event that each was loaded with.
WITH moved AS (
    UPDATE cases c
       SET ({{columns}}) = (SELECT {{columns}} FROM jsonb_populate_record(NULL::cases, w.row))
      FROM jsonb_to_recordset(%(doc)s::jsonb -> 'was') AS w(id bigint, seq int, row jsonb)
     WHERE c.id = w.id AND c.seq = w.seq
    RETURNING c.id
),
{{answered}},
{{children}}
SELECT count(*) FROM moved;

-- name: due_alarms
-- unscoped: the clock of every case. Two workers take different cases; a case being moved is left to the next round.
-- What another worker rang just before the lock still stands here: the clock is looked at again behind the lock.
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
-- unscoped: a new calendar moves every case with an open clock counted by an older one. Here and below a case that
-- somebody is moving is waited for, so that none is left out; locks are taken in the order of ids, as by `hold`.
SELECT c.id FROM cases c
 WHERE c.id IN (SELECT k.case_id FROM case_clocks k WHERE k.ended_at IS NULL AND k.calendar < %(calendar)s LIMIT 5000)
   AND c.closed_at IS NULL
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE;

-- name: under_standard
-- unscoped: a new limit moves every open case of its category.
SELECT c.id FROM cases c
 WHERE c.standard = %(standard)s AND c.closed_at IS NULL
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE;

-- name: held_by
-- unscoped: a unit that is retired hands over whatever it holds, and what it fed back while that may still fail.
SELECT c.id FROM cases c
 WHERE c.closed_at IS NULL
   AND %(unit)s::bigint = ANY(c.units)
   AND (%(unit)s = ANY(c.holding) OR EXISTS (
           SELECT 1 FROM assignments a
            WHERE a.case_id = c.id AND a.unit = %(unit)s AND a.held = 'fed_back' AND a.role = 'lead'
              AND a.parent IS NULL AND NOT EXISTS (
                      SELECT 1 FROM assignments l
                       WHERE l.case_id = a.case_id AND l.no > a.no AND l.role = 'lead' AND l.parent IS NULL
                         AND l.held <> 'replaced')))
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE;

-- name: newest_calendar
SELECT {{clock.current_version}};

-- name: open_clocks
-- What a new calendar would move, of the cases a person may see.
SELECT c.number, k.stage, k."limit", k.extra, k.started_at, k.pauses, k.due_at
  FROM case_clocks k JOIN cases c ON c.id = k.case_id
 WHERE k.ended_at IS NULL AND k.paused_at IS NULL AND {{visible}}
 ORDER BY k.due_at;
