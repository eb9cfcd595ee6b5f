-- Whose: the units of streets and communities, ownership rules (权属规则) with their versions and drafts.

-- Whose place a branch of the grid tree is. A grid that has none belongs to whom the one above it belongs.
CREATE TABLE unit_areas (
    grid_id bigint NOT NULL REFERENCES grids,
    kind    text NOT NULL CHECK (kind IN ('street', 'community')),
    unit_id bigint NOT NULL REFERENCES units,
    PRIMARY KEY (grid_id, kind)
);

-- Units that ended: a process reads how many there are to know whether its copy is old.
CREATE INDEX units_ended ON units (valid_to) WHERE valid_to IS NOT NULL;

-- Each publication is one change; its number is the edition of the rule book (在用第 7 版).
CREATE TABLE ownership_changes (
    change integer PRIMARY KEY,
    at     timestamptz NOT NULL,
    by     bigint REFERENCES users,
    note   text NOT NULL,
    undoes integer REFERENCES ownership_changes
);

CREATE SEQUENCE ownership_rule_numbers;

-- Every version of every rule. A version never changes; replaced_at says when a later one takes its place.
-- lead, assistants and owner: a unit's id as digits, or a symbol (@street, @community, @owner, @maintainer, any).
CREATE TABLE ownership_rules (
    version     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule        integer NOT NULL,
    no          integer NOT NULL CHECK (no >= 1),
    change      integer NOT NULL REFERENCES ownership_changes,
    retired     boolean NOT NULL,
    category    text COLLATE "C" NOT NULL,
    grid_id     bigint REFERENCES grids,
    exact       text NOT NULL CHECK (exact IN ('', 'grid', 'compound', 'component')),
    named       text NOT NULL,
    owner       text NOT NULL,
    hours       text NOT NULL,
    season      text NOT NULL,
    lead        text NOT NULL,
    assistants  text[] NOT NULL,
    "limit"     text NOT NULL,
    valid_from  timestamptz NOT NULL,
    valid_to    timestamptz CHECK (valid_to > valid_from),
    reason      text NOT NULL,
    case_number text,
    replaced_at timestamptz,
    UNIQUE (rule, no)
);

CREATE INDEX ownership_rules_change ON ownership_rules (change);

-- The component (部件) a case is about: its owner may be who acts.
ALTER TABLE cases ADD COLUMN component text COLLATE "C";

-- What was sent in a period, for replaying it under other rules and for counting how often the first unit was right.
-- Times rise with the rows: a range index is a few pages and costs the writing of a case nothing.
CREATE INDEX assignments_sent ON assignments USING brin (sent_at) WITH (pages_per_range = 32, autosummarize = on);

-- What is being written. One draft per rule; rule NULL is a rule to come.
CREATE TABLE ownership_drafts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule        integer,
    based_on    integer,
    retires     boolean NOT NULL,
    category    text COLLATE "C" NOT NULL,
    grid_id     bigint REFERENCES grids,
    exact       text NOT NULL CHECK (exact IN ('', 'grid', 'compound', 'component')),
    named       text NOT NULL,
    owner       text NOT NULL,
    hours       text NOT NULL,
    season      text NOT NULL,
    lead        text NOT NULL,
    assistants  text[] NOT NULL,
    "limit"     text NOT NULL,
    valid_from  timestamptz,
    valid_to    timestamptz,
    reason      text NOT NULL,
    case_number text,
    edition     integer NOT NULL DEFAULT 1,
    written_at  timestamptz NOT NULL,
    written_by  bigint REFERENCES users
);

CREATE UNIQUE INDEX ownership_drafts_rule ON ownership_drafts (rule) WHERE rule IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON unit_areas, ownership_drafts TO wangge_app;

GRANT SELECT, INSERT ON ownership_changes, ownership_rules TO wangge_app;

GRANT UPDATE (replaced_at) ON ownership_rules TO wangge_app;

GRANT USAGE ON SEQUENCE ownership_rule_numbers TO wangge_app;
