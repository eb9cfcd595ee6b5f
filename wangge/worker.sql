-- Statements of the worker itself, outside any district.

-- name: districts
-- A district is listed before its tables are there. Read from the catalogue: a schema closed to us is no error here.
SELECT code FROM wangge.districts
 WHERE EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = schema AND c.relname = 'feed_head')
 ORDER BY code;

-- name: try_locks
-- Of the session: they go when it goes, however it goes.
SELECT key FROM unnest(%(keys)s::bigint[]) AS key WHERE pg_try_advisory_lock(key);

-- name: unlock
SELECT pg_advisory_unlock(%(key)s::bigint);
