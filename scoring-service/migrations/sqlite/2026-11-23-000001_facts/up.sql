-- Every record is kept as the log of what was told about it, corrections beside the facts that they correct.
-- What was pulled so far is forgotten, and pulled again from the beginning. Policies, sealed revisions and requests stay.
-- Times are microseconds of UTC since 1970; months are counted from year 0. Codes are compared bytewise.

DROP TABLE orders;
DROP TABLE assignments;
DROP TABLE calls;
DROP TABLE supervisions;
DROP TABLE leader_sessions;
DROP TABLE appreciations;
DROP TABLE activities;
DROP TABLE typical_cases;

DELETE FROM tallies;
DELETE FROM units;
DELETE FROM categories;
DELETE FROM topics;

UPDATE cursor
SET feed_cursor = '', sequence = 0, head_sequence = 0, time_zone = '', applied = NULL;

CREATE TABLE orders (
    number INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    log BLOB NOT NULL
) STRICT;

CREATE INDEX orders_by_month ON orders (month, number);

CREATE TABLE assignments (
    order_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit TEXT NOT NULL,
    log BLOB NOT NULL,
    PRIMARY KEY (order_number, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignments_by_month_and_unit ON assignments (month, unit, order_number, number);

-- Calls, supervisions, leader sessions, thanks, activities and typical cases. The kinds' numbers are in the program.
CREATE TABLE records (
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    log BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX records_by_month ON records (kind, month, id);

-- Where a record counted before a correction moved it. Kind 0: an assignment, by order and number, of a unit. Other kinds: by id, without
-- unit and number.
CREATE TABLE former_places (
    kind INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit TEXT NOT NULL,
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, month, unit, id, number)
) STRICT, WITHOUT ROWID;
