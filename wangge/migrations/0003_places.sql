-- Where: the grid tree of any depth, and every path a grid has had.

CREATE TABLE grids (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text COLLATE "C" NOT NULL CHECK (code ~ '^[0-9A-Za-z_-]{1,40}$'),
    name       text NOT NULL,
    level      smallint NOT NULL CHECK (level BETWEEN 1 AND 9),
    kind       text NOT NULL CHECK (kind IN ('general', 'dedicated')),
    parent_id  bigint REFERENCES grids,
    path       text COLLATE "C" NOT NULL,
    area_class text,
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz CHECK (valid_to >= valid_from)
);

CREATE UNIQUE INDEX grids_code ON grids (code) WHERE valid_to IS NULL;

CREATE UNIQUE INDEX grids_path ON grids (path) WHERE valid_to IS NULL;

CREATE INDEX grids_parent ON grids (parent_id);

-- Append-only: a replayed case asks which path its grid had on that day.
CREATE TABLE grid_paths (
    grid_id bigint NOT NULL REFERENCES grids,
    since   timestamptz NOT NULL,
    path    text COLLATE "C" NOT NULL,
    PRIMARY KEY (grid_id, since)
);

GRANT SELECT, INSERT, UPDATE ON grids TO wangge_app;

GRANT SELECT, INSERT ON grid_paths TO wangge_app;
