-- name: keep
-- Waits for another transaction that holds the same key.
INSERT INTO idempotency (caller, key, request, status, answer, at)
VALUES (%(who)s, %(key)s, %(what)s, %(status)s, %(answer)s, %(now)s)
ON CONFLICT DO NOTHING;

-- name: given
SELECT request, status, answer FROM idempotency WHERE caller = %(who)s AND key = %(key)s;

-- name: forget
DELETE FROM idempotency
 WHERE (caller, key) IN (SELECT caller, key FROM idempotency WHERE at < %(before)s ORDER BY at LIMIT %(limit)s);
