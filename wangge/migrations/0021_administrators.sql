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
