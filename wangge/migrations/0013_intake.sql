-- A report arrives: coded reasons for taking none on, services called in, cases without a precise place.

ALTER TABLE cases
    ADD COLUMN ended_for text,
    ADD COLUMN unplaced text,
    ADD COLUMN handovers smallint NOT NULL DEFAULT 0;

INSERT INTO role_duties (role, duty) VALUES
    ('grid_worker', 'hand_over'), ('grid_lead', 'hand_over'), ('clerk', 'hand_over'), ('dispatcher', 'hand_over'),
    ('shift_lead', 'hand_over'), ('handler', 'hand_over');
