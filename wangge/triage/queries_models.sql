-- name: live_version
SELECT version FROM advice_models WHERE state = 'live';

-- name: live_model
SELECT version, format, restored_at FROM advice_models WHERE state = 'live';

-- name: models_kept
-- All but the one in use.
SELECT version FROM advice_models WHERE size > 0 AND state <> 'live' ORDER BY version;

-- name: any_erased
-- unscoped: yes or no.
SELECT EXISTS (SELECT FROM reports r JOIN texts b ON b.id = r.body
                WHERE r.id = ANY(%(reports)s::bigint[]) AND b.erased_at IS NOT NULL);

-- name: drop_parts
-- The bytes of models; what they were and how they did stays.
WITH dropped AS (
    DELETE FROM advice_model_parts WHERE version = ANY(%(versions)s::text[])
)
UPDATE advice_models SET size = 0 WHERE version = ANY(%(versions)s::text[]) AND state <> 'live';

-- name: model_parts
SELECT bytes FROM advice_model_parts WHERE version = %(version)s AND what = %(what)s ORDER BY no;

-- name: models
SELECT m.version, m.trained_at, m.rows, m.held, m.categories, m.state, m.why, m.scores, m.thresholds, m.live_at,
       m.restored_at, (SELECT u.name FROM users u WHERE u.id = m.restored_by) AS restored_by,
       m.size > 0 OR m.version = 'cold' AS restorable
  FROM advice_models m
 ORDER BY m.trained_at DESC, m.version DESC
 LIMIT 100;

-- name: model
-- Locked: of two who change which model is live, the second sees what the first did.
SELECT version, state, size FROM advice_models WHERE version IN (%(version)s, 'cold') OR state = 'live'
 ORDER BY version FOR UPDATE;

-- name: retire_live
UPDATE advice_models SET state = 'former' WHERE state = 'live';

-- name: add_model
INSERT INTO advice_models (version, trained_at, by, rows, held, upto, categories, state, why, scores, thresholds, size,
                           live_at, format)
VALUES (%(version)s, %(now)s, %(by)s, %(rows)s, %(held)s, %(upto)s, %(categories)s, %(state)s, %(why)s, %(scores)s,
        %(thresholds)s, %(size)s, %(live_at)s, %(format)s);

-- name: add_part
INSERT INTO advice_model_parts (version, what, no, bytes) VALUES (%(version)s, %(what)s, %(no)s, %(bytes)s);

-- name: put_live
UPDATE advice_models SET state = 'live', live_at = %(now)s, restored_at = %(now)s, restored_by = %(by)s
 WHERE version = %(version)s;

-- name: drop_old_parts
-- The bytes of all but the newest few; what they were and how they did stays.
WITH old AS (
    SELECT version FROM advice_models WHERE size > 0 ORDER BY state = 'live' DESC, trained_at DESC OFFSET %(keep)s
),
dropped AS (
    DELETE FROM advice_model_parts WHERE version IN (SELECT version FROM old)
)
UPDATE advice_models SET size = 0 WHERE version IN (SELECT version FROM old);

-- name: versions_at
-- How many models carry this moment in their name already.
SELECT count(*) FROM advice_models WHERE starts_with(version, %(start)s);

-- name: try_lock_training
-- Held by a session until it ends: who dies lets go.
SELECT pg_try_advisory_lock(%(key)s::bigint);

-- name: unlock_training
SELECT pg_advisory_unlock(%(key)s::bigint);

-- name: is_training
-- The two halves of the key stand apart in pg_locks.
SELECT EXISTS (
    SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
     WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
       AND (l.classid::bigint << 32 | l.objid::bigint) = %(key)s::bigint
);

-- name: labelled
-- unscoped: a model learns from the whole district; it keeps weights by hash, never a word.
-- The newest first, a batch at a time, by what their case is now. What was erased has no text.
SELECT r.id, c.category, r.arrived_at, b.body AS text, coalesce(t.body, '') AS title
  FROM reports r
  JOIN cases c ON c.id = r.case_id
  JOIN texts b ON b.id = r.body
  LEFT JOIN texts t ON t.id = r.title
 WHERE r.id < %(before)s AND b.body IS NOT NULL AND {{label_stands}}
 ORDER BY r.id DESC
 LIMIT %(limit)s;

-- name: news
-- unscoped: counts only.
-- What the live model has not learned: reports after its last one, as far as counted, and labels given since.
SELECT m.version, m.rows, m.trained_at, m.restored_at,
       (SELECT count(*) FROM (SELECT 1 FROM reports r JOIN cases c ON c.id = r.case_id
                               WHERE r.id > m.upto AND {{label_stands}} ORDER BY r.id DESC LIMIT %(enough)s) x)
       + (SELECT count(*) FROM (SELECT 1 FROM suggestions s
                                 WHERE s.step = 'category' AND s.label_at > m.trained_at AND s.report_id <= m.upto
                                 LIMIT %(enough)s) y) AS news,
       (SELECT max(trained_at) FROM advice_models) AS last_tried
  FROM advice_models m
 WHERE m.state = 'live';

-- name: live_thresholds
SELECT version, thresholds FROM advice_models WHERE state = 'live';
