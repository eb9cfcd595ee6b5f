-- The licence: from which confidence a step of advice acts alone. Nothing does before somebody says so.

-- One row for each change of a step and branch; the newest one holds. `branch`: '' every category, a major class, or one
-- category. `why`: set by a person, or switched off by itself because of what reviews found.
CREATE TABLE licences (
    version    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    step       text NOT NULL CHECK (step IN ('category', 'place', 'unit')),
    branch     text COLLATE "C" NOT NULL,
    no         int NOT NULL,
    active     boolean NOT NULL,
    confidence double precision NOT NULL,
    sample     smallint NOT NULL CHECK (sample BETWEEN 1 AND 100), -- percent of its steps that are reviewed
    since      timestamptz NOT NULL,
    by         bigint,
    why        text NOT NULL CHECK (why IN ('set', 'worn')),
    UNIQUE (step, branch, no)
);

-- What was done under a licence, each step by itself; `suggested`: a category, a grid, a unit's id.
CREATE TABLE automatic_steps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id     bigint NOT NULL,
    seq         int NOT NULL,
    step        text NOT NULL,
    category    text COLLATE "C" NOT NULL,
    suggested   text COLLATE "C" NOT NULL,
    confidence  double precision, -- NULL: by an ownership rule
    model       text COLLATE "C" NOT NULL,
    licence     int NOT NULL,
    at          timestamptz NOT NULL,
    sampled     boolean NOT NULL,
    verdict     text CHECK (verdict IN ('right', 'wrong')),
    should      text COLLATE "C", -- what would have been right, where the reviewer said it
    reviewed_at timestamptz,
    reviewed_by bigint,
    UNIQUE (case_id, seq, step)
);

-- What waits for review, in the order in which it was done.
CREATE INDEX automatic_steps_waiting ON automatic_steps (id) WHERE sampled AND verdict IS NULL;

-- Counted from the index alone.
CREATE INDEX automatic_steps_licence ON automatic_steps (licence) INCLUDE (sampled, verdict);

CREATE INDEX automatic_steps_at ON automatic_steps (at) INCLUDE (step, category, sampled, verdict);

GRANT SELECT, INSERT ON licences TO wangge_app;

GRANT SELECT, INSERT ON automatic_steps TO wangge_app;

GRANT UPDATE (verdict, should, reviewed_at, reviewed_by) ON automatic_steps TO wangge_app;
