-- What a process keeps of a district's slow-moving data holds while its stamp is the same (kit/stamps.py).
CREATE SEQUENCE stamp_numbers;

CREATE TABLE stamps (
    name  text COLLATE "C" PRIMARY KEY,
    stamp bigint NOT NULL
);

INSERT INTO stamps (name, stamp)
SELECT name, nextval('stamp_numbers') FROM unnest(ARRAY['people', 'places', 'catalogue', 'ownership']) AS name;

GRANT USAGE ON SEQUENCE stamp_numbers TO wangge_app;

GRANT SELECT, UPDATE ON stamps TO wangge_app;
