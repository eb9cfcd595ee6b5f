-- What a transaction leaves for others: rows commit out of order here, so only the sequencer reads them.
-- Rows live for a tenth of a second; vacuum must not wait for a share of a table that is nearly empty.
CREATE TABLE outbox (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL,
    subject  bigint NOT NULL,
    seq      int,
    verb     text NOT NULL,
    at       timestamptz NOT NULL,
    more     jsonb
) WITH (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_threshold = 100000
);

-- The same rows with gapless numbers that become visible in their order: what everybody follows.
CREATE TABLE feed (
    no       bigint PRIMARY KEY,
    kind     text NOT NULL,
    subject  bigint NOT NULL,
    seq      int,
    verb     text NOT NULL,
    at       timestamptz NOT NULL,
    more     jsonb
);

-- One row: the last number given, and when. Kept beside the feed, because counting must be locked and be quick.
CREATE TABLE feed_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    last_no  bigint NOT NULL,
    at       timestamptz
) WITH (
    fillfactor = 10,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_scale_factor = 0
);

INSERT INTO feed_head (last_no) VALUES (0);

-- How far each reader has come.
CREATE TABLE feed_readers (
    name     text PRIMARY KEY,
    last_no  bigint NOT NULL
) WITH (
    fillfactor = 10,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_scale_factor = 0
);

-- The answer to a request with an Idempotency-Key, written in the transaction of what it did.
-- `request` is the SHA-256 of method, path and body: the same key with another request is refused.
CREATE TABLE idempotency (
    caller   text NOT NULL,
    key      text NOT NULL,
    request  bytea NOT NULL,
    status   smallint NOT NULL,
    answer   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);

CREATE INDEX idempotency_at ON idempotency (at);

GRANT SELECT, INSERT, DELETE ON outbox TO wangge_app;

GRANT SELECT, INSERT ON feed TO wangge_app;

GRANT SELECT, UPDATE ON feed_head TO wangge_app;

GRANT SELECT, INSERT, UPDATE ON feed_readers TO wangge_app;

GRANT SELECT, INSERT, DELETE ON idempotency TO wangge_app;

GRANT INSERT ON outbox TO wangge_erase;

GRANT SELECT, DELETE ON idempotency TO wangge_erase;
