-- What was made of the words of reports that have been erased.

-- name: hold_matters
-- Waits for a round of the loop that may have read the words, and keeps the next one waiting.
SELECT last_no FROM feed_readers WHERE name = %(reader)s FOR UPDATE;

-- name: forget_marks
-- The matters they are in.
UPDATE matter_reports SET mark = NULL WHERE report_id = ANY(%(reports)s::bigint[]) RETURNING matter;

-- name: forget_titles
UPDATE matters SET (title, title_report, title_case, title_like) = (NULL, NULL, NULL, 0)
 WHERE title_report = ANY(%(reports)s::bigint[]) AND id = ANY(%(ids)s::bigint[]);

-- name: forget_figures
-- A category and how sure it was, to a hundredth, say nothing of the words; three of them to four digits are as good as
-- a hash of them, for who has the model.
UPDATE suggestions SET (confidence, candidates) = (round(confidence::numeric, 2), '[]')
 WHERE report_id = ANY(%(reports)s::bigint[]);

-- name: forget_steps
UPDATE automatic_steps a SET confidence = round(a.confidence::numeric, 2)
 WHERE a.case_id IN (SELECT s.case_id FROM suggestions s WHERE s.report_id = ANY(%(reports)s::bigint[]) AND s.auto);

-- name: words_gone
-- The picture of words was taken with them.
UPDATE matter_words SET erased_at = %(now)s;
