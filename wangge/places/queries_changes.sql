-- Statements of the changes of the tree: read what a change is about, write what it makes, follow it to its end.

-- fragment: state
SELECT g.id, g.code, g.name, g.level, g.kind, p.code AS parent, g.path, g.area_class, g.valid_to IS NULL AS in_force,
       (SELECT to_char(max(b.since) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM grid_boundaries b WHERE b.grid_id = g.id) AS drawn
  FROM grids g LEFT JOIN grids p ON p.id = g.parent_id

-- name: states_about
-- The grids named, their parents and all below them.
WITH named AS MATERIALIZED (
    SELECT id, path, parent_id FROM grids WHERE code = ANY(%(codes)s::text[]) AND valid_to IS NULL
)
{{state}}
 WHERE g.valid_to IS NULL
   AND g.id IN (SELECT b.id FROM named n JOIN grids b ON b.path >= n.path AND b.path < rtrim(n.path, '/') || '0'
                 UNION SELECT parent_id FROM named)
 ORDER BY g.path;

-- name: states_named
-- The grids named, nothing else: for what does not move a branch.
{{state}} WHERE g.code = ANY(%(codes)s::text[]) AND g.valid_to IS NULL ORDER BY g.path;

-- name: states_of
{{state}} WHERE g.id = ANY(%(ids)s::bigint[]) ORDER BY g.path;

-- name: codes_used
SELECT DISTINCT code FROM grids WHERE code = ANY(%(codes)s::text[]);

-- name: boundaries_now
SELECT DISTINCT ON (b.grid_id) g.code, b.boundary
  FROM grid_boundaries b JOIN grids g ON g.id = b.grid_id
 WHERE b.grid_id = ANY(%(ids)s::bigint[])
 ORDER BY b.grid_id, b.since DESC;

-- name: boundaries_then
SELECT g.code, b.boundary
  FROM unnest(%(ids)s::bigint[], %(sinces)s::timestamptz[]) AS w(id, since)
  JOIN grid_boundaries b ON b.grid_id = w.id AND b.since = w.since
  JOIN grids g ON g.id = w.id;

-- fragment: change
SELECT c.version, c.kind, c.draft, c.grids, c.note, c.decided_at, c.decided_by, u.name AS decided_by_name, c.effective_at,
       c.state, c.applied_at, c.settled_at, c.before, c.after, c.refusal, c.undoes, c.undone_by
  FROM place_changes c LEFT JOIN users u ON u.id = c.decided_by

-- name: add_change
-- Under the lock of the tree: versions are gapless.
INSERT INTO place_changes (version, kind, draft, grids, note, decided_at, decided_by, effective_at, state, undoes)
SELECT coalesce(max(version), 0) + 1, %(kind)s, %(draft)s, %(grids)s::text[], %(note)s, %(now)s, %(by)s, %(at)s, 'planned',
       %(undoes)s
  FROM place_changes
RETURNING version;

-- name: change
{{change}} WHERE c.version = %(version)s;

-- name: changes
-- Newest first.
{{change}}
 WHERE (%(state)s::text IS NULL OR c.state = %(state)s)
   AND (%(grid)s::text IS NULL OR c.grids @> ARRAY[%(grid)s::text] COLLATE "C")
   AND (%(before)s::int IS NULL OR c.version < %(before)s)
 ORDER BY c.version DESC
 LIMIT %(limit)s;

-- name: overlapping
-- Changes of the same grids: planned, still taking their cases along, or applied. The newest first.
SELECT c.version, c.kind, c.state, c.effective_at, c.undoes, c.undone_by,
       c.settled_at IS NULL AND c.state = 'applied' AS moving
  FROM place_changes c
 WHERE c.grids && %(grids)s::text[] AND c.state IN ('planned', 'applied')
 ORDER BY c.version DESC;

-- name: change_due
-- Asked before the tree is locked: nobody waits for a round that has nothing to do.
SELECT 1 FROM place_changes c
 WHERE c.state = 'planned' AND c.effective_at <= %(now)s
   AND NOT EXISTS (SELECT 1 FROM place_changes o
                    WHERE o.state = 'applied' AND o.settled_at IS NULL AND o.grids && c.grids)
 LIMIT 1;

-- name: due_changes
-- Two workers take different ones. One whose grids still take cases along waits.
{{change}}
 WHERE c.state = 'planned' AND c.effective_at <= %(now)s
   AND NOT EXISTS (SELECT 1 FROM place_changes o
                    WHERE o.state = 'applied' AND o.settled_at IS NULL AND o.grids && c.grids)
 ORDER BY c.effective_at, c.version
 LIMIT 1 FOR UPDATE OF c SKIP LOCKED;

-- name: mark_applied
-- Where no case has to go elsewhere, it is settled at once.
UPDATE place_changes
   SET state = 'applied', applied_at = %(now)s, grids = %(grids)s::text[], before = %(before)s, after = %(after)s,
       settled_at = CASE WHEN EXISTS (SELECT 1 FROM grid_moves m WHERE m.version = %(version)s) THEN NULL
                         ELSE %(now)s::timestamptz END
 WHERE version = %(version)s AND state = 'planned';

-- name: mark_refused
UPDATE place_changes SET state = 'refused', refusal = %(refusal)s WHERE version = %(version)s AND state = 'planned';

-- name: mark_cancelled
UPDATE place_changes SET state = 'cancelled' WHERE version = %(version)s AND state = 'planned';

-- name: mark_undone
UPDATE place_changes SET undone_by = %(by)s WHERE version = %(version)s;

-- name: tell_change
INSERT INTO outbox (kind, subject, verb, at) VALUES ('places', %(version)s, %(kind)s, %(now)s);

-- name: retire_grids
UPDATE grids SET valid_to = %(at)s WHERE id = ANY(%(ids)s::bigint[]);

-- name: make_grids
INSERT INTO grids (code, name, level, kind, parent_id, path, area_class, valid_from)
SELECT n.code, n.name, n.level, n.kind, p.id, n.path, n.area_class, %(at)s
  FROM jsonb_to_recordset(%(rows)s::jsonb)
       AS n(code text, name text, level smallint, kind text, parent text, path text, area_class text)
  LEFT JOIN grids p ON p.code = n.parent AND p.valid_to IS NULL
RETURNING id, code;

-- name: reopen_grids
-- Before the grids below them find them as their parents.
UPDATE grids SET valid_to = NULL WHERE id = ANY(%(ids)s::bigint[]);

-- name: alter_grids
UPDATE grids g
   SET name = n.name, kind = n.kind, parent_id = p.id, path = n.path, area_class = n.area_class
  FROM jsonb_to_recordset(%(rows)s::jsonb)
       AS n(id bigint, name text, kind text, parent text, path text, area_class text)
  LEFT JOIN grids p ON p.code = n.parent AND p.valid_to IS NULL
 WHERE g.id = n.id;

-- name: note_new_paths
INSERT INTO grid_paths (grid_id, since, path)
SELECT n.id, %(at)s, n.path FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(id bigint, path text);

-- name: add_moves
INSERT INTO grid_moves (version, grid_id, old_path, heir, among, filing, stays)
SELECT %(version)s, n.grid_id, n.old_path, n.heir, n.among, n.filing, n.stays
  FROM jsonb_to_recordset(%(rows)s::jsonb)
       AS n(grid_id bigint, old_path text, heir bigint, among bigint[], filing boolean, stays boolean);

-- name: things_in
SELECT 'component' AS kind, id, grid_id, lng, lat FROM components WHERE grid_id = ANY(%(grids)s::bigint[])
UNION ALL
SELECT 'name', id, grid_id, lng, lat FROM place_names WHERE grid_id = ANY(%(grids)s::bigint[]);

-- name: replace_things
WITH n AS (SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(kind text, id bigint, grid_id bigint)),
names AS (UPDATE place_names p SET grid_id = n.grid_id FROM n WHERE n.kind = 'name' AND p.id = n.id)
UPDATE components c SET grid_id = n.grid_id FROM n WHERE n.kind = 'component' AND c.id = n.id;

-- name: known_since
-- The last moment from which something of these grids is known: a change takes effect after it.
SELECT max(greatest(g.valid_from, g.valid_to,
                    (SELECT max(p.since) FROM grid_paths p WHERE p.grid_id = g.id),
                    (SELECT max(b.since) FROM grid_boundaries b WHERE b.grid_id = g.id)))
  FROM grids g
 WHERE g.code = ANY(%(codes)s::text[]);

-- name: path_taken
SELECT g.name FROM grids g
 WHERE g.path = ANY(%(paths)s::text[]) AND g.valid_to IS NULL AND g.code <> ALL(%(codes)s::text[])
 LIMIT 1;

-- name: unsettled
-- One worker takes a change along; another takes the next one.
SELECT c.version FROM place_changes c
 WHERE c.state = 'applied' AND c.settled_at IS NULL
 ORDER BY c.version
 FOR UPDATE SKIP LOCKED;

-- name: moves
SELECT m.grid_id, m.old_path, m.heir, m.among, m.filing, m.stays, m.seen_at, m.seen_id, m.walked FROM grid_moves m
 WHERE m.version = %(version)s
 ORDER BY m.grid_id;

-- name: grids_by_id
{{grid}} WHERE id = ANY(%(ids)s::bigint[]);

-- name: steps
-- Where the ground of each grid went. A border drawn anew moves cases, not what is said of the grids; a grid that was
-- only moved is the same grid. ``came``: grids that were not in force before.
SELECT c.version, c.kind, c.applied_at AS at, c.undoes, m.grid_id,
       CASE WHEN m.among = '{}' THEN ARRAY[m.heir] ELSE m.among END AS takers,
       ARRAY(SELECT (a ->> 'id')::bigint FROM jsonb_array_elements(c.after -> 'grids') a WHERE (a ->> 'in_force')::boolean
             EXCEPT
             SELECT (b ->> 'id')::bigint FROM jsonb_array_elements(c.before -> 'grids') b WHERE (b ->> 'in_force')::boolean
            ) AS came
  FROM place_changes c JOIN grid_moves m ON m.version = c.version
 WHERE m.heir <> m.grid_id OR m.among <> '{}'
 ORDER BY c.version, m.grid_id;

-- name: grids_in_force
{{grid}} WHERE id = ANY(%(ids)s::bigint[]) AND valid_to IS NULL;

-- name: note_walk
UPDATE grid_moves SET seen_at = %(at)s, seen_id = %(id)s, walked = %(walked)s
 WHERE version = %(version)s AND grid_id = %(grid)s;

-- name: moves_begun
-- When a worker first saw the change committed, by the clock of the server.
UPDATE place_changes SET watched_since = clock_timestamp() WHERE version = %(version)s AND watched_since IS NULL;

-- name: somebody_before
-- Whoever began before the change was seen may have read the tree, and their own branches, as they were.
SELECT 1 FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid()
   AND a.xact_start <= (SELECT c.watched_since FROM place_changes c WHERE c.version = %(version)s)
 LIMIT 1;

-- name: settle
UPDATE place_changes SET settled_at = %(now)s WHERE version = %(version)s RETURNING before -> 'posts' AS posts;

-- fragment: layer
SELECT l.code, l.name, l.kind, u.code AS unit, u.short_name AS unit_name, l.exclusive
  FROM layers l LEFT JOIN units u ON u.id = l.unit_id

-- name: layers
{{layer}} ORDER BY l.kind, l.code;

-- name: layer
{{layer}} WHERE l.code = %(code)s;

-- name: put_layer
-- The kind of a layer stays: what its items mean hangs on it.
INSERT INTO layers (code, name, kind, unit_id, exclusive)
VALUES (%(code)s, %(name)s, %(kind)s, %(unit_id)s, %(exclusive)s)
ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, unit_id = EXCLUDED.unit_id, exclusive = EXCLUDED.exclusive
 WHERE layers.kind = EXCLUDED.kind
RETURNING code;

-- name: shared_grid
-- A unit grid that several items of a layer hold.
SELECT g.code FROM layer_members m JOIN layer_items i ON i.id = m.item_id JOIN grids g ON g.id = m.grid_id
 WHERE i.layer = %(layer)s GROUP BY g.code HAVING count(*) > 1 LIMIT 1;

-- fragment: item
SELECT i.id, i.layer, l.name AS layer_name, l.kind, i.code, i.name, i.holder, i.holder_id,
       coalesce(hu.name, pu.name, un.short_name) AS holder_name
  FROM layer_items i
  JOIN layers l ON l.code = i.layer
  LEFT JOIN users hu ON i.holder = 'user' AND hu.id = i.holder_id
  LEFT JOIN posts po ON i.holder = 'post' AND po.id = i.holder_id
  LEFT JOIN users pu ON pu.id = po.user_id
  LEFT JOIN units un ON i.holder = 'unit' AND un.id = i.holder_id

-- name: items
WITH item AS ({{item}} WHERE i.layer = %(layer)s AND (%(after)s::text IS NULL OR i.code > %(after)s)
              ORDER BY i.code LIMIT %(limit)s)
SELECT item.*, ARRAY(SELECT g.code FROM layer_members m JOIN grids g ON g.id = m.grid_id
                      WHERE m.item_id = item.id ORDER BY g.code) AS grids
  FROM item ORDER BY item.code;

-- name: items_of_grid
{{item}} JOIN layer_members m ON m.item_id = i.id WHERE m.grid_id = %(grid)s ORDER BY l.kind, i.layer, i.code;

-- name: item
SELECT i.id, i.layer, i.code, i.name, i.holder, i.holder_id FROM layer_items i
 WHERE i.layer = %(layer)s AND i.code = %(code)s;

-- name: put_item
INSERT INTO layer_items (layer, code, name, holder, holder_id)
VALUES (%(layer)s, %(code)s, %(name)s, %(holder)s, %(holder_id)s)
ON CONFLICT (layer, code) DO UPDATE
   SET name = EXCLUDED.name, holder = EXCLUDED.holder, holder_id = EXCLUDED.holder_id
RETURNING id;

-- name: members_of_item
SELECT g.id, g.code, g.path FROM layer_members m JOIN grids g ON g.id = m.grid_id WHERE m.item_id = %(item)s ORDER BY g.id;

-- name: members_on
-- Items that hold one of these grids, in the order the grids are named.
SELECT m.item_id, m.grid_id, i.layer, i.code, i.name, l.exclusive
  FROM unnest(%(grids)s::bigint[]) WITH ORDINALITY AS w(id, n)
  JOIN layer_members m ON m.grid_id = w.id
  JOIN layer_items i ON i.id = m.item_id
  JOIN layers l ON l.code = i.layer
 ORDER BY w.n, m.item_id;

-- name: unit_grids
-- Grids in force with none below them.
SELECT g.id, g.code, g.path FROM grids g
 WHERE g.code = ANY(%(codes)s::text[]) AND g.valid_to IS NULL
   AND NOT EXISTS (SELECT 1 FROM grids b WHERE b.parent_id = g.id AND b.valid_to IS NULL);

-- name: add_members
INSERT INTO layer_members (item_id, grid_id)
SELECT n.item_id, n.grid_id FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(item_id bigint, grid_id bigint)
ON CONFLICT DO NOTHING
RETURNING item_id, grid_id;

-- name: drop_members
DELETE FROM layer_members m
 USING jsonb_to_recordset(%(rows)s::jsonb) AS n(item_id bigint, grid_id bigint)
 WHERE m.item_id = n.item_id AND m.grid_id = n.grid_id;
