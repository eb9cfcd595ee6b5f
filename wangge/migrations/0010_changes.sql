-- Changes of the grid tree, each a version: what was decided, from when, and what the tree was before and after.

CREATE TABLE place_changes (
    version      int PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN (
                     'split', 'merge', 'move', 'rename', 'redraw', 'retire', 'area_class', 'layer_item', 'undo')),
    draft        jsonb NOT NULL,
    grids        text[] COLLATE "C" NOT NULL, -- every code it changes, makes or retires
    note         text NOT NULL,
    decided_at   timestamptz NOT NULL,
    decided_by   bigint,
    effective_at timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('planned', 'applied', 'cancelled', 'refused')),
    applied_at   timestamptz,
    settled_at   timestamptz, -- every case has followed, and posts have let go of the former paths
    before       jsonb,
    after        jsonb,
    watched_since timestamptz, -- server clock: who began before it may still file into a grid that is gone
    refusal      jsonb,       -- why a planned change could not be applied on its day
    undoes       int REFERENCES place_changes,
    undone_by    int REFERENCES place_changes
);

CREATE INDEX place_changes_planned ON place_changes (effective_at, version) WHERE state = 'planned';

CREATE INDEX place_changes_unsettled ON place_changes (version) WHERE state = 'applied' AND settled_at IS NULL;

CREATE INDEX place_changes_grids ON place_changes USING gin (grids);

-- Where the cases of a grid go. `among`: a case's point chooses one of these, else the heir has it.
CREATE TABLE grid_moves (
    version   int NOT NULL REFERENCES place_changes,
    grid_id   bigint NOT NULL REFERENCES grids,
    old_path  text COLLATE "C" NOT NULL,
    heir      bigint NOT NULL REFERENCES grids,
    among     bigint[] NOT NULL,
    filing    boolean NOT NULL, -- a case that no point places goes back to the one of them it was filed in
    stays     boolean NOT NULL, -- the grid itself stays at this path: its cases are walked through once, newest first
    seen_at   timestamptz,      -- how far that walk has come
    seen_id   bigint,
    walked    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (version, grid_id)
);

-- Duty grids and the professional grids of other departments: named sets of unit grids over the same tree.
CREATE TABLE layers (
    code      text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[0-9A-Za-z_-]{1,40}$'),
    name      text NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('duty', 'professional')),
    unit_id   bigint REFERENCES units,
    exclusive boolean NOT NULL -- a unit grid belongs to one item at most
);

-- One layer tells who walks where.
CREATE UNIQUE INDEX layers_duty ON layers (kind) WHERE kind = 'duty';

CREATE TABLE layer_items (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer  text COLLATE "C" NOT NULL REFERENCES layers,
    code   text COLLATE "C" NOT NULL CHECK (code ~ '^[0-9A-Za-z_-]{1,40}$'),
    name   text NOT NULL,
    holder text CHECK (holder IN ('user', 'post', 'unit')),
    holder_id bigint,
    UNIQUE (layer, code),
    CHECK ((holder IS NULL) = (holder_id IS NULL))
);

CREATE TABLE layer_members (
    item_id bigint NOT NULL REFERENCES layer_items,
    grid_id bigint NOT NULL REFERENCES grids,
    PRIMARY KEY (item_id, grid_id)
);

CREATE INDEX layer_members_grid ON layer_members (grid_id);

-- Things and names of a grid that is split, merged or drawn anew find their new one.
CREATE INDEX components_grid ON components (grid_id);

CREATE INDEX place_names_grid ON place_names (grid_id);

INSERT INTO role_duties (role, duty) VALUES ('grid_lead', 'layers'), ('shift_lead', 'layers')
ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT, UPDATE ON place_changes, grid_moves, layers, layer_items TO wangge_app;

GRANT SELECT, INSERT, DELETE ON layer_members TO wangge_app;
