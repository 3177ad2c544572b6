-- The whole life of an assignment: signed for, closed; extensions; exclusions that are appealed against.

-- When the unit first signed for it.
ALTER TABLE assignments ADD COLUMN signed INTEGER;
ALTER TABLE assignments ADD COLUMN closed INTEGER;

-- 8 is `VISITED`: what was completed (3) stands so since a citizen answered (1, rated) or refused to (3).
UPDATE assignments SET state = 8
WHERE state = 3 AND EXISTS (
    SELECT 1 FROM return_visits
    WHERE return_visits.order_number = assignments.order_number
        AND return_visits.assignment_number = assignments.number
        AND return_visits.result IN (1, 3)
        AND (return_visits.visited > assignments.completed
            OR (return_visits.visited = assignments.completed
                AND return_visits.sequence > assignments.reply_sequence))
);

-- The appeal against a refused exclusion: all three or none.
ALTER TABLE exclusions ADD COLUMN appealed_by TEXT;
ALTER TABLE exclusions ADD COLUMN appealed INTEGER;
ALTER TABLE exclusions ADD COLUMN appealed_sequence INTEGER;
-- The decision on the appeal, which is final: all four or none.
ALTER TABLE exclusions ADD COLUMN final_approved INTEGER;
ALTER TABLE exclusions ADD COLUMN final_decided_by TEXT;
ALTER TABLE exclusions ADD COLUMN final_decided INTEGER;
ALTER TABLE exclusions ADD COLUMN final_decided_sequence INTEGER;

CREATE TABLE extensions (
    order_number INTEGER NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    -- The deadline that was asked for.
    due INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    requested INTEGER NOT NULL,
    requested_sequence INTEGER NOT NULL,
    -- The decision: all four or none; and the new deadline where it was granted.
    granted INTEGER,
    granted_due INTEGER,
    decided_by TEXT,
    decided INTEGER,
    decided_sequence INTEGER,
    -- What made a decision pointless: a redo, a closing, a removal; both or none.
    lapsed INTEGER,
    lapsed_sequence INTEGER,
    PRIMARY KEY (order_number, assignment_number, number)
) STRICT, WITHOUT ROWID;
