-- What was made of words goes with them, and a report goes back to where a merge took it from.

-- When a report was erased that the picture of words may hold: it is taken anew soon after.
ALTER TABLE matter_words ADD COLUMN erased_at timestamptz;

-- From now on it holds nothing that fewer than three messages said.
UPDATE matter_words SET taken_at = '2000-01-01 00:00:00+08';

-- The matter that the words of a report had put it in, while a merge has it elsewhere.
ALTER TABLE matter_reports ADD COLUMN before bigint;

-- Matters that somebody may see a part of: what lies in two places, or holds a sensitive case.
CREATE INDEX matters_parts ON matters (warmth DESC, id)
 WHERE "into" IS NULL AND reports > 1 AND (closed OR path_lo <> path_hi);

-- The format a model was written in; 0: before it was noted.
ALTER TABLE advice_models ADD COLUMN format smallint NOT NULL DEFAULT 0;

-- Fine figures let somebody test a guess at the words: they go with them.
GRANT UPDATE (confidence) ON automatic_steps TO wangge_app;

-- Middles that hold what has left their matter: the loop gathers all again from the first row of the feed.
DELETE FROM matter_reports;

DELETE FROM matters;

UPDATE feed_readers SET last_no = 0 WHERE name = 'matters';
