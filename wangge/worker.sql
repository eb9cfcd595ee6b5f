-- Statements of the worker itself, outside any district.

-- name: districts
-- A district is listed before its tables are there.
SELECT code FROM wangge.districts WHERE to_regclass(schema || '.feed_head') IS NOT NULL ORDER BY code;

-- name: try_locks
-- Of the session: they go when it goes, however it goes.
SELECT key FROM unnest(%(keys)s::bigint[]) AS key WHERE pg_try_advisory_lock(key);

-- name: unlock
SELECT pg_advisory_unlock(%(key)s::bigint);
