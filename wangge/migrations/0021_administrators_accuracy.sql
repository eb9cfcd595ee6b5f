-- The three administrators (三员) ship with every district; `people` parts into making accounts and granting rights.
INSERT INTO roles (code, name_zh, name_en) VALUES
    ('system_admin', '系统管理员', 'System administrator'),
    ('security_admin', '安全管理员', 'Security administrator'),
    ('audit_admin', '审计管理员', 'Audit administrator')
ON CONFLICT DO NOTHING;

-- Whoever held `people` makes accounts from now on; only the security administrator grants, and makes none.
INSERT INTO role_duties (role, duty)
SELECT role, CASE role WHEN 'security_admin' THEN 'grants' ELSE 'accounts' END FROM role_duties WHERE duty = 'people'
ON CONFLICT DO NOTHING;

DELETE FROM role_duties WHERE duty = 'people';

-- A district that has given these roles duties of its own keeps them as they are.
INSERT INTO role_duties (role, duty)
SELECT n.role, n.duty
  FROM (VALUES ('system_admin', 'read'), ('system_admin', 'accounts'), ('system_admin', 'places'),
               ('system_admin', 'calendar'), ('security_admin', 'read'), ('security_admin', 'grants'),
               ('audit_admin', 'read'), ('audit_admin', 'audit')) AS n(role, duty)
 WHERE NOT EXISTS (SELECT 1 FROM role_duties d WHERE d.role = n.role);

UPDATE stamps SET stamp = nextval('stamp_numbers') WHERE name = 'people';

-- To lock a role while its duties change: nobody takes a post in it meanwhile.
GRANT UPDATE (name_zh, name_en) ON roles TO wangge_app;

-- Who a case was sent to first and what came of it, a narrow row each, drawn from the feed: a year of them is read in one
-- pass, where cases, assignments and events took 2 to 13 s of a million. It begins at the first row of the feed.
CREATE TABLE first_dispatches (
    case_id     bigint PRIMARY KEY,
    sent_at     timestamptz NOT NULL,
    month       text COLLATE "C" NOT NULL,
    unit        bigint NOT NULL,
    rule        int,
    how         text COLLATE "C",
    category    text COLLATE "C" NOT NULL,
    path        text COLLATE "C" NOT NULL,
    units       bigint[] NOT NULL,
    sensitive   boolean NOT NULL,
    returned    boolean NOT NULL,
    transferred boolean NOT NULL,
    ruled       boolean NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX first_dispatches_sent ON first_dispatches USING brin (sent_at)
    WITH (pages_per_range = 32, autosummarize = on);

GRANT SELECT, INSERT, UPDATE ON first_dispatches TO wangge_app;
