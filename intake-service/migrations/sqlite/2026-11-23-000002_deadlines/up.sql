-- The calendar, a row a year. Days are `YYYY-MM-DD`, with commas between them.
CREATE TABLE calendars (
    year INTEGER NOT NULL PRIMARY KEY,
    holidays TEXT NOT NULL,
    working_days TEXT NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;

-- The rules for deadlines, as they are now.
CREATE TABLE deadline_rules (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    -- Only orders of these; NULL: of any.
    nature INTEGER,
    urgency INTEGER,
    -- One of both.
    working_days INTEGER,
    hours INTEGER,
    -- One of both or none.
    sign_working_days INTEGER,
    sign_hours INTEGER,
    on_request_only INTEGER NOT NULL,
    retired INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE assignments ADD COLUMN sign_due INTEGER;
-- Since when the deadline in force is in force on an open assignment.
ALTER TABLE assignments ADD COLUMN due_since INTEGER;
-- The card for the deadline in force.
ALTER TABLE assignments ADD COLUMN card INTEGER;
-- How the deadline in force came about: all three or none.
ALTER TABLE assignments ADD COLUMN rule TEXT;
ALTER TABLE assignments ADD COLUMN rule_sequence INTEGER;
ALTER TABLE assignments ADD COLUMN calendar_sequence INTEGER;

-- Of an assignment that was made before, the deadline was in force since then, as far as the row tells.
UPDATE assignments SET due_since = assigned WHERE due IS NOT NULL;

-- Open assignments by their deadline: where cards come from.
CREATE INDEX assignments_open_by_due ON assignments (due, order_number, number)
    WHERE completed IS NULL AND removed IS NULL AND due IS NOT NULL;
