-- name: standing
-- Whether anything is here, and whether a demo was built to its end.
SELECT CASE WHEN EXISTS (SELECT 1 FROM audit WHERE action = 'build_demo') THEN 'built'
            WHEN EXISTS (SELECT 1 FROM grids) THEN 'begun'
            ELSE 'empty' END;

-- name: name_level
INSERT INTO grid_levels (level, name_zh, name_en, code_pattern) VALUES (%(level)s, %(zh)s, %(en)s, %(pattern)s)
ON CONFLICT (level) DO UPDATE SET (name_zh, name_en, code_pattern) = (EXCLUDED.name_zh, EXCLUDED.name_en, EXCLUDED.code_pattern);

-- name: plant
-- The grids of one level; their parents are there.
INSERT INTO grids (code, name, level, kind, parent_id, path, area_class, valid_from)
SELECT n.code, n.name, n.level, n.kind, p.id, n.path, n.area_class, %(now)s
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
           code text, name text, level smallint, kind text, parent text, path text, area_class text)
  LEFT JOIN grids p ON p.code = n.parent AND p.valid_to IS NULL
 ORDER BY n.code;

-- name: planted
SELECT id, code FROM grids WHERE valid_to IS NULL;

-- name: note_paths
INSERT INTO grid_paths (grid_id, since, path) SELECT id, %(now)s, path FROM grids ON CONFLICT DO NOTHING;

-- name: draw_many
-- Ids and numbers for so many reports of one day, in the order in which they arrived.
SELECT nextval('cases_id_seq') AS case_id, nextval('reports_id_seq') AS report_id, nextval('case_numbers') - d.base AS n
  FROM case_days d, generate_series(1, %(many)s::int)
 WHERE d.day = %(day)s::date;

-- name: draw_texts
SELECT nextval('texts_id_seq') AS id FROM generate_series(1, %(many)s::int);
