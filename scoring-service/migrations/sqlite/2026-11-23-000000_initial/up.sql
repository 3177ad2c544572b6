-- Times are microseconds of UTC since 1970; months are counted from year 0; days from 1970-01-01.
-- Closed lists of words are stored by their place in the list. Codes are compared bytewise.

-- How far the feed was pulled: one row, updated in the transaction of what the events change.
CREATE TABLE cursor (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    feed_cursor TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    head_sequence INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    applied INTEGER
) STRICT;

INSERT INTO cursor (id, feed_cursor, sequence, head_sequence, time_zone, applied)
VALUES (1, '', 0, 0, '', NULL);

-- The registry, as the feed last told it.
CREATE TABLE units (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    unit_group INTEGER NOT NULL,
    position INTEGER NOT NULL,
    parent TEXT,
    active_from INTEGER,
    active_to INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    parent TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE topics (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The facts: what contributions are computed from.
CREATE TABLE orders (
    number INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    received INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    nature INTEGER NOT NULL,
    category TEXT,
    topics TEXT NOT NULL,
    handled_directly INTEGER
) STRICT;

CREATE INDEX orders_by_month ON orders (month, number);

CREATE TABLE assignments (
    order_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit TEXT NOT NULL,
    role INTEGER NOT NULL,
    history BLOB NOT NULL,
    PRIMARY KEY (order_number, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignments_by_month_and_unit ON assignments (month, unit, order_number, number);

CREATE TABLE calls (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    started INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    called_back INTEGER,
    sms_notice INTEGER
) STRICT;

CREATE INDEX calls_by_month ON calls (month, id);

CREATE TABLE supervisions (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    unit TEXT NOT NULL,
    form INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    lifted INTEGER
) STRICT;

CREATE INDEX supervisions_by_month_and_unit ON supervisions (month, unit, id);

CREATE TABLE leader_sessions (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    unit TEXT NOT NULL,
    leader_post TEXT NOT NULL,
    leader_name TEXT NOT NULL,
    calls_answered INTEGER NOT NULL,
    topics TEXT NOT NULL
) STRICT;

CREATE INDEX leader_sessions_by_month ON leader_sessions (month, id);

CREATE TABLE appreciations (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL
) STRICT;

CREATE INDEX appreciations_by_month ON appreciations (month, id);

CREATE TABLE activities (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    newspaper_articles INTEGER NOT NULL,
    online_articles INTEGER NOT NULL,
    leaflets INTEGER NOT NULL,
    consultations INTEGER NOT NULL,
    suggestions INTEGER NOT NULL,
    units_inspected INTEGER NOT NULL
) STRICT;

CREATE INDEX activities_by_month ON activities (month, id);

CREATE TABLE typical_cases (
    id INTEGER NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    order_number INTEGER NOT NULL,
    topic TEXT NOT NULL
) STRICT;

CREATE INDEX typical_cases_by_month ON typical_cases (month, id);

-- Signed counts on days: the sum over the days up to D is the measure at the end of D. No zeros.
CREATE TABLE tallies (
    month INTEGER NOT NULL,
    subject TEXT NOT NULL,
    measure INTEGER NOT NULL,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, subject, measure, day)
) STRICT, WITHOUT ROWID;

-- How a month and those after it are scored. The built-in policy has no row.
CREATE TABLE policies (
    month INTEGER NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    set_time INTEGER NOT NULL
) STRICT;

-- Requests with an id, written with what they did: a repeat is known by the hash of its payload.
CREATE TABLE requests (
    request_id BLOB NOT NULL PRIMARY KEY CHECK (length(request_id) = 16),
    payload_hash BLOB NOT NULL,
    subject TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sealed revisions. A row and its lines never change; a revision is whole once its row is here.
CREATE TABLE rankings (
    month INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    facts_hash TEXT NOT NULL,
    canonical TEXT NOT NULL,
    cut_off INTEGER NOT NULL,
    feed_sequence INTEGER NOT NULL,
    feed_cursor TEXT NOT NULL,
    issue_number INTEGER NOT NULL,
    issue_day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sealed INTEGER NOT NULL,
    ranking BLOB NOT NULL,
    bulletin BLOB NOT NULL,
    PRIMARY KEY (month, revision)
) STRICT;

CREATE TABLE ranking_rows (
    month INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    place INTEGER NOT NULL,
    unit TEXT NOT NULL,
    unit_group INTEGER NOT NULL,
    section INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (month, revision, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER rankings_are_sealed_once BEFORE INSERT ON rankings
WHEN EXISTS (SELECT 1 FROM rankings WHERE month = NEW.month AND revision = NEW.revision)
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;

CREATE TRIGGER rankings_are_not_updated BEFORE UPDATE ON rankings
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;

CREATE TRIGGER rankings_are_not_deleted BEFORE DELETE ON rankings
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;

CREATE TRIGGER ranking_rows_come_before_the_seal BEFORE INSERT ON ranking_rows
WHEN EXISTS (SELECT 1 FROM rankings WHERE month = NEW.month AND revision = NEW.revision)
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;

CREATE TRIGGER ranking_rows_are_not_updated BEFORE UPDATE ON ranking_rows
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;

CREATE TRIGGER ranking_rows_are_not_deleted BEFORE DELETE ON ranking_rows
BEGIN
    SELECT RAISE(ABORT, 'a sealed ranking never changes');
END;
