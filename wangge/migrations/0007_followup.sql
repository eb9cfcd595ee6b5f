-- Verification, check and call-back as tasks: a picture of what the cases say, drawn from the feed. It can be thrown
-- away and drawn again. One task for each event that asked, and of a call-back for each report.
CREATE TABLE tasks (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL,
    case_id     bigint NOT NULL,
    case_number text COLLATE "C" NOT NULL,
    report_id   bigint,
    seq         int NOT NULL,
    person      bigint,
    path        text COLLATE "C" NOT NULL,
    asked_at    timestamptz NOT NULL,
    due_at      timestamptz,
    settled_at  timestamptz,
    answer      jsonb,
    attempts    smallint NOT NULL,
    by          bigint,
    upto        int NOT NULL, -- the event up to which the case was read: what was read earlier never overwrites it
    queue_at    timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(due_at, 'infinity')) STORED
);

CREATE UNIQUE INDEX tasks_asked ON tasks (case_id, seq, report_id) NULLS NOT DISTINCT;

-- Lists show open tasks only, due first.
CREATE INDEX tasks_queue ON tasks (queue_at, id) WHERE settled_at IS NULL;

CREATE INDEX tasks_kind ON tasks (kind, queue_at, id) WHERE settled_at IS NULL;

CREATE INDEX tasks_path ON tasks (path, queue_at) WHERE settled_at IS NULL;

CREATE INDEX tasks_person ON tasks (person, queue_at) WHERE settled_at IS NULL AND person IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON tasks TO wangge_app;
