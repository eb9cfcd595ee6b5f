-- The units that hold or held a case, and those that hold it now, on its row: who sees it is decided by the row alone,
-- and so by an index.
ALTER TABLE cases ADD COLUMN units bigint[] NOT NULL DEFAULT '{}', ADD COLUMN holding bigint[] NOT NULL DEFAULT '{}';

UPDATE cases c SET units = a.units, holding = a.holding
  FROM (SELECT case_id, array_agg(DISTINCT unit ORDER BY unit) AS units,
               coalesce(array_agg(DISTINCT unit ORDER BY unit) FILTER (WHERE ended_at IS NULL), '{}') AS holding
          FROM assignments GROUP BY case_id) a
 WHERE a.case_id = c.id;

ALTER TABLE cases ALTER COLUMN units DROP DEFAULT, ALTER COLUMN holding DROP DEFAULT;

-- One index carries all that lists and figures of open cases ask for, state by state. It takes the place of three.
DROP INDEX cases_queue_state;

DROP INDEX cases_queue;

DROP INDEX assignments_open;

CREATE INDEX cases_queue ON cases (state, queue_at, id)
    INCLUDE (path, units, holding, category, sensitive, urgent, returns, urges, demands) WHERE closed_at IS NULL;

-- An index answers alone only where a vacuum has been since: by the default after a fifth of all cases, that is never for
-- those that are open now, and the figures took three times as long. It reads what has changed since, 0.2 s at 1 M.
ALTER TABLE cases SET (
    autovacuum_vacuum_threshold = 10000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 10000,
    autovacuum_vacuum_insert_scale_factor = 0
);
