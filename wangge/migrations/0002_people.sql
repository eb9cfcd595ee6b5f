-- Who: units, users, posts and the scope of a post, duties of roles, sessions, the audit log.

CREATE TABLE units (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text COLLATE "C" NOT NULL CHECK (code ~ '^[0-9A-Za-z_-]{1,40}$'),
    name         text NOT NULL,
    short_name   text NOT NULL CHECK (char_length(short_name) BETWEEN 1 AND 8),
    kind         text NOT NULL,
    parent_id    bigint REFERENCES units,
    path         text COLLATE "C" NOT NULL,
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz CHECK (valid_to >= valid_from),
    successor_id bigint REFERENCES units CHECK (successor_id <> id)
);

CREATE UNIQUE INDEX units_code ON units (code) WHERE valid_to IS NULL;

-- A person's units are their own and all below: a range of path, read on every request.
CREATE INDEX units_path ON units (path);

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login         text COLLATE "C" NOT NULL UNIQUE,
    name          text NOT NULL,
    password_hash text NOT NULL,
    lang          text NOT NULL DEFAULT 'zh' CHECK (lang IN ('zh', 'en')),
    active        boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL,
    failed_count  smallint NOT NULL DEFAULT 0,
    locked_until  timestamptz
);

CREATE TABLE roles (
    code    text PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL
);

-- Data of the district: a city where the clerk closes gives the clerk "close" here.
CREATE TABLE role_duties (
    role text NOT NULL REFERENCES roles,
    duty text NOT NULL,
    PRIMARY KEY (role, duty)
);

CREATE TABLE posts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users,
    unit_id    bigint NOT NULL REFERENCES units,
    role       text NOT NULL REFERENCES roles,
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz CHECK (valid_to >= valid_from)
);

CREATE INDEX posts_user ON posts (user_id);

CREATE INDEX posts_unit ON posts (unit_id);

-- Where the post counts: ranges [lo, hi) of grid paths. No row: nowhere.
CREATE TABLE post_branches (
    post_id bigint NOT NULL REFERENCES posts,
    lo      text COLLATE "C" NOT NULL,
    hi      text COLLATE "C" NOT NULL,
    PRIMARY KEY (post_id, lo),
    CHECK (lo < hi)
);

CREATE INDEX post_branches_lo ON post_branches (lo);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX sessions_user ON sessions (user_id);

CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    actor_id bigint,
    action   text NOT NULL,
    target   text NOT NULL,
    code     text,
    facts    jsonb NOT NULL
);

CREATE INDEX audit_at ON audit (at);

INSERT INTO roles (code, name_zh, name_en) VALUES
    ('grid_worker', '网格员', 'Grid worker'),
    ('grid_lead', '网格长', 'Grid lead'),
    ('clerk', '受理员', 'Clerk'),
    ('dispatcher', '派遣员', 'Dispatcher'),
    ('shift_lead', '值班长', 'Shift lead'),
    ('handler', '处置人员', 'Handler'),
    ('follow_up', '回访员', 'Call-back agent'),
    ('supervisor', '督查员', 'Supervisor');

INSERT INTO role_duties (role, duty) VALUES
    ('grid_worker', 'report'), ('grid_worker', 'resolve'), ('grid_worker', 'verify'), ('grid_worker', 'check'),
    ('grid_worker', 'note'), ('grid_worker', 'read'),
    ('grid_lead', 'report'), ('grid_lead', 'resolve'), ('grid_lead', 'review'), ('grid_lead', 'verify'),
    ('grid_lead', 'whistle'), ('grid_lead', 'check'), ('grid_lead', 'urge'), ('grid_lead', 'note'),
    ('grid_lead', 'read'), ('grid_lead', 'read_sensitive'),
    ('clerk', 'report'), ('clerk', 'accept'), ('clerk', 'answer'), ('clerk', 'decline'), ('clerk', 'withdraw'),
    ('clerk', 'merge'), ('clerk', 'split'), ('clerk', 'resolve'), ('clerk', 'ask_verification'), ('clerk', 'file'),
    ('clerk', 'amend'), ('clerk', 'ask_check'), ('clerk', 'ask_call_back'), ('clerk', 'note'), ('clerk', 'read'),
    ('clerk', 'reveal'),
    ('dispatcher', 'amend'), ('dispatcher', 'dispatch'), ('dispatcher', 'redispatch'), ('dispatcher', 'release'),
    ('dispatcher', 'take_back'), ('dispatcher', 'approve_extension'), ('dispatcher', 'approve_pause'),
    ('dispatcher', 'whistle'), ('dispatcher', 'urge'), ('dispatcher', 'note'), ('dispatcher', 'read'),
    ('shift_lead', 'report'), ('shift_lead', 'accept'), ('shift_lead', 'answer'), ('shift_lead', 'decline'),
    ('shift_lead', 'withdraw'), ('shift_lead', 'void'), ('shift_lead', 'merge'), ('shift_lead', 'split'),
    ('shift_lead', 'resolve'), ('shift_lead', 'review'), ('shift_lead', 'ask_verification'), ('shift_lead', 'file'),
    ('shift_lead', 'amend'), ('shift_lead', 'dispatch'), ('shift_lead', 'redispatch'), ('shift_lead', 'release'),
    ('shift_lead', 'take_back'), ('shift_lead', 'dispute'), ('shift_lead', 'rule'),
    ('shift_lead', 'approve_extension'), ('shift_lead', 'approve_pause'), ('shift_lead', 'whistle'),
    ('shift_lead', 'escalate'), ('shift_lead', 'hard_case'), ('shift_lead', 'ask_check'),
    ('shift_lead', 'ask_call_back'), ('shift_lead', 'close'), ('shift_lead', 'force_close'),
    ('shift_lead', 'reopen'), ('shift_lead', 'urge'), ('shift_lead', 'supervise'), ('shift_lead', 'note'),
    ('shift_lead', 'read'), ('shift_lead', 'read_sensitive'), ('shift_lead', 'reveal'), ('shift_lead', 'import'),
    ('shift_lead', 'export'), ('shift_lead', 'calendar'), ('shift_lead', 'catalogue'), ('shift_lead', 'ownership'),
    ('handler', 'assign'), ('handler', 'sign'), ('handler', 'return'), ('handler', 'contact'),
    ('handler', 'stage_done'), ('handler', 'ask_extension'), ('handler', 'ask_pause'), ('handler', 'resume'),
    ('handler', 'feed_back'), ('handler', 'arrive'), ('handler', 'appraise'), ('handler', 'reply'),
    ('handler', 'note'), ('handler', 'read'), ('handler', 'reveal'),
    ('follow_up', 'ask_call_back'), ('follow_up', 'call_back'), ('follow_up', 'note'), ('follow_up', 'read'),
    ('follow_up', 'reveal'), ('follow_up', 'read_sensitive'),
    ('supervisor', 'urge'), ('supervisor', 'supervise'), ('supervisor', 'note'), ('supervisor', 'read'),
    ('supervisor', 'read_sensitive'), ('supervisor', 'export');

GRANT SELECT, INSERT, UPDATE ON units, users, posts TO wangge_app;

GRANT SELECT, INSERT, DELETE ON roles, role_duties TO wangge_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON post_branches, sessions TO wangge_app;

GRANT SELECT, INSERT ON audit TO wangge_app;

GRANT SELECT ON users TO wangge_erase;

GRANT SELECT, INSERT ON audit TO wangge_erase;
