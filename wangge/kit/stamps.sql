-- Statements of the stamps.

-- name: all_stamps
SELECT json_object_agg(name, stamp) FROM stamps;

-- name: touch
UPDATE stamps SET stamp = nextval('stamp_numbers') WHERE name = %(name)s;
