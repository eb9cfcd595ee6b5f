-- Erasure, as wangge_erase: words, persons and pictures go; numbers, events and seals stay.

-- name: report_to_erase
SELECT r.id, r.number, r.case_id, r.home, r.title, r.body FROM reports r WHERE r.number = %(number)s;

-- name: been_in
-- The cases a report has been in: where it came, and wherever merges took it from there.
WITH RECURSIVE been AS (
    SELECT %(home)s::bigint AS id
    UNION
    SELECT (e.given ->> 'into')::bigint FROM been JOIN case_events e ON e.case_id = been.id AND e.verb = 'merge'
)
SELECT id FROM been;

-- name: alone_in
-- Of the cases named those in which no other report speaks: there every word goes back to this one.
SELECT s.id FROM unnest(%(cases)s::bigint[]) AS s(id)
 WHERE NOT EXISTS (
           SELECT 1 FROM reports r LEFT JOIN texts t ON t.id = r.body
            WHERE r.case_id = s.id AND r.id <> %(report)s AND t.erased_at IS NULL)
   AND NOT EXISTS (
           SELECT 1 FROM reports r LEFT JOIN texts t ON t.id = r.body
            WHERE r.home = s.id AND r.home <> r.case_id AND r.id <> %(report)s AND t.erased_at IS NULL);

-- name: erase_texts
UPDATE texts SET body = NULL, salt = NULL, erased_at = %(now)s
 WHERE erased_at IS NULL
   AND (case_id = ANY(%(alone)s::bigint[])
        OR case_id = ANY(%(cases)s::bigint[]) AND (report_id = %(report)s OR id = %(title)s OR id = %(body)s));

-- name: erase_person
UPDATE report_persons
   SET name = NULL, phone = NULL, phone_hash = NULL, identity = NULL, identity_hash = NULL, erased_at = %(now)s
 WHERE report_id = %(report)s AND erased_at IS NULL;

-- name: detach_files
-- What came with the report, by the event that brought it in; everything shown in cases where no other report speaks.
DELETE FROM case_files
 WHERE case_id = ANY(%(alone)s::bigint[])
    OR case_id = %(home)s AND kind = 'report' AND seq = (
           SELECT min(e.seq) FROM case_events e
            WHERE e.case_id = %(home)s
              AND ((e.given #>> '{report,id}')::bigint = %(report)s
                   OR e.given -> 'reports' @> jsonb_build_array(jsonb_build_object('id', %(report)s::bigint))))
RETURNING sha256;

-- name: drop_files
-- Not those that another case shows.
DELETE FROM files f
 WHERE f.sha256 = ANY(%(files)s::text[]) AND NOT EXISTS (SELECT 1 FROM case_files x WHERE x.sha256 = f.sha256)
RETURNING f.sha256;

-- name: look_into
-- Until the end of the transaction, or the next one.
SELECT set_config('search_path', %(schema)s::text || ', jobs', true);

-- name: has_files
-- A district is listed before its tables are there.
SELECT to_regclass('files') IS NOT NULL;

-- name: forget_request
-- The answer names the report, and the keyed hash beside it was made of its words.
DELETE FROM idempotency WHERE strpos(answer, '"' || %(number)s::text || '"') > 0;

-- name: tell_erased
-- Whoever keeps copies of words (a text index) follows the feed and empties them.
INSERT INTO outbox (kind, subject, verb, at) VALUES ('report', %(report)s, 'erase', %(now)s);
