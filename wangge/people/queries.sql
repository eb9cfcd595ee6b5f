-- fragment: valid
valid_from <= %(now)s AND (valid_to IS NULL OR valid_to > %(now)s)

-- name: session
-- Runs at the head of every request: no row when the session is unknown, expired or idle. The stamps come along: what
-- the user may do, and much else, is kept in the process under them.
SELECT s.user_id, s.seen_at, (SELECT json_object_agg(name, stamp) FROM stamps) AS stamps
  FROM sessions s
 WHERE s.token_hash = %(token_hash)s
   AND s.expires_at > %(now)s
   AND s.seen_at > %(idle_since)s;

-- fragment: held
held AS MATERIALIZED (
    SELECT posts.id, unit_id, role FROM me JOIN posts ON user_id = me.id WHERE {{valid}}
)

-- fragment: standing
ARRAY(SELECT DISTINCT duty FROM held JOIN role_duties USING (role)) AS duties,
       ARRAY(SELECT DISTINCT below.id
               FROM held
               JOIN units mine ON mine.id = held.unit_id
               JOIN units below ON below.path >= mine.path AND below.path < rtrim(mine.path, '/') || '0') AS units,
       ARRAY(SELECT lo FROM held JOIN post_branches ON post_id = held.id ORDER BY lo, hi) AS los,
       ARRAY(SELECT hi FROM held JOIN post_branches ON post_id = held.id ORDER BY lo, hi) AS his,
       (SELECT min(bound) FROM posts CROSS JOIN LATERAL (VALUES (valid_from), (valid_to)) AS b(bound)
         WHERE user_id = me.id AND bound > %(now)s) AS until

-- name: actor_of_user
-- No row when the user is unknown or off. `until`: when one of their posts begins or ends next.
-- The branches come as two arrays in the same order; merging them is cheaper in Python.
WITH me AS MATERIALIZED (
    SELECT id, name, login, lang FROM users WHERE id = %(user_id)s AND active
), {{held}}
SELECT me.*, {{standing}}
  FROM me;

-- name: touch_session
-- SKIP LOCKED: two requests of one session never wait for each other, nor hold a lock in front of a case.
UPDATE sessions SET seen_at = %(now)s
 WHERE token_hash = (SELECT token_hash FROM sessions WHERE token_hash = %(token_hash)s FOR UPDATE SKIP LOCKED);

-- name: add_session
INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at)
VALUES (%(token_hash)s, %(user_id)s, %(now)s, %(now)s, %(expires_at)s);

-- name: end_session
DELETE FROM sessions WHERE token_hash = %(token_hash)s;

-- name: end_sessions_of
DELETE FROM sessions WHERE user_id = %(user_id)s;

-- name: purge_sessions
DELETE FROM sessions WHERE expires_at <= %(now)s OR seen_at <= %(idle_since)s;

-- name: login_row
SELECT id, password_hash FROM users WHERE login = %(login)s AND active;

-- name: count_failure
-- Not while locked, so that a lock ends when it was said to end.
UPDATE users
   SET failed_count = CASE WHEN locked_until IS NULL THEN failed_count + 1 ELSE 1 END,
       locked_until = CASE WHEN locked_until IS NULL AND failed_count + 1 >= %(failures)s::int
                           THEN %(lock_until)s::timestamptz END
 WHERE id = %(id)s AND (locked_until IS NULL OR locked_until <= %(now)s)
RETURNING locked_until;

-- name: count_success
-- The row lock puts parallel guesses in order: a right guess after the fifth wrong one finds the account locked.
UPDATE users
   SET failed_count = 0, locked_until = NULL
 WHERE id = %(id)s AND active AND password_hash = %(password_hash)s
   AND (locked_until IS NULL OR locked_until <= %(now)s)
RETURNING id;

-- name: add_unit
-- No row: the code is taken by a unit in force.
INSERT INTO units (code, name, short_name, kind, parent_id, path, valid_from)
VALUES (%(code)s, %(name)s, %(short_name)s, %(kind)s, %(parent_id)s, %(path)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING id, code, name, short_name, kind, parent_id, path, valid_from, valid_to, successor_id;

-- fragment: unit
SELECT id, code, name, short_name, kind, parent_id, path, valid_from, valid_to, successor_id FROM units

-- name: unit
{{unit}} WHERE id = %(id)s;

-- name: unit_by_code
{{unit}} WHERE code = %(code)s AND {{valid}};

-- name: units_below
-- The unit itself and all below it that are in force, parents first.
{{unit}} WHERE path >= %(lo)s AND path < %(hi)s AND {{valid}} ORDER BY path;

-- name: units_now
{{unit}} WHERE {{valid}} ORDER BY path;

-- name: units_of_posts
SELECT DISTINCT units.id, units.name, units.short_name
  FROM posts
  JOIN units ON units.id = unit_id
 WHERE user_id = %(user_id)s
   AND posts.valid_from <= %(now)s AND (posts.valid_to IS NULL OR posts.valid_to > %(now)s)
 ORDER BY units.id;

-- name: lock_unit
{{unit}} WHERE id = %(id)s FOR UPDATE;

-- name: retire_unit
UPDATE units SET valid_to = %(at)s, successor_id = %(successor_id)s WHERE id = %(id)s;

-- name: end_posts_of_unit
-- A post that was to begin later never begins.
UPDATE posts SET valid_to = greatest(valid_from, %(at)s)
 WHERE unit_id = %(id)s AND (valid_to IS NULL OR valid_to > %(at)s);

-- name: add_user
-- No row: the login is taken.
INSERT INTO users (login, name, password_hash, lang, created_at)
VALUES (%(login)s, %(name)s, %(password_hash)s, %(lang)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: user_by_login
SELECT id FROM users WHERE login = %(login)s;

-- name: switch_user
UPDATE users SET active = %(active)s WHERE id = %(user_id)s;

-- name: add_post
INSERT INTO posts (user_id, unit_id, role, valid_from)
VALUES (%(user_id)s, %(unit_id)s, %(role)s, %(now)s)
RETURNING id;

-- name: add_branch
INSERT INTO post_branches (post_id, lo, hi) VALUES (%(post_id)s, %(lo)s, %(hi)s);

-- name: end_post
UPDATE posts SET valid_to = %(at)s WHERE id = %(id)s AND (valid_to IS NULL OR valid_to > %(at)s);

-- name: lock_user
SELECT id FROM users WHERE id = %(user_id)s FOR NO KEY UPDATE;

-- name: lock_role
-- Whoever takes a post in it waits, or is seen.
SELECT code FROM roles WHERE code = %(role)s FOR UPDATE;

-- name: holds_role
SELECT EXISTS (SELECT 1 FROM posts
                WHERE user_id = %(user_id)s AND role = %(role)s AND (valid_to IS NULL OR valid_to > %(now)s));

-- name: administers
SELECT EXISTS (SELECT 1 FROM role_duties WHERE role = %(role)s AND duty = ANY(%(duties)s::text[]));

-- name: not_apart
-- The first person with more than one of these duties, of one user or of all who hold a role; else the role by itself.
SELECT p.user_id, array_agg(DISTINCT d.duty ORDER BY d.duty) AS duties
  FROM posts p JOIN role_duties d ON d.role = p.role AND d.duty = ANY(%(duties)s::text[])
 WHERE (p.valid_to IS NULL OR p.valid_to > %(now)s)
   AND (p.user_id = %(user_id)s::bigint OR p.user_id IN (
           SELECT h.user_id FROM posts h WHERE h.role = %(role)s::text AND (h.valid_to IS NULL OR h.valid_to > %(now)s)))
 GROUP BY p.user_id HAVING count(DISTINCT d.duty) > 1
 UNION ALL
SELECT NULL, array_agg(d.duty ORDER BY d.duty)
  FROM role_duties d
 WHERE d.role = %(role)s::text AND d.duty = ANY(%(duties)s::text[])
HAVING count(*) > 1
 LIMIT 1;

-- name: give_duty
INSERT INTO role_duties (role, duty) VALUES (%(role)s, %(duty)s) ON CONFLICT DO NOTHING;

-- name: take_duty
DELETE FROM role_duties WHERE role = %(role)s AND duty = %(duty)s;

-- name: branches_on
-- Posts that count for a grid itself; those of a grid above it have another beginning.
SELECT post_id, lo, hi FROM post_branches WHERE lo = ANY(%(los)s::text[]) ORDER BY post_id, lo;

-- name: add_branches
INSERT INTO post_branches (post_id, lo, hi)
SELECT n.post_id, n.lo, n.hi FROM jsonb_to_recordset(%(rows)s::jsonb) AS n(post_id bigint, lo text, hi text)
ON CONFLICT DO NOTHING
RETURNING post_id, lo, hi;

-- name: drop_branches
DELETE FROM post_branches b
 USING jsonb_to_recordset(%(rows)s::jsonb) AS n(post_id bigint, lo text, hi text)
 WHERE b.post_id = n.post_id AND b.lo = n.lo AND b.hi = n.hi;

-- name: who_reaches
-- Everybody whose posts in force cover one of these paths.
SELECT DISTINCT w.path, b.lo, u.id, u.name, posts.role, units.short_name AS unit
  FROM unnest(%(paths)s::text[]) AS w(path)
  JOIN post_branches b ON b.lo <= w.path COLLATE "C" AND b.hi > w.path COLLATE "C"
  JOIN posts ON posts.id = b.post_id
  JOIN users u ON u.id = posts.user_id AND u.active
  JOIN units ON units.id = posts.unit_id
 WHERE posts.valid_from <= %(now)s AND (posts.valid_to IS NULL OR posts.valid_to > %(now)s)
 ORDER BY u.id, w.path;

-- name: reaching
-- Of pairs of a user and a path those where a post in force covers the path.
SELECT DISTINCT w.id, w.path
  FROM unnest(%(ids)s::bigint[], %(paths)s::text[]) AS w(id, path)
  JOIN posts ON posts.user_id = w.id
  JOIN post_branches b ON b.post_id = posts.id AND b.lo <= w.path COLLATE "C" AND b.hi > w.path COLLATE "C"
 WHERE posts.valid_from <= %(now)s AND (posts.valid_to IS NULL OR posts.valid_to > %(now)s);

-- name: who_may
-- Everybody active who holds the duty in one post and reaches the path by one, each by their narrowest range: who is
-- there for the grid itself comes first, who is there for the whole district last.
SELECT near.* FROM (
    SELECT DISTINCT ON (u.id) u.id, u.login, u.name, posts.role, units.short_name AS unit, b.lo
      FROM post_branches b
      JOIN posts ON posts.id = b.post_id
      JOIN users u ON u.id = posts.user_id AND u.active
      JOIN units ON units.id = posts.unit_id
     WHERE b.lo <= %(path)s::text COLLATE "C" AND b.hi > %(path)s::text COLLATE "C"
       AND posts.valid_from <= %(now)s AND (posts.valid_to IS NULL OR posts.valid_to > %(now)s)
       AND EXISTS (SELECT 1 FROM posts p JOIN role_duties d ON d.role = p.role AND d.duty = %(duty)s
                    WHERE p.user_id = u.id AND p.valid_from <= %(now)s AND (p.valid_to IS NULL OR p.valid_to > %(now)s))
     ORDER BY u.id, length(b.lo) DESC, posts.id) near
 ORDER BY length(near.lo) DESC, near.id
 LIMIT %(limit)s;

-- name: posts_named
-- Of those in force.
SELECT posts.id, u.name, units.short_name AS unit FROM posts
  JOIN users u ON u.id = posts.user_id
  JOIN units ON units.id = posts.unit_id
 WHERE posts.id = ANY(%(ids)s::bigint[])
   AND posts.valid_from <= %(now)s AND (posts.valid_to IS NULL OR posts.valid_to > %(now)s)
 ORDER BY posts.id;

-- name: note_audit
INSERT INTO audit (at, actor_id, action, target, code, facts)
VALUES (%(now)s, %(actor_id)s, %(action)s, %(target)s, %(code)s, %(facts)s);
