-- What a change of the catalogue means for the cases.

-- name: under_condition
-- unscoped: a new limit moves every open case of its condition, whichever older version it was filed under.
SELECT c.id FROM cases c
 WHERE c.category = %(category)s AND c.condition = %(condition)s AND c.standard < %(standard)s AND c.closed_at IS NULL
 ORDER BY c.id LIMIT %(limit)s FOR UPDATE;

-- name: open_clocks_of
-- The running clocks that a new standard may move, of the cases a person may see.
SELECT c.number, c.area_class, k.stage, k.code, k.own, k."limit", k.extra, k.started_at, k.pauses, k.due_at
  FROM case_clocks k JOIN cases c ON c.id = k.case_id
 WHERE k.ended_at IS NULL AND k.paused_at IS NULL AND c.closed_at IS NULL
   AND c.category = %(category)s AND c.condition = %(condition)s AND {{visible}}
 ORDER BY k.due_at;

-- name: open_of
-- unscoped: whoever retires a class is told how many open cases count under it, in the whole district.
SELECT c.category, c.condition, count(*) AS cases FROM cases c
 WHERE c.closed_at IS NULL AND (c.category, c.condition) IN (
           SELECT k.category, k.condition FROM unnest(%(categories)s::text[], %(conditions)s::text[])
                                            AS k(category, condition))
 GROUP BY c.category, c.condition
 ORDER BY c.category, c.condition;

-- name: filed_under
-- unscoped: what a change has added is not taken back once cases were filed under it; their numbers name them.
SELECT c.number FROM cases c WHERE c.standard = ANY(%(standards)s::int[]) ORDER BY c.id LIMIT %(limit)s;

-- name: rules_of
-- Ownership rules, in force or to come, and drafts of rules for just these branches. A version holds until it is replaced.
SELECT rule, NULL AS draft, category FROM ownership_rules
 WHERE (replaced_at IS NULL OR replaced_at > %(now)s) AND NOT retired AND (valid_to IS NULL OR valid_to > %(now)s)
   AND category = ANY(%(branches)s::text[])
UNION
SELECT NULL, id, category FROM ownership_drafts WHERE NOT retires AND category = ANY(%(branches)s::text[])
 ORDER BY category, rule, draft;
