-- What: categories as versions, more of a standard, limits by area class, and every change with what was before and after.

-- One row per version of a major (大类) or minor class (小类); the code's prefix says the kind, without its last two
-- digits it is the code of the class above.
CREATE TABLE categories (
    version      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text COLLATE "C" NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('event', 'component', 'matter', 'request')),
    name         text NOT NULL,
    origin       text NOT NULL CHECK (origin IN ('national', 'extension')),
    description  text NOT NULL,
    words        text[] NOT NULL,
    photo        text NOT NULL,
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz CHECK (valid_to >= valid_from),
    published_by bigint REFERENCES users
);

CREATE UNIQUE INDEX categories_current ON categories (code) WHERE valid_to IS NULL;

CREATE INDEX categories_versions ON categories (code, version);

ALTER TABLE standards
    ADD COLUMN class_limits jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN kinds text[] NOT NULL DEFAULT '{}',
    ADD COLUMN photo text NOT NULL DEFAULT '',
    ADD COLUMN law text NOT NULL DEFAULT '';

CREATE INDEX standards_versions ON standards (category, condition, version);

-- One row for each act of somebody: a version published, something retired, a whole file imported, an act undone.
CREATE TABLE catalogue_changes (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    by     bigint REFERENCES users,
    what   text NOT NULL CHECK (what IN ('publish', 'retire', 'import', 'ship', 'undo')),
    file   text,
    undoes integer REFERENCES catalogue_changes,
    counts jsonb NOT NULL
);

CREATE UNIQUE INDEX catalogue_changes_undone ON catalogue_changes (undoes) WHERE undoes IS NOT NULL;

-- What a change did to each category (condition '') and filing condition: the versions before and after, NULL for none.
CREATE TABLE catalogue_change_rows (
    change    integer NOT NULL REFERENCES catalogue_changes,
    category  text COLLATE "C" NOT NULL,
    condition text COLLATE "C" NOT NULL,
    before    integer,
    after     integer,
    until     timestamptz,  -- of a retirement: when the version before ends
    PRIMARY KEY (change, category, condition)
);

CREATE INDEX catalogue_change_rows_of ON catalogue_change_rows (category, condition, change);

-- The class of the area where a case is, as its last placing said: limits differ by it.
ALTER TABLE cases ADD COLUMN area_class text;

GRANT SELECT, INSERT ON categories, catalogue_changes, catalogue_change_rows TO wangge_app;

GRANT UPDATE (valid_to) ON categories TO wangge_app;
