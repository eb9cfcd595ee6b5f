-- fragment: label_stands
-- Whether the category of case c says what a person thinks: not where an automatic step set it and nobody looked yet.
c.category <> '' AND c.state <> 'void'
   AND NOT EXISTS (SELECT 1 FROM suggestions a
                    WHERE a.case_id = c.id AND a.step = 'category' AND a.auto AND a.reviewed_at IS NULL
                      AND a.suggested = c.category)

-- name: label
-- unscoped: written, not shown. What holds of the cases now, for every suggestion that went into a report of theirs; an
-- automatic step says nothing before somebody has looked at it.
UPDATE suggestions s SET label = n.label, label_at = %(now)s
  FROM (SELECT o.advice, o.step,
               CASE WHEN o.auto AND o.reviewed_at IS NULL AND o.value = o.suggested THEN NULL ELSE o.value END AS label
          FROM (SELECT x.advice, x.step, x.auto, x.reviewed_at, x.suggested,
                       CASE x.step
                            WHEN 'category' THEN CASE WHEN {{label_stands}} THEN c.category END
                            WHEN 'condition' THEN CASE WHEN {{label_stands}} THEN c.condition END
                            WHEN 'place' THEN (SELECT g.code FROM grids g WHERE g.id = c.grid)
                            WHEN 'unit' THEN (SELECT a.unit::text FROM assignments a
                                               WHERE a.case_id = c.id AND a.role = 'lead' AND a.parent IS NULL
                                                 AND a.held NOT IN ('replaced', 'returned', 'taken_back')
                                               ORDER BY a.no DESC LIMIT 1)
                            WHEN 'urgent' THEN c.urgent::text
                            WHEN 'duplicate_of' THEN x.chosen
                       END AS value
                  FROM reports r
                  JOIN suggestions x ON x.report_id = r.id
                  JOIN cases c ON c.id = r.case_id
                 WHERE r.case_id = ANY(%(cases)s::bigint[])) o) n
 WHERE s.advice = n.advice AND s.step = n.step AND s.label IS DISTINCT FROM n.label;

-- name: forget_unsent
-- Advice that no report came of, a batch at a time.
DELETE FROM suggestions
 WHERE (advice, step) IN (SELECT advice, step FROM suggestions
                           WHERE report_id IS NULL AND at < %(before)s ORDER BY at LIMIT %(limit)s);

-- name: tally
-- One pass over the index: what was suggested and how sure that was, how often it was right. `recent`: of the last weeks.
SELECT s.suggested, s.at >= %(recent)s AS recent,
       least(floor(s.confidence * %(bins)s), %(bins)s - 1)::int AS bin,
       count(*) AS n,
       count(s.label) AS decided,
       count(*) FILTER (WHERE s.label = s.suggested) AS "right",
       coalesce(sum(s.confidence) FILTER (WHERE s.label IS NOT NULL), 0) AS sure,
       count(s.label) FILTER (WHERE s.action = 'take') AS taken,
       count(*) FILTER (WHERE s.action = 'take' AND s.label = s.suggested) AS taken_right,
       count(s.label) FILTER (WHERE s.confidence >= %(at_95)s) AS at_95,
       count(*) FILTER (WHERE s.confidence >= %(at_95)s AND s.label = s.suggested) AS at_95_right,
       count(s.label) FILTER (WHERE s.confidence >= %(at_98)s) AS at_98,
       count(*) FILTER (WHERE s.confidence >= %(at_98)s AND s.label = s.suggested) AS at_98_right,
       count(*) FILTER (WHERE s.auto) AS auto
  FROM suggestions s
 WHERE s.step = 'category' AND s.at >= %(since)s AND s.at < %(until)s AND s.report_id IS NOT NULL
 GROUP BY 1, 2, 3;

-- name: mistaken
-- What was suggested instead of what it was: the most frequent pairs, and for each category (`suggested` NULL) how often
-- something else, or nothing, was suggested.
WITH pairs AS (
    SELECT s.suggested, s.label, count(*) AS n
      FROM suggestions s
     WHERE s.step = 'category' AND s.at >= %(since)s AND s.at < %(until)s AND s.report_id IS NOT NULL
       AND s.label IS NOT NULL AND s.suggested IS DISTINCT FROM s.label
     GROUP BY 1, 2
)
SELECT NULL AS suggested, label, sum(n)::bigint AS n FROM pairs GROUP BY label
 UNION ALL
(SELECT suggested, label, n FROM pairs WHERE suggested IS NOT NULL ORDER BY n DESC, suggested, label LIMIT %(most)s);
