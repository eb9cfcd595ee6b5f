-- name: hold
-- One `wangge migrate` at a time; the lock goes with the connection.
SELECT pg_advisory_lock(hashtextextended('wangge.migrate', 0));

-- name: districts
SELECT code, schema, name, created_at FROM wangge.districts ORDER BY code;

-- name: add_district
INSERT INTO wangge.districts (code, schema, name) VALUES (%(code)s, %(schema)s, %(name)s);

-- name: applied
-- unscoped: the runner's own table, in the schema of the search path
SELECT number, name, sha256 FROM migrations ORDER BY number;

-- name: note_applied
INSERT INTO migrations (number, name, sha256) VALUES (%(number)s, %(name)s, %(sha256)s);

-- name: job_scripts
SELECT name FROM wangge.job_scripts;

-- name: note_job_script
INSERT INTO wangge.job_scripts (name) VALUES (%(name)s);

-- name: relation
SELECT to_regclass(%(name)s::text)::text;

-- name: role
-- What the role that asks may do; pg_has_role sees through memberships, also those not inherited.
SELECT current_user AS name,
       rolsuper AS super,
       rolcreaterole OR rolcreatedb OR rolbypassrls AS special,
       ARRAY(SELECT other.rolname::text FROM pg_roles AS other
             WHERE other.rolname IN ('wangge_owner', 'wangge_erase')
               AND pg_has_role(current_user, other.oid, 'MEMBER')) AS member_of
FROM pg_roles WHERE rolname = current_user;

-- name: roles
SELECT rolname FROM pg_roles WHERE rolname = ANY (%(names)s::text[]);

-- name: databases
SELECT datname FROM pg_database WHERE datname = %(name)s;

-- name: has_citus
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus');
