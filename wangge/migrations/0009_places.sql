-- Where: things on the street by number; names of places.

-- 部件: manhole covers, lamps, benches … each with its owner, who may have to act. The point as it was measured
-- stands beside the one in WGS-84.
CREATE TABLE components (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code          text COLLATE "C" NOT NULL CHECK (code ~ '^[0-9A-Za-z_-]{1,40}$'),
    category      text COLLATE "C" NOT NULL CHECK (category ~ '^b[0-9]{4}$'),
    name          text NOT NULL,
    owner_id      bigint REFERENCES units,
    maintainer_id bigint REFERENCES units,
    supervisor_id bigint REFERENCES units,
    state         text NOT NULL CHECK (state IN ('intact', 'damaged', 'missing', 'retired')),
    grid_id       bigint REFERENCES grids,
    lng           double precision NOT NULL CHECK (lng BETWEEN -180 AND 180),
    lat           double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    datum         text NOT NULL CHECK (datum IN ('wgs84', 'gcj02', 'bd09', 'cgcs2000')),
    given_lng     double precision NOT NULL,
    given_lat     double precision NOT NULL,
    installed_on  date,
    surveyed_on   date,
    changed_at    timestamptz NOT NULL
);

CREATE UNIQUE INDEX components_code ON components (code);

-- The nearest: a band of latitude first, then by longitude within it.
CREATE INDEX components_place ON components (category, lat, lng);

CREATE INDEX components_band ON components (lat, lng);

-- Names of compounds, roads, places: what residents say instead of a grid. An alias is a row of its own.
CREATE TABLE place_names (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    text NOT NULL CHECK (kind IN ('compound', 'road', 'place', 'poi')),
    name    text NOT NULL,  -- the official one
    said    text COLLATE "C" NOT NULL,  -- as it is looked for: name or alias, without spaces, in small letters
    alias   boolean NOT NULL,
    grid_id bigint REFERENCES grids,
    lng     double precision NOT NULL CHECK (lng BETWEEN -180 AND 180),
    lat     double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    line    bytea  -- WKB, WGS-84: the course of a road; its point lies on it
);

CREATE UNIQUE INDEX place_names_said ON place_names (said, kind, lng, lat);

GRANT SELECT, INSERT, UPDATE ON components TO wangge_app;

GRANT SELECT, INSERT, UPDATE ON place_names TO wangge_app;
