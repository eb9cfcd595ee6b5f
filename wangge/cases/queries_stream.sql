-- News for many people at once.

-- name: who_sees
-- unscoped: the predicate `visible` for every listener of a process in one statement; a test holds the two together.
-- `before`: whether the listener saw the case before the first of these events. A case leaves somebody's sight by its
-- place or by becoming sensitive only: the place it had is that of the last event before that names one; where it may
-- have been sensitive before, nobody without the duty is told that it went.
WITH person AS MATERIALIZED (
    SELECT p.key, p.sensitive, p.los, p.his, p.units
      FROM jsonb_to_recordset(%(listeners)s::jsonb)
           AS p(key int, sensitive boolean, los text[], his text[], units bigint[])
), moved AS MATERIALIZED (
    SELECT c.id, c.number, c.path, c.sensitive, c.units, s.seq,
           (SELECT e.given ->> 'path' FROM case_events e
             WHERE e.case_id = c.id AND e.seq < s.seq AND e.given ? 'path' ORDER BY e.seq DESC LIMIT 1) AS old_path,
           EXISTS (SELECT 1 FROM case_events e JOIN standards t ON t.version = e.standard
                    WHERE e.case_id = c.id AND e.seq < s.seq
                      AND (t.sensitive OR (e.given ->> 'sensitive')::boolean)) AS old_sensitive
      FROM jsonb_to_recordset(%(cases)s::jsonb) AS s(id bigint, seq int)
      JOIN cases c ON c.id = s.id
), judged AS (
    SELECT p.key, m.id, m.number,
           (NOT m.sensitive OR p.sensitive)
           AND EXISTS (SELECT 1 FROM unnest(p.los, p.his) AS b(lo, hi) WHERE m.path >= b.lo AND m.path < b.hi)
           OR m.units && p.units AS now,
           m.old_path IS NOT NULL AND (NOT m.old_sensitive OR p.sensitive)
           AND EXISTS (SELECT 1 FROM unnest(p.los, p.his) AS b(lo, hi)
                        WHERE m.old_path >= b.lo AND m.old_path < b.hi) AS before
      FROM person p CROSS JOIN moved m
)
SELECT key, id, number, now, before FROM judged WHERE now OR before;
