-- name: keep_advice
-- One piece of advice, a row for each step; what was advised for the same form before goes.
WITH before AS (
    DELETE FROM suggestions WHERE advice = %(replaces)s AND by = %(by)s AND report_id IS NULL
),
drawn AS (
    SELECT nextval('advice_numbers') AS advice
),
kept AS (
    INSERT INTO suggestions (advice, step, at, by, model, action, suggested, confidence, candidates, auto)
    SELECT d.advice, n.step, %(now)s, %(by)s, n.model, n.action, n.suggested, n.confidence, n.candidates, n.auto
      FROM drawn d, jsonb_to_recordset(%(steps)s::jsonb) AS n(
               step text, model text, action text, suggested text, confidence real, candidates jsonb, auto boolean)
)
SELECT advice FROM drawn;

-- name: keep_duplicate
-- Beside advice of the same person of which no report came yet; asked again, the newest holds.
INSERT INTO suggestions (advice, step, at, by, model, action, suggested, confidence, candidates)
SELECT s.advice, 'duplicate_of', %(now)s, s.by, 'likeness', 'ask', %(number)s, %(confidence)s, %(candidates)s::jsonb
  FROM suggestions s
 WHERE s.advice = %(advice)s AND s.step = 'category' AND s.by = %(by)s AND s.report_id IS NULL
ON CONFLICT (advice, step) DO UPDATE
   SET (at, suggested, confidence, candidates)
     = (EXCLUDED.at, EXCLUDED.suggested, EXCLUDED.confidence, EXCLUDED.candidates);

-- name: chosen
-- What was chosen, beside what was suggested to the same person; once, by the report that the advice was for.
UPDATE suggestions s
   SET report_id = r.id, case_id = r.case_id, chosen_at = %(now)s, chosen_by = %(by)s,
       chosen = CASE s.step WHEN 'category' THEN %(category)s::text
                            WHEN 'condition' THEN %(condition)s::text
                            WHEN 'place' THEN %(grid)s::text
                            WHEN 'duplicate_of' THEN %(into)s::text END
  FROM reports r
 WHERE r.number = %(report)s AND s.advice = %(advice)s AND s.by = %(by)s AND s.report_id IS NULL;

-- name: grids_of_caller
-- Where the cases of an earlier caller were, newest first: those that the asker may see, of a confidential report only
-- within their own area.
SELECT g.code
  FROM (SELECT c.grid, max(c.opened_at) AS at
          FROM report_persons p JOIN reports r ON r.id = p.report_id JOIN cases c ON c.id = r.case_id
         WHERE p.phone_hash = ANY(%(hashes)s::bytea[])
           AND c.grid IS NOT NULL
           AND (NOT r.confidential OR EXISTS (
                   SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                    WHERE c.path >= b.lo AND c.path < b.hi))
           AND {{cases.visible}}
         GROUP BY c.grid ORDER BY at DESC LIMIT 5) x
  JOIN grids g ON g.id = x.grid
 WHERE g.valid_to IS NULL
 ORDER BY x.at DESC;
