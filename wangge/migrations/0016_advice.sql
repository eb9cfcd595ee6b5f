-- Advice: what was suggested beside what was chosen, and the models that suggest. Codes and confidences, never words.

CREATE SEQUENCE advice_numbers;

-- One row per piece of advice and step. `suggested` and `chosen`: a category, a condition, a grid, a unit's id, yes or
-- no, a case. `label`: what holds of the case now, as far as a person set or confirmed it; it follows the feed.
CREATE TABLE suggestions (
    advice      bigint NOT NULL,
    step        text NOT NULL CHECK (step IN ('category', 'condition', 'place', 'unit', 'urgent', 'duplicate_of')),
    at          timestamptz NOT NULL,
    by          bigint,
    model       text COLLATE "C" NOT NULL,
    action      text NOT NULL CHECK (action IN ('take', 'ask', 'none')),
    suggested   text COLLATE "C",
    confidence  real,
    candidates  jsonb NOT NULL,      -- [[code, confidence], …]
    auto        boolean NOT NULL DEFAULT false,
    reviewed_at timestamptz,         -- somebody looked at an automatic step and left it as it was
    reviewed_by bigint,
    report_id   bigint,
    case_id     bigint,
    chosen      text COLLATE "C",
    chosen_at   timestamptz,
    chosen_by   bigint,
    label       text COLLATE "C",
    label_at    timestamptz,
    PRIMARY KEY (advice, step)
);

-- Advice that no report came of goes after 30 days.
CREATE INDEX suggestions_unsent ON suggestions (at) WHERE report_id IS NULL;

CREATE INDEX suggestions_case ON suggestions (case_id) WHERE case_id IS NOT NULL;

CREATE INDEX suggestions_report ON suggestions (report_id) WHERE report_id IS NOT NULL;

-- The figures are counted from the index alone.
CREATE INDEX suggestions_figures ON suggestions (step, at) INCLUDE (suggested, label, confidence, action, auto)
 WHERE report_id IS NOT NULL;

-- What was learned from corrections since a model was trained.
CREATE INDEX suggestions_corrected ON suggestions (label_at) WHERE step = 'category' AND label_at IS NOT NULL;

CREATE TABLE advice_models (
    version     text COLLATE "C" PRIMARY KEY,
    trained_at  timestamptz NOT NULL,
    by          bigint,
    rows        int NOT NULL,        -- learned from
    held        int NOT NULL,        -- held out and compared on
    upto        bigint NOT NULL,     -- the newest report learned from
    categories  int NOT NULL,
    state       text NOT NULL CHECK (state IN ('live', 'former', 'refused')),
    why         text NOT NULL,       -- a code, whose sentence stands in the messages
    scores      jsonb NOT NULL,
    thresholds  jsonb NOT NULL,
    size        int NOT NULL,        -- bytes kept of it; 0: none, it cannot be restored
    live_at     timestamptz,
    restored_at timestamptz,         -- somebody brought it back: nothing takes its place by itself for two weeks
    restored_by bigint
);

CREATE UNIQUE INDEX advice_models_live ON advice_models (state) WHERE state = 'live';

CREATE INDEX advice_models_trained ON advice_models (trained_at DESC);

-- Before anything was learned: the words of the catalogue.
INSERT INTO advice_models (version, trained_at, rows, held, upto, categories, state, why, scores, thresholds, size)
VALUES ('cold', '2000-01-01 00:00:00+08', 0, 0, 0, 0, 'live', 'advice.cold', '{}', '{}', 0);

-- A model in parts of at most a megabyte, so that nobody holds it twice in memory. `what`: the model, or what it saw.
CREATE TABLE advice_model_parts (
    version text COLLATE "C" NOT NULL REFERENCES advice_models,
    what    text NOT NULL CHECK (what IN ('model', 'seen')),
    no      int NOT NULL,
    bytes   bytea NOT NULL,
    PRIMARY KEY (version, what, no)
);

ALTER TABLE advice_model_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;

INSERT INTO stamps (name, stamp) VALUES ('advice', nextval('stamp_numbers'));

GRANT USAGE ON SEQUENCE advice_numbers TO wangge_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON suggestions TO wangge_app;

GRANT SELECT, INSERT, UPDATE ON advice_models TO wangge_app;

GRANT SELECT, INSERT, DELETE ON advice_model_parts TO wangge_app;
