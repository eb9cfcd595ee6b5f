-- One row. It changes with every change of units, posts, duties or of who is switched off: a process that keeps what
-- a person may do reads it again when it differs. From a sequence, so that a number that was rolled back never returns.
CREATE SEQUENCE standing_stamps;

CREATE TABLE standing (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    stamp bigint NOT NULL
);

INSERT INTO standing (stamp) VALUES (nextval('standing_stamps'));

GRANT USAGE ON SEQUENCE standing_stamps TO wangge_app;

GRANT SELECT, UPDATE ON standing TO wangge_app;
