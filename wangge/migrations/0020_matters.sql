-- What is one matter goes by place, time and class as well, so a report is looked at again when these change.
ALTER TABLE matter_reports
    ADD COLUMN path text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN category text COLLATE "C" NOT NULL DEFAULT '';

DROP INDEX matter_reports_matter;

-- The last two weeks of a matter, by days.
CREATE INDEX matter_reports_matter ON matter_reports (matter, at);

-- Gathered by the former rule: the loop gathers all again from the first row of the feed.
DELETE FROM matter_reports;

DELETE FROM matters;

UPDATE feed_readers SET last_no = 0 WHERE name = 'matters';
