-- Times are microseconds of UTC since 1970, days are counted from 1970-01-01, months from year 0.
-- Closed lists of words are stored by their numbers in the API. Codes are compared bytewise.
-- No index is unique but the primary keys: uniqueness is a look-up while the head row is locked.

-- The feed's head: one row, which every writing transaction locks first and moves last.
CREATE TABLE feed_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Drawn when the database was made; tells cursors of other feeds apart.
    feed_id BLOB NOT NULL CHECK (length(feed_id) = 16),
    -- The hotline's zone, an IANA name; never changes.
    time_zone TEXT NOT NULL,
    -- The key of the hashes by which repeated content is known.
    hash_key BLOB NOT NULL CHECK (length(hash_key) = 32),
    last_sequence INTEGER NOT NULL,
    -- The sequence of the last event that changed the registry.
    registry_sequence INTEGER NOT NULL
) STRICT;

-- The ledger: every fact once. The public part; it is the feed.
CREATE TABLE events (
    sequence INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    happened INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    -- The order to whose timeline it belongs.
    order_number INTEGER,
    actor TEXT NOT NULL,
    -- Random: a cursor with another one comes from another history.
    check_value INTEGER NOT NULL,
    -- A hotline.intake.v1.Event with nothing but its detail.
    payload BLOB NOT NULL
) STRICT;

CREATE INDEX events_by_order ON events (order_number, sequence) WHERE order_number IS NOT NULL;

-- The events' personal data and texts, where there are any: JSON. Apart, so that they can be encrypted and purged.
CREATE TABLE event_private (
    sequence INTEGER NOT NULL PRIMARY KEY,
    payload BLOB NOT NULL
) STRICT;

-- Requests that carried an id, and what answered them.
CREATE TABLE requests (
    request_id BLOB NOT NULL PRIMARY KEY CHECK (length(request_id) = 16),
    payload_hash BLOB NOT NULL CHECK (length(payload_hash) = 16),
    sequence INTEGER NOT NULL,
    -- A resource name.
    subject TEXT NOT NULL,
    recorded INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The registry, as it is now.
CREATE TABLE units (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    unit_group INTEGER NOT NULL,
    position INTEGER NOT NULL,
    parent TEXT,
    active_from INTEGER,
    active_to INTEGER,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    parent TEXT,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE topics (
    code TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Calls; `id` is the sequence of the event that recorded the call.
CREATE TABLE calls (
    id INTEGER NOT NULL PRIMARY KEY,
    telephone_system_id TEXT,
    started INTEGER NOT NULL,
    queued INTEGER,
    answered INTEGER,
    abandoned INTEGER,
    ended INTEGER,
    agent TEXT NOT NULL,
    recording_reference TEXT NOT NULL,
    called_back INTEGER,
    notified INTEGER,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 16),
    recorded INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;

CREATE INDEX calls_by_start ON calls (started, id);
CREATE INDEX calls_missed ON calls (started, id) WHERE answered IS NULL;
CREATE INDEX calls_by_telephone_system_id ON calls (telephone_system_id) WHERE telephone_system_id IS NOT NULL;

-- Orders; `number` is YYYYMMDDNNNNNN.
CREATE TABLE work_orders (
    number INTEGER NOT NULL PRIMARY KEY,
    external_source TEXT,
    external_id TEXT,
    channel INTEGER NOT NULL,
    call INTEGER,
    anonymous INTEGER NOT NULL,
    confidential INTEGER NOT NULL,
    nature INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    category TEXT,
    -- Codes, with commas between them.
    topics TEXT NOT NULL,
    area TEXT NOT NULL,
    received INTEGER NOT NULL,
    -- When it was handled directly, and by which event.
    handled INTEGER,
    handled_sequence INTEGER,
    transferred INTEGER NOT NULL,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 16),
    recorded INTEGER NOT NULL,
    accepted_sequence INTEGER NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;

CREATE INDEX work_orders_by_external_reference ON work_orders (external_id, external_source) WHERE external_id IS NOT NULL;
CREATE INDEX work_orders_pending ON work_orders (number) WHERE handled IS NULL AND NOT transferred;

-- Assignments as they stand; their histories are in the events.
CREATE TABLE assignments (
    order_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    unit TEXT NOT NULL,
    role INTEGER NOT NULL,
    assigned INTEGER NOT NULL,
    due INTEGER,
    completed INTEGER,
    removed INTEGER,
    state INTEGER NOT NULL,
    redo_count INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    -- The event of the last completion: where the reply is.
    reply_sequence INTEGER,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (order_number, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignments_by_unit ON assignments (unit, order_number, number);

CREATE TABLE return_visits (
    order_number INTEGER NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    visited INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    result INTEGER NOT NULL,
    -- Given where the result is a rating.
    process_grade INTEGER,
    outcome_grade INTEGER,
    resolved INTEGER,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (order_number, assignment_number, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE exclusions (
    order_number INTEGER NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    requested INTEGER NOT NULL,
    requested_sequence INTEGER NOT NULL,
    -- The decision: all four or none.
    approved INTEGER,
    decided_by TEXT,
    decided INTEGER,
    decided_sequence INTEGER,
    PRIMARY KEY (order_number, assignment_number, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE supervisions (
    id INTEGER NOT NULL PRIMARY KEY,
    unit TEXT NOT NULL,
    form INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    -- The assignment that it is about: both or none.
    order_number INTEGER,
    assignment_number INTEGER,
    lifted INTEGER,
    sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE leader_sessions (
    id INTEGER NOT NULL PRIMARY KEY,
    unit TEXT NOT NULL,
    leader_post TEXT NOT NULL,
    leader_name TEXT NOT NULL,
    day INTEGER NOT NULL,
    calls_answered INTEGER NOT NULL,
    topics TEXT NOT NULL
) STRICT;

CREATE TABLE appreciations (
    id INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    unit TEXT
) STRICT;

CREATE TABLE activities (
    id INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    title TEXT NOT NULL,
    newspaper_articles INTEGER NOT NULL,
    online_articles INTEGER NOT NULL,
    leaflets INTEGER NOT NULL,
    consultations INTEGER NOT NULL,
    suggestions INTEGER NOT NULL,
    units_inspected INTEGER NOT NULL
) STRICT;

CREATE TABLE typical_cases (
    id INTEGER NOT NULL PRIMARY KEY,
    order_number INTEGER NOT NULL,
    month INTEGER NOT NULL,
    topic TEXT NOT NULL
) STRICT;

CREATE INDEX typical_cases_by_order ON typical_cases (order_number);
