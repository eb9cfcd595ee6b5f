-- fragment: columns
version, category, category_name, condition, condition_name, closing, grade, urgent, sensitive, answerable,
       limits, stages, evidence, check_kind AS "check", call_back_kind AS call_back, review_percent,
       call_back_percent, max_extensions, reopen_days

-- name: current
-- Only the number: what it stands for never changes and is kept in the process.
SELECT version FROM standards
 WHERE category = %(category)s AND condition = %(condition)s AND valid_to IS NULL;

-- name: by_version
SELECT {{columns}} FROM standards WHERE version = %(version)s;

-- name: catalogue
SELECT {{columns}} FROM standards WHERE valid_to IS NULL ORDER BY category, condition;

-- name: retire
UPDATE standards SET valid_to = %(now)s
 WHERE category = %(category)s AND condition = %(condition)s AND valid_to IS NULL;

-- name: publish
-- No row: somebody else published the same condition at this moment.
INSERT INTO standards (category, category_name, condition, condition_name, closing, grade, urgent, sensitive,
                       answerable, limits, stages, evidence, check_kind, call_back_kind, review_percent,
                       call_back_percent, max_extensions, reopen_days, valid_from, published_by)
VALUES (%(category)s, %(category_name)s, %(condition)s, %(condition_name)s, %(closing)s, %(grade)s, %(urgent)s,
        %(sensitive)s, %(answerable)s, %(limits)s, %(stages)s, %(evidence)s, %(check)s, %(call_back)s,
        %(review_percent)s, %(call_back_percent)s, %(max_extensions)s, %(reopen_days)s, %(now)s, %(by)s)
ON CONFLICT DO NOTHING
RETURNING version;
