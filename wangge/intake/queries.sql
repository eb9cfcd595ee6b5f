-- name: candidates
-- The newest of each place asked for: a few rows of the index cases_path, however many cases lie behind them. What is
-- open and older comes from cases_queue_path.
SELECT c.id, c.number, c.state, c.category, c.standard, c.seq, c.opened_at, c.closed_at, c.path,
       (SELECT t.body FROM reports r JOIN texts t ON t.id = r.body WHERE r.case_id = c.id ORDER BY r.id LIMIT 1) AS text,
       (SELECT t.body FROM texts t WHERE t.id = c.point) AS point
  FROM unnest(%(paths)s::text[]) AS p(path)
 CROSS JOIN LATERAL (
    (SELECT c.* FROM cases c
      WHERE c.path = p.path AND c.opened_at >= %(since)s AND c.state NOT IN ('merged', 'void') AND c.id <> %(but)s
        AND {{cases.visible}}
      ORDER BY c.opened_at DESC LIMIT %(each)s)
     UNION ALL
    (SELECT c.* FROM cases c
      WHERE c.path = p.path AND c.closed_at IS NULL AND c.opened_at < %(since)s AND c.id <> %(but)s AND {{cases.visible}}
      ORDER BY c.queue_at LIMIT 20)
 ) c
 ORDER BY c.opened_at DESC
 LIMIT %(most)s;

-- name: shown
-- What stands side by side of the few that are shown: found by the statement above, so visible.
SELECT c.id, (SELECT json_build_object('code', g.code, 'name', g.name) FROM grids g WHERE g.id = c.grid) AS grid,
       (SELECT count(*) FROM reports r WHERE r.case_id = c.id) AS reports,
       (SELECT t.body FROM texts t WHERE t.id = c.address) AS address,
       ARRAY(SELECT f.sha256 FROM case_files f WHERE f.case_id = c.id ORDER BY f.seq, f.sha256 LIMIT 6) AS files,
       (SELECT to_jsonb(p) || jsonb_build_object('confidential', r.confidential)
          FROM reports r JOIN report_persons p ON p.report_id = r.id WHERE r.case_id = c.id ORDER BY r.id LIMIT 1) AS person
  FROM cases c
 WHERE c.id = ANY(%(ids)s::bigint[]) AND {{cases.visible}};

-- name: said
-- A case as the first of its reports tells it.
SELECT c.id, c.category, c.grid, c.path, c.opened_at,
       (SELECT t.body FROM reports r JOIN texts t ON t.id = r.body WHERE r.case_id = c.id ORDER BY r.id LIMIT 1) AS text,
       (SELECT t.body FROM texts t WHERE t.id = c.point) AS point
  FROM cases c
 WHERE c.number = %(number)s AND {{cases.visible}};
