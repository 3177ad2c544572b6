-- Times are microseconds of UTC since 1970, days are counted from 1970-01-01, months from year 0.
-- Closed lists of words are stored by their numbers in the API. Texts are compared bytewise, whatever the database's collation.
-- No index is unique but the primary keys, and these hold the column by which a table may be distributed over a cluster: its first.
-- Uniqueness is a look-up while the head row is locked. There are no foreign keys, sequences or triggers.

-- The feed's head: one row, which every writing transaction locks first and moves last. It is never distributed.
-- Room in the page, so that its versions stay there and no index grows.
CREATE TABLE feed_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Drawn when the database was made; tells cursors of other feeds apart.
    feed_id BYTEA NOT NULL CHECK (length(feed_id) = 16),
    -- The hotline's zone, an IANA name; never changes.
    time_zone TEXT COLLATE "C" NOT NULL,
    last_sequence BIGINT NOT NULL,
    -- The sequence of the last event that changed the registry.
    registry_sequence BIGINT NOT NULL
) WITH (fillfactor = 10);

-- Keys of our own, sealed by a key that is not in the database.
CREATE TABLE data_keys (
    -- `hash`: the key of all keyed hashes.
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key_id TEXT COLLATE "C" NOT NULL,
    payload BYTEA NOT NULL
);

-- The ledger: every fact once. The public part; it is the feed.
CREATE TABLE events (
    sequence BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    happened BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    -- The order to whose timeline it belongs.
    order_number BIGINT,
    actor TEXT COLLATE "C" NOT NULL,
    -- Random: a cursor with another one comes from another history.
    check_value BIGINT NOT NULL,
    -- A hotline.intake.v1.Event with nothing but its detail.
    payload BYTEA NOT NULL
);

CREATE INDEX events_by_order ON events (order_number, sequence) WHERE order_number IS NOT NULL;

-- The events' personal data and texts, where there are any: JSON, sealed: a nonce of 24 bytes, the ciphertext, and a tag of 16 bytes. An empty
-- payload was purged; then the id of its key is empty too.
CREATE TABLE event_private (
    sequence BIGINT NOT NULL PRIMARY KEY,
    payload BYTEA NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL
);

-- Says which keys are in use, and finds the rows that are to be moved to another one.
CREATE INDEX event_private_by_key ON event_private (key_id, sequence);

-- Citizens' numbers as keyed hashes, by the event that recorded them. Purged together with the private parts.
CREATE TABLE citizen_numbers (
    number_hash BYTEA NOT NULL CHECK (length(number_hash) = 16),
    sequence BIGINT NOT NULL,
    PRIMARY KEY (number_hash, sequence)
);

-- Requests that carried an id, and what answered them.
CREATE TABLE requests (
    request_id BYTEA NOT NULL PRIMARY KEY CHECK (length(request_id) = 16),
    payload_hash BYTEA NOT NULL CHECK (length(payload_hash) = 16),
    sequence BIGINT NOT NULL,
    -- A resource name.
    subject TEXT COLLATE "C" NOT NULL,
    recorded BIGINT NOT NULL
);

-- The registry, as it is now.
CREATE TABLE units (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    unit_group INTEGER NOT NULL,
    position INTEGER NOT NULL,
    parent TEXT COLLATE "C",
    active_from INTEGER,
    active_to INTEGER,
    sequence BIGINT NOT NULL
);

CREATE TABLE categories (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    parent TEXT COLLATE "C",
    sequence BIGINT NOT NULL
);

CREATE TABLE topics (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL
);

-- The calendar, a row a year. Days are `YYYY-MM-DD`, with commas between them.
CREATE TABLE calendars (
    year INTEGER NOT NULL PRIMARY KEY,
    holidays TEXT COLLATE "C" NOT NULL,
    working_days TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL
);

-- The rules for deadlines, as they are now.
CREATE TABLE deadline_rules (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    -- Only orders of these; NULL: of any.
    nature INTEGER,
    urgency INTEGER,
    -- One of both.
    working_days INTEGER,
    hours INTEGER,
    -- One of both or none.
    sign_working_days INTEGER,
    sign_hours INTEGER,
    on_request_only BOOLEAN NOT NULL,
    retired BOOLEAN NOT NULL,
    sequence BIGINT NOT NULL
);

-- Calls; `id` is the sequence of the event that recorded the call.
CREATE TABLE calls (
    id BIGINT NOT NULL PRIMARY KEY,
    telephone_system_id TEXT COLLATE "C",
    started BIGINT NOT NULL,
    queued BIGINT,
    answered BIGINT,
    abandoned BIGINT,
    ended BIGINT,
    agent TEXT COLLATE "C" NOT NULL,
    called_back BIGINT,
    notified BIGINT,
    -- It stays, and counts nowhere; so of the other records.
    annulled BOOLEAN NOT NULL,
    content_hash BYTEA NOT NULL CHECK (length(content_hash) = 16),
    recorded BIGINT NOT NULL,
    sequence BIGINT NOT NULL
);

CREATE INDEX calls_by_start ON calls (started, id);
CREATE INDEX calls_missed ON calls (started, id) WHERE answered IS NULL;
CREATE INDEX calls_by_telephone_system_id ON calls (telephone_system_id) WHERE telephone_system_id IS NOT NULL;
-- An agent's calls.
CREATE INDEX calls_by_agent ON calls (agent, started, id);

-- Orders; `number` is YYYYMMDDNNNNNN.
CREATE TABLE work_orders (
    number BIGINT NOT NULL PRIMARY KEY,
    external_source TEXT COLLATE "C",
    external_id TEXT COLLATE "C",
    channel INTEGER NOT NULL,
    call BIGINT,
    anonymous BOOLEAN NOT NULL,
    confidential BOOLEAN NOT NULL,
    nature INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    category TEXT COLLATE "C",
    -- Codes, with commas between them.
    topics TEXT COLLATE "C" NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    received BIGINT NOT NULL,
    -- When it was handled directly, and by which event.
    handled BIGINT,
    handled_sequence BIGINT,
    transferred BOOLEAN NOT NULL,
    -- The order that it repeats, when that was decided, and by which event: all three or none.
    duplicate_of BIGINT,
    duplicate_linked BIGINT,
    duplicate_sequence BIGINT,
    content_hash BYTEA NOT NULL CHECK (length(content_hash) = 16),
    recorded BIGINT NOT NULL,
    accepted_sequence BIGINT NOT NULL,
    sequence BIGINT NOT NULL
);

CREATE INDEX work_orders_by_external_reference ON work_orders (external_id, external_source) WHERE external_id IS NOT NULL;
CREATE INDEX work_orders_pending ON work_orders (number) WHERE handled IS NULL AND NOT transferred;
CREATE INDEX work_orders_by_category ON work_orders (category, number);
CREATE INDEX work_orders_by_original ON work_orders (duplicate_of, number) WHERE duplicate_of IS NOT NULL;
-- A call of a confidential order hides its caller as well.
CREATE INDEX work_orders_confidential ON work_orders (call) WHERE confidential AND call IS NOT NULL;

-- Events that stand on the timeline of one more order than their own.
CREATE TABLE other_timelines (
    order_number BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (order_number, sequence)
);

-- Assignments as they stand; their histories are in the events.
CREATE TABLE assignments (
    order_number BIGINT NOT NULL,
    number INTEGER NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    role INTEGER NOT NULL,
    assigned BIGINT NOT NULL,
    due BIGINT,
    completed BIGINT,
    removed BIGINT,
    state INTEGER NOT NULL,
    redo_count INTEGER NOT NULL,
    excluded BOOLEAN NOT NULL,
    -- The event of the last completion: where the reply is.
    reply_sequence BIGINT,
    sequence BIGINT NOT NULL,
    -- When the unit first signed for it.
    signed BIGINT,
    closed BIGINT,
    sign_due BIGINT,
    -- Since when the deadline in force is in force on an open assignment.
    due_since BIGINT,
    -- The card for the deadline in force.
    card INTEGER,
    -- How the deadline in force came about: all three or none.
    rule TEXT COLLATE "C",
    rule_sequence BIGINT,
    calendar_sequence BIGINT,
    PRIMARY KEY (order_number, number)
);

-- A unit's work, by name.
CREATE INDEX assignments_by_unit ON assignments (unit, order_number, number);
-- A unit's work, and everybody's, by deadline: what is due next, what is overdue.
CREATE INDEX assignments_by_unit_due ON assignments (unit, due, order_number, number);
CREATE INDEX assignments_by_due ON assignments (due, order_number, number);
-- What waits for somebody: send-backs to decide, completed ones to visit.
CREATE INDEX assignments_by_state ON assignments (state, order_number, number);
-- Open assignments by their deadline: where cards come from.
CREATE INDEX assignments_open_by_due ON assignments (due, order_number, number)
    WHERE completed IS NULL AND removed IS NULL AND due IS NOT NULL;

CREATE TABLE return_visits (
    order_number BIGINT NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    visited BIGINT NOT NULL,
    channel INTEGER NOT NULL,
    result INTEGER NOT NULL,
    -- Given where the result is a rating.
    process_grade INTEGER,
    outcome_grade INTEGER,
    resolved INTEGER,
    annulled BOOLEAN NOT NULL,
    -- The event whose private part holds the text: the one that made the record, or a correction; so of the other records.
    note_sequence BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (order_number, assignment_number, number)
);

-- The visits of some days.
CREATE INDEX return_visits_by_time ON return_visits (visited);

CREATE TABLE exclusions (
    order_number BIGINT NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    requested_by TEXT COLLATE "C" NOT NULL,
    requested BIGINT NOT NULL,
    requested_sequence BIGINT NOT NULL,
    -- The decision: all four or none.
    approved BOOLEAN,
    decided_by TEXT COLLATE "C",
    decided BIGINT,
    decided_sequence BIGINT,
    annulled BOOLEAN NOT NULL,
    note_sequence BIGINT NOT NULL,
    -- The last change.
    sequence BIGINT NOT NULL,
    -- The appeal against a refused exclusion: all three or none.
    appealed_by TEXT COLLATE "C",
    appealed BIGINT,
    appealed_sequence BIGINT,
    -- The decision on the appeal, which is final: all four or none.
    final_approved BOOLEAN,
    final_decided_by TEXT COLLATE "C",
    final_decided BIGINT,
    final_decided_sequence BIGINT,
    PRIMARY KEY (order_number, assignment_number, number)
);

CREATE TABLE extensions (
    order_number BIGINT NOT NULL,
    assignment_number INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    -- The deadline that was asked for.
    due BIGINT NOT NULL,
    requested_by TEXT COLLATE "C" NOT NULL,
    requested BIGINT NOT NULL,
    requested_sequence BIGINT NOT NULL,
    -- The decision: all four or none; and the new deadline where it was granted.
    granted BOOLEAN,
    granted_due BIGINT,
    decided_by TEXT COLLATE "C",
    decided BIGINT,
    decided_sequence BIGINT,
    -- What made a decision pointless: a redo, a closing, a removal; both or none.
    lapsed BIGINT,
    lapsed_sequence BIGINT,
    annulled BOOLEAN NOT NULL,
    PRIMARY KEY (order_number, assignment_number, number)
);

CREATE TABLE supervisions (
    id BIGINT NOT NULL PRIMARY KEY,
    unit TEXT COLLATE "C" NOT NULL,
    form INTEGER NOT NULL,
    issued BIGINT NOT NULL,
    reason INTEGER NOT NULL,
    -- The assignment that it is about: both or none.
    order_number BIGINT,
    assignment_number INTEGER,
    lifted BIGINT,
    annulled BOOLEAN NOT NULL,
    note_sequence BIGINT NOT NULL,
    sequence BIGINT NOT NULL
);

-- A unit's supervisions, those of some days, those about an assignment.
CREATE INDEX supervisions_by_unit ON supervisions (unit, id);
CREATE INDEX supervisions_by_time ON supervisions (issued);
CREATE INDEX supervisions_by_assignment ON supervisions (order_number, assignment_number) WHERE order_number IS NOT NULL;

-- Corrections of facts, by the sequence of their events. Of several of one fact the last holds.
CREATE TABLE corrections (
    sequence BIGINT NOT NULL PRIMARY KEY,
    -- The wrong fact's sequence.
    corrected_sequence BIGINT NOT NULL,
    -- What the fact is about: a resource name.
    subject TEXT COLLATE "C" NOT NULL,
    reason INTEGER NOT NULL,
    -- The fact did not happen.
    annulled BOOLEAN NOT NULL,
    -- Whether the private part holds the fact's text anew (beside the note).
    has_text BOOLEAN NOT NULL,
    -- The fact as it stood before: a hotline.intake.v1.Event; none where it was annulled before.
    before BYTEA,
    -- What the fact says that is in no event: an order's area, before and after.
    area_before TEXT COLLATE "C",
    area TEXT COLLATE "C"
);

CREATE INDEX corrections_by_fact ON corrections (corrected_sequence, sequence);
CREATE INDEX corrections_by_subject ON corrections (subject, sequence);

-- Who was shown a citizen's data; `id` is the sequence of the event. The note is in the event's private part.
CREATE TABLE reveals (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The order or the call: one of them.
    order_number BIGINT,
    call BIGINT,
    purpose INTEGER NOT NULL,
    -- The unit on whose behalf, if any.
    unit TEXT COLLATE "C",
    actor TEXT COLLATE "C" NOT NULL,
    revealed BIGINT NOT NULL
);

CREATE INDEX reveals_by_order ON reveals (order_number, id) WHERE order_number IS NOT NULL;
CREATE INDEX reveals_by_call ON reveals (call, id) WHERE call IS NOT NULL;
CREATE INDEX reveals_by_actor ON reveals (actor, id);

-- What beside the orders a month's bulletin tells. `annulled` is the sequence of the annulment.
CREATE TABLE leader_sessions (
    id BIGINT NOT NULL PRIMARY KEY,
    unit TEXT COLLATE "C" NOT NULL,
    leader_post TEXT COLLATE "C" NOT NULL,
    leader_name TEXT COLLATE "C" NOT NULL,
    day INTEGER NOT NULL,
    calls_answered INTEGER NOT NULL,
    topics TEXT COLLATE "C" NOT NULL,
    annulled BIGINT
);

CREATE TABLE appreciations (
    id BIGINT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    unit TEXT COLLATE "C",
    annulled BIGINT
);

CREATE TABLE activities (
    id BIGINT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    newspaper_articles INTEGER NOT NULL,
    online_articles INTEGER NOT NULL,
    leaflets INTEGER NOT NULL,
    consultations INTEGER NOT NULL,
    suggestions INTEGER NOT NULL,
    units_inspected INTEGER NOT NULL,
    annulled BIGINT
);

CREATE TABLE typical_cases (
    id BIGINT NOT NULL PRIMARY KEY,
    order_number BIGINT NOT NULL,
    month INTEGER NOT NULL,
    topic TEXT COLLATE "C" NOT NULL,
    annulled BIGINT
);

CREATE INDEX typical_cases_by_order ON typical_cases (order_number);
