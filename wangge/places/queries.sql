-- fragment: valid
valid_from <= %(now)s AND (valid_to IS NULL OR valid_to > %(now)s)

-- fragment: grid
SELECT id, code, name, level, kind, parent_id, path, area_class, valid_from, valid_to FROM grids

-- name: grid
{{grid}} WHERE code = %(code)s AND {{valid}};

-- name: grid_by_id
{{grid}} WHERE id = %(id)s;

-- name: roots
{{grid}} WHERE parent_id IS NULL AND {{valid}} ORDER BY path;

-- name: children
{{grid}} WHERE parent_id = %(parent_id)s AND {{valid}} ORDER BY path;

-- name: grids_below
-- The grid itself and all below it, parents first.
{{grid}} WHERE path >= %(lo)s AND path < %(hi)s AND {{valid}} ORDER BY path;

-- name: grids_above
-- The grid itself and all above it, the root first: every prefix of its path that ends in a slash.
{{grid}}
 WHERE path = ANY (ARRAY(SELECT substr(%(path)s::text, 1, n)
                           FROM generate_series(1, length(%(path)s::text)) n
                          WHERE substr(%(path)s::text, n, 1) = '/'))
   AND {{valid}}
 ORDER BY path;

-- name: add_grid
-- No row: the code or the path is taken by a grid in force.
INSERT INTO grids (code, name, level, kind, parent_id, path, area_class, valid_from)
VALUES (%(code)s, %(name)s, %(level)s, %(kind)s, %(parent_id)s, %(path)s, %(area_class)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING id, code, name, level, kind, parent_id, path, area_class, valid_from, valid_to;

-- name: note_path
INSERT INTO grid_paths (grid_id, since, path) VALUES (%(id)s, %(now)s, %(path)s)
ON CONFLICT DO NOTHING;

-- name: lock_tree
-- One change of the tree at a time: two moves at once could make a ring.
SELECT id FROM grids WHERE parent_id IS NULL ORDER BY id FOR UPDATE;

-- name: path_at
SELECT path FROM grid_paths
 WHERE grid_id = %(id)s AND since <= %(at)s
 ORDER BY since DESC
 LIMIT 1;
