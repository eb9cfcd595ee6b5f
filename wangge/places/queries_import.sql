-- name: standing
-- Every grid in force below a branch with its parent's code and its boundary, where it has one.
SELECT g.id, g.code, g.name, g.level, g.kind, g.area_class, g.path, p.code AS parent, b.boundary
  FROM grids g
  LEFT JOIN grids p ON p.id = g.parent_id
  LEFT JOIN LATERAL ({{boundary_at}}) b ON true
 WHERE g.path >= %(lo)s AND g.path < %(hi)s AND g.valid_from <= %(at)s AND (g.valid_to IS NULL OR g.valid_to > %(at)s)
 ORDER BY g.path;

-- name: add_grids
-- One level at once. Fewer rows than asked for: a code or a path is taken by a grid in force.
INSERT INTO grids (code, name, level, kind, parent_id, path, area_class, valid_from)
SELECT new.code, new.name, %(level)s, new.kind, new.parent_id, new.path, new.area_class, %(now)s
  FROM unnest(%(codes)s::text[], %(names)s::text[], %(kinds)s::text[], %(parents)s::bigint[], %(paths)s::text[],
              %(classes)s::text[]) AS new (code, name, kind, parent_id, path, area_class)
ON CONFLICT DO NOTHING
RETURNING id, code, path;

-- name: note_paths
INSERT INTO grid_paths (grid_id, since, path)
SELECT new.id, %(now)s, new.path FROM unnest(%(ids)s::bigint[], %(paths)s::text[]) AS new (id, path)
ON CONFLICT DO NOTHING;

-- name: levels
SELECT level, name_zh, name_en, code_pattern FROM grid_levels ORDER BY level;

-- name: name_level
INSERT INTO grid_levels (level, name_zh, name_en, code_pattern)
VALUES (%(level)s, %(name_zh)s, %(name_en)s, %(code_pattern)s)
ON CONFLICT (level) DO UPDATE
   SET name_zh = excluded.name_zh, name_en = excluded.name_en, code_pattern = excluded.code_pattern
 WHERE %(replace)s
   AND (grid_levels.name_zh, grid_levels.name_en, grid_levels.code_pattern)
       IS DISTINCT FROM (excluded.name_zh, excluded.name_en, excluded.code_pattern);
