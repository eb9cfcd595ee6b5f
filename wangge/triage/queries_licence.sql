-- name: current_licences
-- The newest row of each step and branch.
SELECT DISTINCT ON (l.step, l.branch)
       l.version, l.step, l.branch, l.no, l.active, l.confidence, l.sample, l.since, l.why, u.name AS by
  FROM licences l LEFT JOIN users u ON u.id = l.by
 ORDER BY l.step, l.branch, l.no DESC;

-- name: set_licence
-- Nothing where somebody else has set it since `seen` (0: it was never set).
INSERT INTO licences (step, branch, no, active, confidence, sample, since, by, why)
SELECT %(step)s, %(branch)s, %(seen)s::int + 1, %(active)s, %(confidence)s, %(sample)s, %(now)s, %(by)s, %(why)s
 WHERE coalesce((SELECT max(no) FROM licences WHERE step = %(step)s AND branch = %(branch)s), 0) = %(seen)s::int
ON CONFLICT (step, branch, no) DO NOTHING
RETURNING version;

-- name: said_of_case
-- What arrived, for the machine alone: nothing of it is kept or shown. `thought`: the category its reporter chose.
SELECT r.id AS report, r.kind, r.confidential, t.body AS title, b.body AS text,
       (SELECT e.given #>> '{report,category}' FROM case_events e WHERE e.case_id = r.case_id AND e.seq = 1) AS thought
  FROM reports r
  LEFT JOIN texts t ON t.id = r.title
  LEFT JOIN texts b ON b.id = r.body
 WHERE r.case_id = %(case_id)s
 ORDER BY r.id;

-- name: words_of_place
SELECT (SELECT body FROM texts WHERE id = %(address)s) AS address, (SELECT body FROM texts WHERE id = %(point)s) AS point;

-- name: told_already
-- unscoped: the system asks. Whether another open case in this grid is of the same matter: a person joins the two.
SELECT EXISTS (SELECT 1 FROM matter_reports m JOIN cases c ON c.id = m.case_id
                WHERE m.matter = %(matter)s AND c.id <> %(case_id)s AND c.grid = %(grid)s AND c.closed_at IS NULL);

-- name: keep_automatic
-- The steps of one automatic act, and the advice they came from with what was chosen: the same.
WITH steps AS (
    SELECT * FROM jsonb_to_recordset(%(steps)s::jsonb) AS n(
        step text, suggested text, confidence float8, model text, licence int, sampled boolean, candidates jsonb)
),
done AS (
    INSERT INTO automatic_steps (case_id, seq, step, category, suggested, confidence, model, licence, at, sampled)
    SELECT %(case_id)s, %(seq)s, n.step, %(category)s, n.suggested, n.confidence, n.model, n.licence, %(now)s, n.sampled
      FROM steps n WHERE n.licence IS NOT NULL
)
INSERT INTO suggestions (advice, step, at, model, action, suggested, confidence, candidates, auto, report_id, case_id,
                         chosen, chosen_at)
SELECT d.advice, n.step, %(now)s, n.model, 'take', n.suggested, n.confidence, n.candidates, true, %(report)s, %(case_id)s,
       n.suggested, %(now)s
  FROM steps n, (SELECT nextval('advice_numbers') AS advice) d;

-- name: to_review
-- Drawn and not looked at, oldest first, of the cases the reviewer may see.
SELECT a.id, a.step, a.category, a.suggested, a.confidence, a.model, a.at, c.number, c.state, c.seq
  FROM automatic_steps a JOIN cases c ON c.id = a.case_id
 WHERE a.sampled AND a.verdict IS NULL AND a.id > %(after)s::bigint AND {{cases.visible}}
 ORDER BY a.id
 LIMIT %(limit)s;

-- name: names_of_suggested
SELECT 'place' AS step, g.code AS suggested, g.name FROM grids g
 WHERE g.code = ANY(%(grids)s::text[]) AND g.valid_to IS NULL
UNION ALL
SELECT 'unit', u.id::text, u.short_name FROM units u WHERE u.id = ANY(%(units)s::bigint[]);

-- name: reviewed_step
SELECT a.id, a.case_id, a.step, a.licence, a.verdict, c.number
  FROM automatic_steps a JOIN cases c ON c.id = a.case_id
 WHERE a.id = %(id)s::bigint AND a.sampled AND {{cases.visible}};

-- name: review
-- Once: of two reviewers the first one counts.
UPDATE automatic_steps SET verdict = %(verdict)s, should = %(should)s, reviewed_at = %(now)s, reviewed_by = %(by)s
 WHERE id = %(id)s::bigint AND verdict IS NULL;

-- name: confirm
-- An automatic step that was found right counts as chosen by a person: it may be learned from.
UPDATE suggestions SET reviewed_at = %(now)s, reviewed_by = %(by)s
 WHERE case_id = %(case_id)s AND auto AND reviewed_at IS NULL
   AND step = ANY(CASE %(step)s WHEN 'category' THEN ARRAY['category', 'condition'] ELSE ARRAY[%(step)s::text] END);

-- name: count_by_licence
SELECT licence, count(*) AS automatic, count(*) FILTER (WHERE sampled) AS sampled,
       count(verdict) AS reviewed, count(*) FILTER (WHERE verdict = 'wrong') AS wrong
  FROM automatic_steps
 WHERE licence = ANY(%(licences)s::int[])
 GROUP BY licence;

-- name: count_by_category
SELECT step, category, count(*) AS automatic, count(*) FILTER (WHERE sampled) AS sampled,
       count(verdict) AS reviewed, count(*) FILTER (WHERE verdict = 'wrong') AS wrong
  FROM automatic_steps
 WHERE at >= %(since)s
 GROUP BY step, category
 ORDER BY step, category;
