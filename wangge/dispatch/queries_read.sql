-- fragment: shown
r.version, r.rule, r.no, r.change, r.retired, r.replaced_at, r.case_number, c.at AS published_at,
       u.name AS published_by, g.code AS grid_code, g.name AS grid_name, {{terms}}

-- fragment: published
ownership_rules r
  JOIN ownership_changes c ON c.change = r.change
  LEFT JOIN users u ON u.id = c.by
  LEFT JOIN grids g ON g.id = r.grid_id

-- name: rules
-- The newest version of each rule, in the order of their numbers. Filters: a branch of classes with all it lies in;
-- rules that lie in a branch of the tree or above it, by their numbers; who acts; words of the reason, the name or the
-- number.
SELECT {{shown}}
  FROM {{published}}
 WHERE r.no = (SELECT max(n.no) FROM ownership_rules n WHERE n.rule = r.rule)
   AND r.rule > %(after)s::int
   AND (%(ended)s::boolean
        OR ((NOT r.retired OR r.valid_from > %(now)s) AND (r.valid_to IS NULL OR r.valid_to > %(now)s)))
   AND (%(around)s::text[] IS NULL OR r.category = ANY(%(around)s::text[]) OR r.category ~ %(inside)s::text)
   AND (%(there)s::int[] IS NULL OR r.grid_id IS NULL OR r.rule = ANY(%(there)s::int[]))
   AND (%(unit)s::text IS NULL OR r.lead = %(unit)s OR %(unit)s = ANY(r.assistants))
   AND (%(text)s::text IS NULL OR strpos(r.reason, %(text)s) > 0 OR strpos(r.named, %(text)s) > 0
        OR 'R-' || lpad(r.rule::text, 4, '0') = upper(%(text)s))
 ORDER BY r.rule
 LIMIT %(limit)s;

-- name: versions
-- The newest first.
SELECT {{shown}}, c.note
  FROM {{published}}
 WHERE r.rule = %(rule)s
 ORDER BY r.no DESC
 LIMIT 200;

-- name: changes
SELECT c.change, c.at, u.name AS by, c.note, c.undoes,
       (SELECT count(*) FROM ownership_rules r WHERE r.change = c.change) AS rules
  FROM ownership_changes c LEFT JOIN users u ON u.id = c.by
 WHERE %(before)s::int IS NULL OR c.change < %(before)s
 ORDER BY c.change DESC
 LIMIT %(limit)s;

-- name: drafts_shown
SELECT r.id, r.rule, r.based_on, r.retires, r.case_number, r.edition, r.written_at, u.name AS written_by,
       g.code AS grid_code, g.name AS grid_name, {{terms}}
  FROM ownership_drafts r
  LEFT JOIN users u ON u.id = r.written_by
  LEFT JOIN grids g ON g.id = r.grid_id
 WHERE r.id > %(after)s::bigint
 ORDER BY r.id
 LIMIT %(limit)s;

-- name: tree
-- Every grid in force; a leaf has none below it.
SELECT g.path, g.code, g.name,
       NOT EXISTS (SELECT 1 FROM grids k WHERE k.parent_id = g.id AND k.valid_from <= %(now)s
                                            AND (k.valid_to IS NULL OR k.valid_to > %(now)s)) AS leaf
  FROM grids g
 WHERE g.valid_from <= %(now)s AND (g.valid_to IS NULL OR g.valid_to > %(now)s)
 ORDER BY g.path;

-- name: grid_ever
-- A grid by its code, in force or, where none is, the last one that was.
SELECT g.path, (g.valid_to IS NULL OR g.valid_to > %(now)s) AS in_force FROM grids g
 WHERE g.code = %(code)s AND g.valid_from <= %(now)s
 ORDER BY g.valid_to DESC NULLS FIRST
 LIMIT 1;

-- name: rule_names
SELECT version, rule, no FROM ownership_rules WHERE version = ANY(%(versions)s::int[]);

-- name: component_owners
-- A component that is retired has nobody who must act for it.
SELECT code, owner_id, maintainer_id FROM components WHERE code = ANY(%(codes)s::text[]) AND state <> 'retired';
