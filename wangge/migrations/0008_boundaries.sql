-- Where, drawn: what the levels of a district's tree are called, and every boundary a grid has had.

CREATE TABLE grid_levels (
    level        smallint PRIMARY KEY CHECK (level BETWEEN 1 AND 9),
    name_zh      text NOT NULL,
    name_en      text NOT NULL,
    code_pattern text  -- a regular expression that the whole code matches; NULL: any code
);

-- Append-only. WKB of a polygon or multipolygon, WGS-84 longitude and latitude.
CREATE TABLE grid_boundaries (
    grid_id  bigint NOT NULL REFERENCES grids,
    since    timestamptz NOT NULL,
    boundary bytea NOT NULL,
    area_m2  double precision NOT NULL CHECK (area_m2 >= 0),
    PRIMARY KEY (grid_id, since)
);

GRANT SELECT, INSERT, UPDATE ON grid_levels TO wangge_app;

GRANT SELECT, INSERT ON grid_boundaries TO wangge_app;
