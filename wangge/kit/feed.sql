-- Statements of the feed. Only `waiting`, `move` and `oldest` read the outbox.

-- name: waiting
-- By the index: it marks dead entries and steps over them next time (0.11 ms at 600 rows/s; scanning the table, 0.24).
SELECT id FROM outbox ORDER BY id LIMIT 1;

-- name: lock_head
-- A statement of its own: what waits here must take its snapshot for `move` after the other has committed.
SELECT last_no FROM feed_head FOR UPDATE;

-- name: move
-- Numbers, rows and counter change together or not at all. The order of ids keeps the order of one subject's rows:
-- the second was written under a lock that the first held until its commit.
WITH taken AS (
    DELETE FROM outbox
     WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT %(limit)s::int)
    RETURNING id, kind, subject, seq, verb, at, more
), moved AS (
    INSERT INTO feed (no, kind, subject, seq, verb, at, more)
    SELECT %(last_no)s::bigint + row_number() OVER (ORDER BY id), kind, subject, seq, verb, at, more
      FROM taken
    RETURNING no
), counted AS (
    SELECT count(*) AS n FROM moved
)
UPDATE feed_head
   SET last_no = last_no + n, at = %(now)s::timestamptz
  FROM counted
 WHERE n > 0
RETURNING n, pg_notify('feed', %(district)s::text);

-- name: since
SELECT no, kind, subject, seq, verb, at, more FROM feed
 WHERE no > %(no)s::bigint
 ORDER BY no
 LIMIT %(limit)s::int;

-- name: head
SELECT last_no FROM feed_head;

-- name: is_behind
-- Asked before locking: a row lock is a write, and an idle reader would write many times a second.
SELECT last_no > coalesce((SELECT r.last_no FROM feed_readers r WHERE r.name = %(reader)s::text), 0)
  FROM feed_head;

-- name: join
INSERT INTO feed_readers (name, last_no) VALUES (%(reader)s::text, 0) ON CONFLICT DO NOTHING;

-- name: follow
-- A reader that another worker holds gives no row here: that worker moves it on.
WITH mine AS (
    SELECT last_no FROM feed_readers WHERE name = %(reader)s::text FOR UPDATE SKIP LOCKED
)
SELECT no, kind, subject, seq, verb, at, more FROM feed
 WHERE no > (SELECT last_no FROM mine)
 ORDER BY no
 LIMIT %(limit)s::int;

-- name: advance
UPDATE feed_readers SET last_no = %(no)s::bigint WHERE name = %(reader)s::text;

-- name: oldest
SELECT at FROM outbox ORDER BY id LIMIT 1;

-- name: behind
SELECT r.name, h.last_no - r.last_no AS behind FROM feed_readers r, feed_head h;
