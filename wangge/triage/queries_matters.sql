-- fragment: warm
-- What a report weighs at the start of 2026; half as much for each 90 days before (heat in triage/topics/summary.py).
power(2, extract(epoch FROM m.at - timestamptz '2026-01-01 00:00+00')::float8 / 7776000)

-- fragment: said
-- The reports of matters with their cases; `voice`: who spoke, by the keyed hash of the number; without one, what was
-- said; when that was erased, the report.
m.matter, m.case_id, m.at, c.path, c.category, c.sensitive, {{warm}} AS warm,
       coalesce(p.phone_hash, m.mark, int8send(m.report_id)) AS voice
  FROM matter_reports m
  JOIN cases c ON c.id = m.case_id
  LEFT JOIN report_persons p ON p.report_id = m.report_id

-- fragment: figures
-- Of several reports of one voice the newest warms.
count(DISTINCT x.case_id)::int AS cases, count(*)::int AS reports, count(DISTINCT x.voice)::int AS people,
       min(x.at) AS first_at, max(x.at) AS last_at,
       coalesce(min(x.path) FILTER (WHERE x.path LIKE '%%/%%/%%'), min(x.path)) AS path_lo,
       coalesce(max(x.path) FILTER (WHERE x.path LIKE '%%/%%/%%'), max(x.path)) AS path_hi,
       bool_or(x.sensitive) AS closed,
       coalesce(mode() WITHIN GROUP (ORDER BY x.category) FILTER (WHERE x.category <> ''), '') AS category,
       sum(x.warm) FILTER (WHERE x.newest = 1) AS warmth

-- name: new_reports
-- unscoped: the picture is of every case. Reports of these cases that are in no matter yet, and the matter of the others.
SELECT r.id AS report, r.case_id, r.arrived_at AS at, c.path, c.category, r.confidential OR c.sensitive AS kept_back,
       a.body AS title, b.body AS text,
       (SELECT o.matter FROM matter_reports o WHERE o.case_id = r.case_id ORDER BY o.report_id LIMIT 1) AS matter
  FROM reports r
  JOIN cases c ON c.id = r.case_id
  LEFT JOIN texts a ON a.id = r.title
  LEFT JOIN texts b ON b.id = r.body
 WHERE r.case_id = ANY(%(ids)s::bigint[]) AND c.state <> 'void'
   AND NOT EXISTS (SELECT FROM matter_reports o WHERE o.report_id = r.id)
 ORDER BY r.arrived_at, r.id;

-- name: move_reports
-- A person said by a merge that they are one matter: a report goes with its case to where the others of it are, and
-- remembers where its own words had put it.
UPDATE matter_reports m
   SET (case_id, matter, before) = (n.case_id, n.matter, nullif(coalesce(m.before, n.old), n.matter))
  FROM (SELECT o.report_id, o.matter AS old, r.case_id,
               (SELECT x.matter FROM matter_reports x
                 WHERE x.case_id = r.case_id AND x.report_id <> r.id ORDER BY x.report_id LIMIT 1) AS matter
          FROM matter_reports o JOIN reports r ON r.id = o.report_id
         WHERE r.case_id <> o.case_id
           AND o.report_id IN (SELECT report_id FROM matter_reports WHERE case_id = ANY(%(ids)s::bigint[])
                                UNION SELECT id FROM reports WHERE case_id = ANY(%(ids)s::bigint[]))) n
 WHERE m.report_id = n.report_id AND n.matter IS NOT NULL
RETURNING n.old, m.matter;

-- name: take_out
-- unscoped: the picture is of every case. Reports that are looked at again: of cases that are none, that an unmerge gave
-- back, or whose place or class is another than it was; where only what was not known is known now, those alone.
DELETE FROM matter_reports m
 USING reports r, cases c, matters t
 WHERE r.id = m.report_id AND c.id = r.case_id AND t.id = m.matter
   AND m.report_id IN (SELECT report_id FROM matter_reports WHERE case_id = ANY(%(ids)s::bigint[])
                        UNION SELECT id FROM reports WHERE case_id = ANY(%(ids)s::bigint[]))
   AND (c.state = 'void' OR r.case_id <> m.case_id
        OR c.category <> m.category AND (m.category <> '' OR t.reports = 1)
        OR c.path <> m.path AND (m.path LIKE '%%/%%/%%' OR t.reports = 1
                                 OR c.path NOT BETWEEN t.path_lo AND t.path_hi))
RETURNING m.report_id AS report, m.matter, m.before, r.case_id AS case,
          r.case_id <> m.case_id AND r.home = r.case_id AS home, -- given back, and the one the case began with
          (SELECT coalesce(b."into", b.id) FROM matters b WHERE b.id = m.before) AS back;

-- name: empty_matters
UPDATE matters t SET (middle, keys) = ('', '{}')
 WHERE t.id = ANY(%(ids)s::bigint[]) AND NOT EXISTS (SELECT FROM matter_reports m WHERE m.matter = t.id)
RETURNING t.id;

-- name: matters_of_cases
SELECT DISTINCT matter FROM matter_reports WHERE case_id = ANY(%(ids)s::bigint[]);

-- name: near_matters
-- For each message those with most keys in common, of the newest that have each: one look into the index a key costs less
-- than counting the keys of all that have any.
SELECT w.no, f.id
  FROM jsonb_to_recordset(%(asked)s::jsonb) AS w(no int, keys int[], since timestamptz)
 CROSS JOIN LATERAL (
    SELECT n.id
      FROM unnest(w.keys) AS k(key)
     CROSS JOIN LATERAL (SELECT t.id FROM matters t
                          WHERE t."into" IS NULL AND t.keys @> ARRAY[k.key] AND t.last_at >= w.since
                          ORDER BY t.last_at DESC LIMIT %(each)s) n
     GROUP BY n.id
     ORDER BY sum(CASE WHEN k.key < 0 THEN 100 ELSE 1 END) DESC, n.id DESC -- what is in the grid comes first
     LIMIT %(most)s) f;

-- name: known_matters
SELECT id, middle, step, keys, last_at, path_lo, path_hi, category, title_report, title_like FROM matters
 WHERE id = ANY(%(ids)s::bigint[]);

-- name: draw_matters
SELECT ARRAY(SELECT nextval('matters_id_seq') FROM generate_series(1, %(count)s::int));

-- name: write_matters
INSERT INTO matters (id, middle, step, keys, last_at, first_at, path_lo, path_hi, title, title_report, title_case,
                     title_like)
SELECT n.id, n.middle, n.step, n.keys, n.last_at, n.last_at, '', '', n.title, n.title_report, n.title_case,
       coalesce(n.title_like, 0)
  FROM jsonb_populate_recordset(NULL::matters, %(rows)s::jsonb) n
ON CONFLICT (id) DO UPDATE
   SET (middle, step, keys, title, title_report, title_case, title_like)
     = (EXCLUDED.middle, EXCLUDED.step, EXCLUDED.keys,
        CASE WHEN EXCLUDED.title IS NULL THEN matters.title ELSE EXCLUDED.title END,
        coalesce(EXCLUDED.title_report, matters.title_report), coalesce(EXCLUDED.title_case, matters.title_case),
        CASE WHEN EXCLUDED.title IS NULL THEN matters.title_like ELSE EXCLUDED.title_like END);

-- name: write_matter_reports
INSERT INTO matter_reports (report_id, matter, case_id, at, mark, path, category, before)
SELECT n.report_id, n.matter, n.case_id, n.at, n.mark, n.path, n.category, n.before
  FROM jsonb_populate_recordset(NULL::matter_reports, %(rows)s::jsonb) n
ON CONFLICT DO NOTHING;

-- name: join_reports
UPDATE matter_reports m SET matter = n."into"
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(gone bigint, "into" bigint)
 WHERE m.matter = n.gone;

-- name: join_matters
UPDATE matters t SET ("into", keys, middle, title, reports, cases, people) = (n."into", '{}', '', NULL, 0, 0, 0)
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(gone bigint, "into" bigint)
 WHERE t.id = n.gone OR t."into" = n.gone;

-- name: refresh_matters
-- unscoped: the picture is of every case. A title stays while its report does, and neither that nor its case is closed.
WITH x AS (
    SELECT {{said}}
     WHERE m.matter = ANY(%(ids)s::bigint[]) AND c.state <> 'void'
),
drawn AS (
    SELECT x.matter, {{figures}}
      FROM (SELECT x.*, row_number() OVER (PARTITION BY x.matter, x.voice ORDER BY x.at DESC) AS newest FROM x) x
     GROUP BY x.matter
),
titled AS (
    SELECT t.id FROM matters t
      JOIN matter_reports m ON m.report_id = t.title_report AND m.matter = t.id
      JOIN reports r ON r.id = m.report_id
      JOIN cases c ON c.id = m.case_id
     WHERE t.id = ANY(%(ids)s::bigint[]) AND NOT r.confidential AND NOT c.sensitive AND c.state <> 'void'
)
UPDATE matters t
   SET (cases, reports, people, first_at, last_at, path_lo, path_hi, closed, category, warmth, middle, keys, title,
        title_report, title_case, title_like)
     = (coalesce(d.cases, 0), coalesce(d.reports, 0), coalesce(d.people, 0), coalesce(d.first_at, t.first_at),
        coalesce(d.last_at, t.last_at), coalesce(d.path_lo, ''), coalesce(d.path_hi, ''), coalesce(d.closed, false),
        coalesce(d.category, ''), coalesce(d.warmth, 0), CASE WHEN d.reports IS NULL THEN '' ELSE t.middle END,
        CASE WHEN d.reports IS NULL THEN '{}' ELSE t.keys END,
        CASE WHEN i.id IS NOT NULL THEN t.title END, CASE WHEN i.id IS NOT NULL THEN t.title_report END,
        CASE WHEN i.id IS NOT NULL THEN t.title_case END, CASE WHEN i.id IS NOT NULL THEN t.title_like ELSE 0 END)
  FROM unnest(%(ids)s::bigint[]) AS w(id)
  LEFT JOIN drawn d ON d.matter = w.id
  LEFT JOIN titled i ON i.id = w.id
 WHERE t.id = w.id AND t."into" IS NULL;

-- name: words_left
-- What is still there of the reports of matters, of each the newest ones, the newest first.
SELECT w.id AS matter, x.*
  FROM unnest(%(ids)s::bigint[]) AS w(id)
 CROSS JOIN LATERAL (
    SELECT m.at, m.path, m.category, a.body AS title, b.body AS text
      FROM matter_reports m
      JOIN reports r ON r.id = m.report_id
      LEFT JOIN texts a ON a.id = r.title
      LEFT JOIN texts b ON b.id = r.body
     WHERE m.matter = w.id AND (a.body IS NOT NULL OR b.body IS NOT NULL)
     ORDER BY m.at DESC
     LIMIT %(most)s) x;

-- name: put_middles
UPDATE matters t SET (middle, step, keys) = (n.middle, n.step, n.keys)
  FROM jsonb_populate_recordset(NULL::matters, %(rows)s::jsonb) n
 WHERE t.id = n.id;

-- name: seal_silent
-- What has been silent for too long is compared with nothing any more.
UPDATE matters SET (middle, keys) = ('', '{}')
 WHERE id IN (SELECT id FROM matters WHERE "into" IS NULL AND keys <> '{}' AND last_at < %(before)s LIMIT %(limit)s);

-- name: forget_matter_reports
DELETE FROM matter_reports;

-- name: forget_matters
DELETE FROM matters;

-- name: from_the_start
UPDATE feed_readers SET last_no = 0 WHERE name = %(reader)s;

-- name: words
SELECT messages, seen FROM matter_words;

-- name: words_taken
-- How many messages there are, counted up to the number that is read, and how many the picture was taken of.
SELECT (SELECT count(*) FROM (SELECT 1 FROM reports LIMIT %(most)s) x)::int AS there, w.messages, w.taken_at, w.erased_at
  FROM (SELECT 1) one LEFT JOIN matter_words w ON true;

-- name: take_words
INSERT INTO matter_words (taken_at, messages, seen) VALUES (%(now)s, %(messages)s, %(seen)s)
ON CONFLICT (one) DO UPDATE
   SET (taken_at, messages, seen, erased_at)
     = (EXCLUDED.taken_at, EXCLUDED.messages, EXCLUDED.seen,
        CASE WHEN matter_words.erased_at > EXCLUDED.taken_at THEN matter_words.erased_at END); -- it was read meanwhile

-- name: newest_words
SELECT r.id, left(a.body, 1200) AS title, left(b.body, 1200) AS text
  FROM reports r LEFT JOIN texts a ON a.id = r.title LEFT JOIN texts b ON b.id = r.body
 WHERE r.id < %(before)s
 ORDER BY r.id DESC
 LIMIT %(limit)s;
