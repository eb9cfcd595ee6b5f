-- fragment: current_version
-- For the statement that loads a case: together with by_version() the calendar costs no statement of its own.
(SELECT max(version) FROM calendars)

-- name: current_version
SELECT {{current_version}};

-- name: find_version
SELECT version, published_at, zone, weekly, exceptions, holidays
FROM calendars
WHERE version = %(version)s::int;

-- name: versions
SELECT version, published_at, published_by, note, (SELECT u.name FROM users u WHERE u.id = published_by) AS published_by_name
FROM calendars
ORDER BY version DESC
LIMIT %(limit)s::int;

-- name: version
SELECT version, published_at, published_by, note, (SELECT u.name FROM users u WHERE u.id = published_by) AS published_by_name
FROM calendars
WHERE version = %(version)s::int;

-- name: publish
-- Of two who publish at once on the same version the second gets no row: it waits for the first at the primary key.
INSERT INTO calendars (version, published_at, published_by, zone, weekly, exceptions, holidays, note)
SELECT %(based_on)s::int + 1, %(now)s::timestamptz, %(published_by)s::bigint, %(zone)s::text, %(weekly)s::jsonb,
       %(exceptions)s::jsonb, %(holidays)s::jsonb, %(note)s::text
WHERE %(based_on)s::int = {{current_version}}
ON CONFLICT (version) DO NOTHING
RETURNING version;
