-- fragment: seen
-- Of matter t, as far as somebody may see its cases. Where all of it lies in their branches and no case is sensitive,
-- what was counted before; else counted now.
LEFT JOIN LATERAL (
    SELECT {{figures}}, bool_or(x.case_id = t.title_case) AS titled
      FROM (SELECT y.*, row_number() OVER (PARTITION BY y.voice ORDER BY y.at DESC) AS newest
              FROM (SELECT {{said}}
                     WHERE m.matter = t.id AND c.state <> 'void' AND {{cases.visible}}) y) x) v ON NOT t.whole

-- fragment: whole
(NOT t.closed OR %(sensitive)s::boolean)
   AND EXISTS (SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                WHERE t.path_lo >= b.lo AND t.path_hi < b.hi AND t.path_lo <> '') AS whole

-- fragment: shown_matter
t.id,
       CASE WHEN t.whole OR v.titled THEN t.title END AS title,
       CASE WHEN t.whole THEN t.cases ELSE v.cases END AS cases,
       CASE WHEN t.whole THEN t.reports ELSE v.reports END AS reports,
       CASE WHEN t.whole THEN t.people ELSE v.people END AS people,
       CASE WHEN t.whole THEN t.first_at ELSE v.first_at END AS first_at,
       CASE WHEN t.whole THEN t.last_at ELSE v.last_at END AS last_at,
       CASE WHEN t.whole THEN t.category ELSE v.category END AS category,
       CASE WHEN t.whole THEN t.path_lo ELSE v.path_lo END AS path_lo,
       CASE WHEN t.whole THEN t.path_hi ELSE v.path_hi END AS path_hi,
       CASE WHEN t.whole THEN t.warmth ELSE v.warmth END AS warmth

-- fragment: hot
-- The second line follows from the first, and ends the walk of the index.
t."into" IS NULL AND t.reports > 1 AND t.last_at >= %(since)s::timestamptz
                 AND t.warmth >= %(least)s::float8
                 AND (%(lo)s::text IS NULL OR t.path_hi >= %(lo)s AND t.path_lo < %(hi)s)

-- name: hot_matters
-- What the asker sees the whole of, by the index. What they see a part of may be cooler for them than it is: of all that
-- reach into their branches the warmest are counted and put between; for who sees cases of a unit only, of all there are.
-- `looked`: how many these were.
WITH part AS MATERIALIZED (
    SELECT t.*, false AS whole FROM matters t
     WHERE {{hot}}
       AND (%(by_unit)s::boolean
            OR (t.closed OR t.path_lo <> t.path_hi) -- else all of it lies in one place
               AND (t.closed AND NOT %(sensitive)s::boolean
                    OR NOT EXISTS (SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                                    WHERE t.path_lo >= b.lo AND t.path_hi < b.hi))
               AND EXISTS (SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                            WHERE t.path_hi >= b.lo AND t.path_lo < b.hi))
     ORDER BY t.warmth DESC, t.id
     LIMIT %(most)s
)
SELECT s.*, (SELECT count(*) FROM part)::int AS looked FROM (
    (SELECT t.id, t.title, t.cases, t.reports, t.people, t.first_at, t.last_at, t.category, t.path_lo, t.path_hi, t.warmth
       FROM matters t
      WHERE {{hot}} AND (NOT t.closed OR %(sensitive)s::boolean)
        AND (%(after_warmth)s::float8 IS NULL
             OR t.warmth <= %(after_warmth)s AND (-t.warmth, t.id) > (-%(after_warmth)s, %(after_id)s::bigint))
        AND EXISTS (SELECT 1 FROM unnest(%(los)s::text[], %(his)s::text[]) AS b(lo, hi)
                     WHERE t.path_lo >= b.lo AND t.path_hi < b.hi)
      ORDER BY t.warmth DESC, t.id
      LIMIT %(limit)s)
    UNION ALL
    SELECT {{shown_matter}} FROM part t {{seen}}
     WHERE v.reports > 1
       AND (%(after_warmth)s::float8 IS NULL OR (-v.warmth, t.id) > (-%(after_warmth)s::float8, %(after_id)s::bigint))
) s
 ORDER BY s.warmth DESC, s.id
 LIMIT %(limit)s;

-- name: one_matter
-- Or the one it has become one with. No row where no case of it may be seen.
SELECT s.* FROM (
    SELECT {{shown_matter}}
      FROM (SELECT t.*, {{whole}} FROM matters t
             WHERE t.id = (SELECT coalesce(o."into", o.id) FROM matters o WHERE o.id = %(id)s)) t
      {{seen}}) s
 WHERE s.cases > 0;

-- name: reports_by_day
-- Of matters, by days before today in China, as far as somebody may see their cases.
SELECT m.matter, (%(now)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
       - (m.at AT TIME ZONE 'Asia/Shanghai')::date AS ago, count(*)::int AS reports
  FROM matter_reports m JOIN cases c ON c.id = m.case_id
 WHERE m.matter = ANY(%(ids)s::bigint[]) AND m.at > %(now)s::timestamptz - interval '15 days' AND c.state <> 'void'
   AND {{cases.visible}}
 GROUP BY 1, 2;

-- name: open_of_matters
SELECT m.matter, count(DISTINCT c.id)::int AS open
  FROM matter_reports m JOIN cases c ON c.id = m.case_id
 WHERE m.matter = ANY(%(ids)s::bigint[]) AND c.state <> ALL(%(ended)s::text[]) AND {{cases.visible}}
 GROUP BY 1;

-- name: cases_of_matter
-- The newest first.
SELECT c.id, c.number, c.state, c.category, c.standard, c.opened_at, c.closed_at, c.opened_at::text AS at,
       (SELECT g.name FROM grids g WHERE g.id = c.grid) AS grid,
       (SELECT count(*) FROM matter_reports m WHERE m.case_id = c.id AND m.matter = %(id)s)::int AS reports
  FROM cases c
 WHERE c.id IN (SELECT m.case_id FROM matter_reports m WHERE m.matter = %(id)s) AND c.state <> 'void'
   AND (%(after_at)s::timestamptz IS NULL OR (c.opened_at, c.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
   AND {{cases.visible}}
 ORDER BY c.opened_at DESC, c.id DESC
 LIMIT %(limit)s;

-- name: matter_of_case
SELECT m.matter
  FROM cases c JOIN matter_reports m ON m.case_id = c.id
 WHERE c.number = %(number)s AND {{cases.visible}}
 ORDER BY m.report_id
 LIMIT 1;

-- name: case_is_there
SELECT c.id FROM cases c WHERE c.number = %(number)s AND {{cases.visible}};

-- name: grids_of_branches
SELECT g.path, g.code, g.name FROM grids g WHERE g.path = ANY(%(paths)s::text[]) AND g.valid_to IS NULL;

-- name: custom_plans
SET LOCAL plan_cache_mode = force_custom_plan;
