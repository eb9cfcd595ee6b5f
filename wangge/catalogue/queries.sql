-- fragment: columns
version, category, category_name, condition, condition_name, closing, grade, urgent, sensitive, answerable,
       limits, stages, evidence, check_kind AS "check", call_back_kind AS call_back, review_percent,
       call_back_percent, max_extensions, reopen_days, class_limits, kinds, photo, law

-- fragment: in_force
valid_from <= %(now)s AND (valid_to IS NULL OR valid_to > %(now)s)

-- name: current
-- Only the number: what it stands for never changes and is kept in the process.
SELECT version, valid_to FROM standards
 WHERE category = %(category)s AND condition = %(condition)s AND {{in_force}};

-- name: by_version
SELECT {{columns}} FROM standards WHERE version = %(version)s;

-- name: by_versions
SELECT {{columns}} FROM standards WHERE version = ANY(%(versions)s::int[]);

-- name: catalogue
SELECT {{columns}} FROM standards WHERE {{in_force}} ORDER BY category, condition;

-- name: current_of
-- The versions in force of what a change touches: standards by category and condition.
SELECT s.version, s.category, s.condition, s.valid_to
  FROM unnest(%(categories)s::text[], %(conditions)s::text[]) AS k(category, condition)
  JOIN standards s ON s.category = k.category AND s.condition = k.condition
 WHERE {{in_force}};

-- name: conditions_of
SELECT condition FROM standards WHERE category = %(category)s AND {{in_force}} ORDER BY condition;

-- name: end_standards
-- ``until`` NULL: now. What is to end later anyhow ends at the new moment.
UPDATE standards s SET valid_to = greatest(k.until, s.valid_from)
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS k(category text, condition text, until timestamptz)
 WHERE s.category = k.category AND s.condition = k.condition AND (s.valid_to IS NULL OR s.valid_to > %(now)s);

-- name: publish_standards
-- Fewer rows than wanted: somebody else published one of these conditions at this moment.
INSERT INTO standards (category, category_name, condition, condition_name, closing, grade, urgent, sensitive,
                       answerable, limits, stages, evidence, check_kind, call_back_kind, review_percent,
                       call_back_percent, max_extensions, reopen_days, class_limits, kinds, photo, law, valid_from,
                       published_by)
SELECT n.category, n.category_name, n.condition, n.condition_name, n.closing, n.grade, n.urgent, n.sensitive,
       n.answerable, n.limits, n.stages, n.evidence, n."check", n.call_back, n.review_percent, n.call_back_percent,
       n.max_extensions, n.reopen_days, n.class_limits, n.kinds, n.photo, n.law, %(now)s::timestamptz, %(by)s::bigint
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
           category text, category_name text, condition text, condition_name text, closing text, grade text,
           urgent boolean, sensitive boolean, answerable boolean, limits jsonb, stages jsonb, evidence jsonb,
           "check" text, call_back text, review_percent smallint, call_back_percent smallint, max_extensions smallint,
           reopen_days smallint, class_limits jsonb, kinds text[], photo text, law text)
ON CONFLICT DO NOTHING
RETURNING version, category, condition;

-- name: versions
-- The newest first, with who and by which change.
SELECT {{columns}}, valid_from, valid_to, published_by,
       (SELECT u.name FROM users u WHERE u.id = published_by) AS published_by_name,
       (SELECT max(r.change) FROM catalogue_change_rows r
         WHERE r.category = standards.category AND r.condition = standards.condition AND r.after = version) AS change
  FROM standards
 WHERE category = %(category)s AND condition = %(condition)s
 ORDER BY version DESC
 LIMIT %(limit)s;
