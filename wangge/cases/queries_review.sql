-- name: sent_in
-- Cases first sent in a period, as the rules see them, who had them first and who had them in the end. The first
-- assignment of a case is the lead of its first dispatch. Read through a cursor: as many as there are.
SELECT c.number, c.category, c.condition, c.path, c.grid, c.component, c.returns, f.sent_at, f.unit AS first,
       coalesce((SELECT l.unit FROM assignments l
                  WHERE l.case_id = c.id AND l.role = 'lead' AND l.parent IS NULL AND l.held <> 'replaced'
                  ORDER BY l.no DESC LIMIT 1), f.unit) AS last,
       CASE WHEN %(address)s::boolean THEN (SELECT t.body FROM texts t WHERE t.id = c.address) END AS address
  FROM assignments f JOIN cases c ON c.id = f.case_id
 WHERE f.no = 1 AND f.sent_at >= %(since)s AND f.sent_at < %(until)s AND {{visible}}
 LIMIT %(most)s;

-- name: accuracy
-- First dispatches of a period by what they were; right: never returned, transferred, or ruled to another unit.
SELECT CASE %(by)s::text WHEN 'month' THEN c.month WHEN 'unit' THEN c.unit::text WHEN 'category' THEN c.category
                         WHEN 'rule' THEN c.rule::text ELSE c.how END AS key,
       count(*) AS dispatched,
       count(*) FILTER (WHERE c.returned) AS returned,
       count(*) FILTER (WHERE c.transferred) AS transferred,
       count(*) FILTER (WHERE c.ruled) AS ruled,
       count(*) FILTER (WHERE NOT (c.returned OR c.transferred OR c.ruled)) AS accurate
  FROM first_dispatches c
 WHERE c.sent_at >= %(since)s AND c.sent_at < %(until)s
   AND (%(category)s::text IS NULL OR c.category = %(category)s)
   AND (%(unit)s::bigint IS NULL OR c.unit = %(unit)s)
   AND {{visible}}
 GROUP BY 1
 ORDER BY dispatched DESC, key
 LIMIT 1000;

-- name: firsts_as_of
-- All that happened before is counted: the oldest row that the reader of the feed, or the feed itself, has not got yet.
SELECT least(%(now)s::timestamptz, (SELECT o.at FROM outbox o ORDER BY o.id LIMIT 1), (
    SELECT f.at FROM feed f
     WHERE f.no > coalesce((SELECT r.last_no FROM feed_readers r WHERE r.name = %(reader)s::text), 0)
     ORDER BY f.no LIMIT 1));

-- name: draw_firsts
-- unscoped: the picture is of every case; who reads it is asked by `accuracy`. What has not changed is not written.
-- Ids alone: with a range beside them a plan for any range read whole tables. Only what gave a case up is looked at
-- for a ruling.
INSERT INTO first_dispatches AS t (case_id, sent_at, month, unit, rule, how, category, path, units, sensitive,
                                   returned, transferred, ruled)
SELECT c.id, f.sent_at, to_char(f.sent_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM'), f.unit, e.rule, e.how, c.category,
       c.path, c.units, c.sensitive, c.returns > 0, c.transfers > 0,
       CASE WHEN f.held IN ('returned', 'replaced', 'taken_back')
            THEN EXISTS (SELECT 1 FROM assignments r
                          WHERE r.case_id = c.id AND r.ruled AND r.role = 'lead' AND r.unit <> f.unit)
            ELSE false END
  FROM cases c
  JOIN assignments f ON f.case_id = c.id AND f.no = 1
  LEFT JOIN LATERAL (SELECT x.rule, x.given ->> 'how' AS how FROM case_events x
                      WHERE x.case_id = c.id AND x.verb = 'dispatch' ORDER BY x.seq LIMIT 1) e ON true
 WHERE c.id = ANY(%(ids)s::bigint[])
ON CONFLICT (case_id) DO UPDATE
   SET (sent_at, month, unit, rule, how, category, path, units, sensitive, returned, transferred, ruled)
     = (EXCLUDED.sent_at, EXCLUDED.month, EXCLUDED.unit, EXCLUDED.rule, EXCLUDED.how, EXCLUDED.category, EXCLUDED.path,
        EXCLUDED.units, EXCLUDED.sensitive, EXCLUDED.returned, EXCLUDED.transferred, EXCLUDED.ruled)
 WHERE t.* IS DISTINCT FROM EXCLUDED.*;

-- name: hints
-- Where cases of a class keep ending with another unit than the first: moved there by redispatch, a ruling, or a second
-- dispatch after a return; `suggested`: the unit that returned it had named that one.
SELECT c.category, f.unit AS first, l.unit AS last, count(*) AS cases,
       count(*) FILTER (WHERE EXISTS (
           SELECT 1 FROM case_events e JOIN units u ON u.id = l.unit
            WHERE e.case_id = c.id AND e.verb = 'return' AND e.given ->> 'suggest' = u.code)) AS suggested,
       (array_agg(c.number ORDER BY f.sent_at DESC))[1:5] AS samples
  FROM assignments f
  JOIN cases c ON c.id = f.case_id
  JOIN LATERAL (SELECT x.unit FROM assignments x
                 WHERE x.case_id = c.id AND x.role = 'lead' AND x.parent IS NULL AND x.held <> 'replaced'
                 ORDER BY x.no DESC LIMIT 1) l ON l.unit <> f.unit
 WHERE f.no = 1 AND f.sent_at >= %(since)s AND f.sent_at < %(until)s AND {{visible}}
 GROUP BY c.category, f.unit, l.unit
HAVING count(*) >= %(least)s::int
 ORDER BY cases DESC, c.category, f.unit, l.unit
 LIMIT 200;
