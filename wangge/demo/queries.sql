-- name: add_role
INSERT INTO roles (code, name_zh, name_en) VALUES (%(code)s, %(name_zh)s, %(name_en)s) ON CONFLICT DO NOTHING;

-- name: is_built
-- The root of the demo district's own tree, with its people.
SELECT EXISTS (SELECT 1 FROM users WHERE login = 'sysadmin');

-- name: name_level
INSERT INTO grid_levels (level, name_zh, name_en, code_pattern) VALUES (%(level)s, %(zh)s, %(en)s, %(pattern)s)
ON CONFLICT (level) DO UPDATE SET (name_zh, name_en, code_pattern) = (EXCLUDED.name_zh, EXCLUDED.name_en, EXCLUDED.code_pattern);

-- name: plant
-- The grids of one level with their boundaries; their parents are there.
WITH fresh AS (
    SELECT n.code, n.name, n.level, n.kind, p.id AS parent_id, n.path, n.area_class, n.boundary, n.area_m2
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
               code text, name text, level smallint, kind text, parent text, path text, area_class text,
               boundary bytea, area_m2 double precision)
      LEFT JOIN grids p ON p.code = n.parent AND p.valid_to IS NULL
),
planted AS (
    INSERT INTO grids (code, name, level, kind, parent_id, path, area_class, valid_from)
    SELECT code, name, level, kind, parent_id, path, area_class, %(now)s FROM fresh ORDER BY code
    RETURNING id, code
)
INSERT INTO grid_boundaries (grid_id, since, boundary, area_m2)
SELECT planted.id, %(now)s, fresh.boundary, fresh.area_m2 FROM planted JOIN fresh USING (code);

-- name: note_paths
INSERT INTO grid_paths (grid_id, since, path) SELECT id, %(now)s, path FROM grids ON CONFLICT DO NOTHING;

-- name: draw_many
-- Ids and numbers for so many reports of one day, in the order in which they arrived.
SELECT nextval('cases_id_seq') AS case_id, nextval('reports_id_seq') AS report_id, nextval('case_numbers') - d.base AS n
  FROM case_days d, generate_series(1, %(many)s::int)
 WHERE d.day = %(day)s::date;

-- name: draw_texts
SELECT nextval('texts_id_seq') AS id FROM generate_series(1, %(many)s::int);
