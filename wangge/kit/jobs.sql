-- Statements about the tables of procrastinate, run with search_path = jobs.

-- name: take_back
-- Jobs whose worker died: to the queue again, or failed where they have outlived too many workers.
-- SKIP LOCKED and the condition read again under the lock: two workers never take back the same job twice.
WITH lost AS (
    SELECT j.id, j.task_name, j.attempts
      FROM procrastinate_jobs j
      LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
     WHERE j.status = 'doing'
       AND (j.worker_id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %(silent_s)s::float))
       FOR UPDATE OF j SKIP LOCKED
)
SELECT id, task_name, attempts,
       CASE WHEN attempts < %(limit)s::int
            THEN procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)::text
            ELSE procrastinate_finish_job_v1(id, 'failed', false)::text
       END AS done
  FROM lost;
