-- What: standards (立结案标准), one row per version of a category and filing condition.

CREATE TABLE standards (
    version           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category          text COLLATE "C" NOT NULL,
    category_name     text NOT NULL,
    condition         text COLLATE "C" NOT NULL,
    condition_name    text NOT NULL,
    closing           text NOT NULL,
    grade             text NOT NULL CHECK (grade IN ('ordinary', 'large', 'major')),
    urgent            boolean NOT NULL,
    sensitive         boolean NOT NULL,
    answerable        boolean NOT NULL,
    limits            jsonb NOT NULL,
    stages            jsonb NOT NULL,
    evidence          jsonb NOT NULL,
    check_kind        text NOT NULL CHECK (check_kind IN ('field', 'desk', 'none')),
    call_back_kind    text NOT NULL CHECK (call_back_kind IN ('all', 'sample', 'none')),
    review_percent    smallint NOT NULL CHECK (review_percent BETWEEN 0 AND 100),
    call_back_percent smallint NOT NULL CHECK (call_back_percent BETWEEN 0 AND 100),
    max_extensions    smallint NOT NULL DEFAULT 2 CHECK (max_extensions BETWEEN 0 AND 9),
    reopen_days       smallint NOT NULL DEFAULT 30 CHECK (reopen_days BETWEEN 0 AND 366),
    valid_from        timestamptz NOT NULL,
    valid_to          timestamptz CHECK (valid_to >= valid_from),
    published_by      bigint REFERENCES users
);

-- One current version per filing condition; the road of every filing.
CREATE UNIQUE INDEX standards_current ON standards (category, condition) WHERE valid_to IS NULL;

GRANT SELECT, INSERT ON standards TO wangge_app;

GRANT UPDATE (valid_to) ON standards TO wangge_app;
