-- fragment: component
SELECT id, code, category, name, owner_id, maintainer_id, supervisor_id, state, grid_id, lng, lat, datum, given_lng,
       given_lat, installed_on, surveyed_on
  FROM components

-- name: component
{{component}} WHERE code = %(code)s;

-- name: components_near
-- Within a box of degrees; the caller measures. A limit keeps a crowded crossing bounded.
{{component}}
 WHERE lat BETWEEN %(south)s AND %(north)s AND lng BETWEEN %(west)s AND %(east)s
   AND (%(category)s::text IS NULL OR category = %(category)s)
   AND state <> 'retired'
 ORDER BY (lat - %(lat)s) ^ 2 + ((lng - %(lng)s) * %(squeeze)s) ^ 2, id
 LIMIT %(limit)s;

-- name: put_components
-- One batch. A row whose facts are as they were is not written: it is neither new nor changed.
WITH given AS (
    SELECT * FROM json_populate_recordset(NULL::components, %(rows)s::json)
), put AS (
    INSERT INTO components (code, category, name, owner_id, maintainer_id, supervisor_id, state, grid_id, lng, lat,
                            datum, given_lng, given_lat, installed_on, surveyed_on, changed_at)
    SELECT code, category, name, owner_id, maintainer_id, supervisor_id, state, grid_id, lng, lat, datum, given_lng,
           given_lat, installed_on, surveyed_on, %(now)s
      FROM given
    ON CONFLICT (code) DO UPDATE
       SET category = excluded.category, name = excluded.name, owner_id = excluded.owner_id,
           maintainer_id = excluded.maintainer_id, supervisor_id = excluded.supervisor_id, state = excluded.state,
           grid_id = excluded.grid_id, lng = excluded.lng, lat = excluded.lat, datum = excluded.datum,
           given_lng = excluded.given_lng, given_lat = excluded.given_lat, installed_on = excluded.installed_on,
           surveyed_on = excluded.surveyed_on, changed_at = excluded.changed_at
     WHERE (components.category, components.name, components.owner_id, components.maintainer_id,
            components.supervisor_id, components.state, components.grid_id, components.lng, components.lat,
            components.datum, components.given_lng, components.given_lat, components.installed_on,
            components.surveyed_on)
        IS DISTINCT FROM
           (excluded.category, excluded.name, excluded.owner_id, excluded.maintainer_id, excluded.supervisor_id,
            excluded.state, excluded.grid_id, excluded.lng, excluded.lat, excluded.datum, excluded.given_lng,
            excluded.given_lat, excluded.installed_on, excluded.surveyed_on)
    RETURNING xmax = 0 AS added
)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS changed FROM put;

-- name: component_state
UPDATE components SET state = %(state)s, changed_at = %(now)s WHERE code = %(code)s RETURNING id;

-- name: put_names
INSERT INTO place_names (kind, name, said, alias, grid_id, lng, lat, line)
SELECT kind, name, said, alias, grid_id, lng, lat, line
  FROM unnest(%(kinds)s::text[], %(names)s::text[], %(saids)s::text[], %(aliases)s::bool[], %(grids)s::bigint[],
              %(lngs)s::float8[], %(lats)s::float8[], %(lines)s::bytea[])
       AS new (kind, name, said, alias, grid_id, lng, lat, line)
ON CONFLICT (said, kind, lng, lat) DO UPDATE
   SET name = excluded.name, alias = excluded.alias, grid_id = excluded.grid_id, line = excluded.line
 WHERE (place_names.name, place_names.alias, place_names.grid_id, place_names.line)
       IS DISTINCT FROM (excluded.name, excluded.alias, excluded.grid_id, excluded.line);

-- name: every_name
-- The whole gazetteer: read once by a process, until the stamp of places changes.
SELECT kind, name, said, alias, grid_id, lng, lat, line FROM place_names ORDER BY id;

-- name: find_names
-- The whole name first, then what begins so, shorter ones before longer; a place found by two names comes once.
SELECT kind, name, grid_id, lng, lat
  FROM (SELECT DISTINCT ON (kind, name, lng, lat) kind, name, said, grid_id, lng, lat
          FROM (SELECT * FROM place_names
                 WHERE said >= %(said)s AND said < %(said)s || U&'\+10FFFF'
                 ORDER BY said
                 LIMIT 1000) near
         ORDER BY kind, name, lng, lat, length(said)) once
 ORDER BY said <> %(said)s, length(said), said, kind, lng, lat
 LIMIT %(limit)s;
