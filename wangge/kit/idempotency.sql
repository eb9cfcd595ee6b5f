-- name: claim
-- Waits for another transaction that holds the same key.
INSERT INTO idempotency (caller, key, request, at)
VALUES (%(who)s, %(key)s, %(what)s, %(now)s)
ON CONFLICT DO NOTHING;

-- name: stored
SELECT request, status, answer FROM idempotency
 WHERE caller = %(who)s AND key = %(key)s AND status IS NOT NULL;

-- name: store
UPDATE idempotency SET status = %(status)s, answer = %(answer)s::jsonb WHERE caller = %(who)s AND key = %(key)s;
