-- name: lock
-- One publication at a time.
SELECT stamp FROM stamps WHERE name = 'ownership' FOR UPDATE;

-- fragment: terms
r.category, r.grid_id AS grid, r.exact, r.named, r.owner, r.hours, r.season, r.lead, r.assistants, r."limit",
       r.valid_from, r.valid_to, r.reason

-- name: book
-- Every version that ever holds, so that the book answers for any day.
SELECT r.version, r.rule, r.no, r.replaced_at, c.at AS published_at, coalesce(g.path, '') AS area, {{terms}}
  FROM ownership_rules r JOIN ownership_changes c ON c.change = r.change LEFT JOIN grids g ON g.id = r.grid_id
 WHERE NOT r.retired AND (r.replaced_at IS NULL OR r.replaced_at > r.valid_from)
 ORDER BY r.version;

-- name: units
SELECT id, code, short_name, kind, path, valid_to, successor_id FROM units ORDER BY path;

-- name: homes
SELECT a.kind, a.grid_id, a.unit_id, g.path, g.code, g.name FROM unit_areas a JOIN grids g ON g.id = a.grid_id;

-- name: change
SELECT coalesce(max(change), 0) FROM ownership_changes;

-- name: areas
SELECT a.kind, g.code AS grid, g.name AS grid_name, u.code AS unit, u.short_name
  FROM unit_areas a JOIN grids g ON g.id = a.grid_id JOIN units u ON u.id = a.unit_id
 ORDER BY g.path, a.kind;

-- name: set_area
INSERT INTO unit_areas (grid_id, kind, unit_id) VALUES (%(grid)s, %(kind)s, %(unit)s)
ON CONFLICT (grid_id, kind) DO UPDATE SET unit_id = EXCLUDED.unit_id
 WHERE unit_areas.unit_id <> EXCLUDED.unit_id;

-- name: clear_area
DELETE FROM unit_areas WHERE grid_id = %(grid)s AND kind = %(kind)s;

-- name: grid_paths
-- Grids in force by id.
SELECT g.id, g.path FROM grids g
 WHERE g.id = ANY(%(ids)s::bigint[]) AND g.valid_from <= %(now)s AND (g.valid_to IS NULL OR g.valid_to > %(now)s);

-- name: draft_rows
-- In the order they were written.
SELECT r.id, r.rule, r.based_on, r.retires, r.case_number, r.edition, r.written_at, r.written_by,
       coalesce(g.path, '') AS area, {{terms}}
  FROM ownership_drafts r LEFT JOIN grids g ON g.id = r.grid_id
 WHERE %(ids)s::bigint[] IS NULL OR r.id = ANY(%(ids)s::bigint[])
 ORDER BY r.id;

-- name: add_draft
-- No row: the rule has a draft already.
INSERT INTO ownership_drafts (rule, based_on, retires, category, grid_id, exact, named, owner, hours, season, lead,
                              assistants, "limit", valid_from, valid_to, reason, case_number, written_at, written_by)
VALUES (%(rule)s, %(based_on)s, %(retires)s, %(category)s, %(grid)s, %(exact)s, %(named)s, %(owner)s, %(hours)s,
        %(season)s, %(lead)s, %(assistants)s, %(limit)s, %(valid_from)s, %(valid_to)s, %(reason)s, %(case_number)s,
        %(now)s, %(by)s)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: change_draft
-- No row: it is gone, or somebody has changed it since.
UPDATE ownership_drafts
   SET (category, grid_id, exact, named, owner, hours, season, lead, assistants, "limit", valid_from, valid_to, reason,
        edition, written_at, written_by)
     = (%(category)s, %(grid)s, %(exact)s, %(named)s, %(owner)s, %(hours)s, %(season)s, %(lead)s, %(assistants)s,
        %(limit)s, %(valid_from)s, %(valid_to)s, %(reason)s, edition + 1, %(now)s, %(by)s)
 WHERE id = %(id)s AND edition = %(edition)s
RETURNING edition;

-- name: drop_drafts
DELETE FROM ownership_drafts WHERE id = ANY(%(ids)s::bigint[]);

-- name: newest
-- The newest version of each rule named, retired or not.
SELECT DISTINCT ON (r.rule) r.version, r.rule, r.no, r.retired, r.change, r.case_number, {{terms}}
  FROM ownership_rules r
 WHERE r.rule = ANY(%(rules)s::int[])
 ORDER BY r.rule, r.no DESC;

-- name: add_change
INSERT INTO ownership_changes (change, at, by, note, undoes)
VALUES (%(change)s, %(now)s, %(by)s, %(note)s, %(undoes)s);

-- name: draw_rules
SELECT ARRAY(SELECT nextval('ownership_rule_numbers')::int FROM generate_series(1, %(count)s::int));

-- name: add_versions
-- A version that was to come later gives way to one that begins before it.
WITH new AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
        rule int, no int, retired boolean, category text, grid bigint, exact text, named text, owner text, hours text,
        season text, lead text, assistants text[], "limit" text, valid_from timestamptz, valid_to timestamptz,
        reason text, case_number text)
),
replaced AS (
    UPDATE ownership_rules r SET replaced_at = new.valid_from
      FROM new
     WHERE r.rule = new.rule AND (r.replaced_at IS NULL OR r.replaced_at > new.valid_from)
)
INSERT INTO ownership_rules (rule, no, change, retired, category, grid_id, exact, named, owner, hours, season, lead,
                             assistants, "limit", valid_from, valid_to, reason, case_number)
SELECT rule, no, %(change)s, retired, category, grid, exact, named, owner, hours, season, lead, assistants, "limit",
       valid_from, valid_to, reason, case_number
  FROM new ORDER BY rule
RETURNING version, rule, no;

-- name: of_change
-- The versions a change brought.
SELECT r.version, r.rule, r.no, r.retired, r.change, coalesce(g.path, '') AS area, {{terms}}
  FROM ownership_rules r LEFT JOIN grids g ON g.id = r.grid_id
 WHERE r.change = %(change)s
 ORDER BY r.rule;

-- name: before_change
-- The version each rule of a change had before it.
SELECT r.version, r.rule, r.no, r.retired, r.change, coalesce(g.path, '') AS area, {{terms}}
  FROM ownership_rules n
  JOIN ownership_rules r ON r.rule = n.rule AND r.no = n.no - 1
  LEFT JOIN grids g ON g.id = r.grid_id
 WHERE n.change = %(change)s;

-- name: drafted
-- Of the rules named those that have a draft.
SELECT rule FROM ownership_drafts WHERE rule = ANY(%(rules)s::int[]) ORDER BY rule;

-- name: grids_of_rules
-- The grids, in force or not, of the newest versions of rules.
SELECT g.code, g.id FROM (
    SELECT DISTINCT ON (r.rule) r.grid_id FROM ownership_rules r
     WHERE r.rule = ANY(%(rules)s::int[]) ORDER BY r.rule, r.no DESC) n
  JOIN grids g ON g.id = n.grid_id;

-- name: grids_by_code
SELECT g.code, g.id FROM grids g
 WHERE g.code = ANY(%(codes)s::text[]) AND g.valid_from <= %(now)s AND (g.valid_to IS NULL OR g.valid_to > %(now)s);
