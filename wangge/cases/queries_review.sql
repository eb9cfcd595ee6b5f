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
SELECT x.key, count(*) AS dispatched,
       count(*) FILTER (WHERE x.returned) AS returned,
       count(*) FILTER (WHERE x.transferred) AS transferred,
       count(*) FILTER (WHERE x.ruled) AS ruled,
       count(*) FILTER (WHERE NOT (x.returned OR x.transferred OR x.ruled)) AS accurate
  FROM (SELECT CASE %(by)s::text
                   WHEN 'month' THEN to_char(f.sent_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')
                   WHEN 'unit' THEN f.unit::text
                   WHEN 'category' THEN c.category
                   ELSE (SELECT CASE %(by)s::text WHEN 'rule' THEN e.rule::text ELSE e.given ->> 'how' END
                           FROM case_events e WHERE e.case_id = c.id AND e.verb = 'dispatch' ORDER BY e.seq LIMIT 1)
               END AS key,
               c.returns > 0 AS returned, c.transfers > 0 AS transferred,
               CASE WHEN f.held IN ('returned', 'replaced', 'taken_back')  -- most never gave it up: not looked for
                    THEN EXISTS (SELECT 1 FROM assignments r
                                  WHERE r.case_id = c.id AND r.ruled AND r.role = 'lead' AND r.unit <> f.unit)
                    ELSE false END AS ruled
          FROM assignments f JOIN cases c ON c.id = f.case_id
         WHERE f.no = 1 AND f.sent_at >= %(since)s AND f.sent_at < %(until)s
           AND (%(category)s::text IS NULL OR c.category = %(category)s)
           AND (%(unit)s::bigint IS NULL OR f.unit = %(unit)s)
           AND {{visible}}) x
 GROUP BY x.key
 ORDER BY dispatched DESC, x.key
 LIMIT 1000;

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
