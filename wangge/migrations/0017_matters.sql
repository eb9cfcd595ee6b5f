-- Pictures of what the cases say, drawn from the feed; each can be thrown away and drawn again.

-- Each case that was sent to somebody: to whom first, whether it stayed there, who finished it.
CREATE TABLE unit_turns (
    case_id   bigint PRIMARY KEY,
    category  text COLLATE "C" NOT NULL,
    condition text COLLATE "C" NOT NULL,
    path      text COLLATE "C" NOT NULL,
    period    int NOT NULL, -- quarter: year * 4 + 0 to 3
    first     bigint NOT NULL,
    gone      boolean NOT NULL,
    done      bigint,
    rule      int
);

-- Rules whose unit does not keep its cases: the nightly look for suggestions reads these only.
CREATE INDEX unit_turns_gone ON unit_turns (rule, first) WHERE gone AND done IS NOT NULL;

-- The same counted by class and place, so that advice costs a few rows at any number of cases.
CREATE TABLE unit_tallies (
    branch text COLLATE "C" NOT NULL,
    area   text COLLATE "C" NOT NULL,
    unit   bigint NOT NULL,
    period int NOT NULL,
    done   int NOT NULL,
    sent   int NOT NULL,
    gone   int NOT NULL,
    PRIMARY KEY (branch, area, unit, period)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON unit_turns, unit_tallies TO wangge_app;
