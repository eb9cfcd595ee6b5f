-- fragment: boundary_at
-- The boundary a grid (g) had at a time.
SELECT b.boundary, b.area_m2 FROM grid_boundaries b
 WHERE b.grid_id = g.id AND b.since <= %(at)s
 ORDER BY b.since DESC
 LIMIT 1

-- name: add_boundaries
-- Fewer rows than asked for: a grid has a boundary of that moment already.
INSERT INTO grid_boundaries (grid_id, since, boundary, area_m2)
SELECT new.grid_id, %(since)s, new.boundary, new.area_m2
  FROM unnest(%(ids)s::bigint[], %(shapes)s::bytea[], %(areas)s::float8[]) AS new (grid_id, boundary, area_m2)
ON CONFLICT DO NOTHING;

-- name: boundary
SELECT b.boundary FROM grids g CROSS JOIN LATERAL ({{boundary_at}}) b WHERE g.id = %(id)s;

-- name: drawn
-- Every grid in force that has a boundary, parents first.
SELECT g.id, g.code, g.name, g.level, g.kind, g.parent_id, g.path, g.area_class, g.valid_from, g.valid_to,
       b.boundary, b.area_m2
  FROM grids g CROSS JOIN LATERAL ({{boundary_at}}) b
 WHERE g.path >= %(lo)s AND g.path < %(hi)s AND g.valid_from <= %(at)s AND (g.valid_to IS NULL OR g.valid_to > %(at)s)
 ORDER BY g.path;

-- name: turns
-- Around a moment: since when what is in force has been so, and until when it will be.
SELECT max(t) FILTER (WHERE t <= %(at)s) AS since, min(t) FILTER (WHERE t > %(at)s) AS until
  FROM (SELECT valid_from FROM grids
         UNION ALL SELECT valid_to FROM grids
         UNION ALL SELECT since FROM grid_boundaries
         UNION ALL SELECT since FROM grid_paths) x (t);

-- name: grid_ids
SELECT id FROM grids WHERE id = ANY (%(ids)s::bigint[]);
