-- fragment: category
version, code, kind, name, origin, description, words, photo

-- name: categories
-- The whole tree: a few hundred rows, majors before what is below them.
SELECT {{category}} FROM categories WHERE {{in_force}} ORDER BY code;

-- name: categories_by_versions
SELECT {{category}} FROM categories WHERE version = ANY(%(versions)s::int[]);

-- name: categories_of
SELECT {{category}}, valid_to FROM categories WHERE code = ANY(%(codes)s::text[]) AND {{in_force}};

-- name: category_versions
SELECT {{category}}, valid_from, valid_to, published_by,
       (SELECT u.name FROM users u WHERE u.id = published_by) AS published_by_name,
       (SELECT max(r.change) FROM catalogue_change_rows r
         WHERE r.category = code AND r.condition = '' AND r.after = version) AS change
  FROM categories
 WHERE code = %(category)s
 ORDER BY version DESC
 LIMIT %(limit)s;

-- name: end_categories
UPDATE categories c SET valid_to = greatest(k.until, c.valid_from)
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS k(category text, until timestamptz)
 WHERE c.code = k.category AND (c.valid_to IS NULL OR c.valid_to > %(now)s);

-- name: publish_categories
INSERT INTO categories (code, kind, name, origin, description, words, photo, valid_from, published_by)
SELECT n.code, n.kind, n.name, n.origin, n.description, n.words, n.photo, %(now)s::timestamptz, %(by)s::bigint
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
           code text, kind text, name text, origin text, description text, words text[], photo text)
ON CONFLICT DO NOTHING
RETURNING version, code;

-- name: stamp
-- Rises with every change of the catalogue; 0 in an empty one. What was previewed is applied only at the same stamp.
SELECT coalesce(max(number), 0) FROM catalogue_changes;

-- name: note_change
INSERT INTO catalogue_changes (at, by, what, file, undoes, counts)
VALUES (%(now)s, %(by)s, %(what)s, %(file)s, %(undoes)s, %(counts)s)
ON CONFLICT DO NOTHING
RETURNING number;

-- name: note_change_rows
INSERT INTO catalogue_change_rows (change, category, condition, before, after, until)
SELECT %(change)s::int, n.category, n.condition, n.before, n.after, n.until
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(
           category text, condition text, before int, after int, until timestamptz);

-- name: changes
-- The newest first; ``before`` is the number of the last one seen.
SELECT c.number, c.at, c.by, u.name AS by_name, c.what, c.file, c.undoes, c.counts,
       (SELECT z.number FROM catalogue_changes z WHERE z.undoes = c.number) AS undone_by
  FROM catalogue_changes c LEFT JOIN users u ON u.id = c.by
 WHERE (%(number)s::int IS NULL OR c.number = %(number)s)
   AND (%(before)s::int IS NULL OR c.number < %(before)s)
 ORDER BY c.number DESC
 LIMIT %(limit)s;

-- name: change_rows
SELECT category, condition, before, after, until FROM catalogue_change_rows
 WHERE change = %(change)s
 ORDER BY category, condition;

-- name: changed_since
-- What was changed again by a later change.
SELECT later.category, later.condition, max(later.change) AS change
  FROM catalogue_change_rows mine
  JOIN catalogue_change_rows later USING (category, condition)
 WHERE mine.change = %(change)s AND later.change > mine.change
 GROUP BY later.category, later.condition
 ORDER BY later.category, later.condition;

-- name: state
-- Another text when anything in force may be another: a change, or the moment of a retirement to come.
SELECT (SELECT coalesce(max(number), 0) FROM catalogue_changes)
       || '.' || (SELECT count(*) FROM categories WHERE valid_to <= %(now)s)
       || '.' || (SELECT count(*) FROM standards WHERE valid_to <= %(now)s);
