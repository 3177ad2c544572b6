-- Times are microseconds of UTC since 1970; months are counted from year 0; days from 1970-01-01.
-- Closed lists of words are stored by their place in the list. Codes are compared bytewise, whatever the database's collation.
-- No constraint but the primary keys is unique, and there are no foreign keys, so that the large tables can be distributed.

-- How far the feed was pulled: one row, updated in the transaction of what the events change. Every writer locks it first.
CREATE TABLE cursor (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    feed_cursor TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    head_sequence BIGINT NOT NULL,
    time_zone TEXT COLLATE "C" NOT NULL,
    applied BIGINT
);

INSERT INTO cursor (id, feed_cursor, sequence, head_sequence, time_zone, applied)
VALUES (1, '', 0, 0, '', NULL);

-- The registry, as the feed last told it.
CREATE TABLE units (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    unit_group SMALLINT NOT NULL,
    position BIGINT NOT NULL,
    parent TEXT COLLATE "C",
    active_from INTEGER,
    active_to INTEGER
);

CREATE TABLE categories (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    parent TEXT COLLATE "C"
);

CREATE TABLE topics (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL
);

-- Every record is kept as the log of what was told about it, corrections beside the facts that they correct. A log grows while its other columns
-- stay; the room that pages leave lets the new row stay on its page, without a new entry in any index.
CREATE TABLE orders (
    number BIGINT NOT NULL PRIMARY KEY,
    month INTEGER NOT NULL,
    log BYTEA NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX orders_by_month ON orders (month, number);

CREATE TABLE assignments (
    order_number BIGINT NOT NULL,
    number INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    log BYTEA NOT NULL,
    PRIMARY KEY (order_number, number)
) WITH (fillfactor = 80);

CREATE INDEX assignments_by_month_and_unit ON assignments (month, unit, order_number, number);

-- Calls, supervisions, leader sessions, thanks, activities and typical cases. The kinds' numbers are in the program.
CREATE TABLE records (
    kind SMALLINT NOT NULL,
    id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    log BYTEA NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE INDEX records_by_month ON records (kind, month, id);

-- Where a record counted before a correction moved it. Kind 0: an assignment, by order and number, of a unit. Other kinds: by id, without
-- unit and number.
CREATE TABLE former_places (
    kind SMALLINT NOT NULL,
    month INTEGER NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, month, unit, id, number)
);

-- Signed counts on days: the sum over the days up to D is the measure at the end of D. No zeros.
CREATE TABLE tallies (
    month INTEGER NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    measure SMALLINT NOT NULL,
    day INTEGER NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (month, subject, measure, day)
) WITH (fillfactor = 70);

-- How a month and those after it are scored. The built-in policy has no row.
CREATE TABLE policies (
    month INTEGER NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    set_time BIGINT NOT NULL
);

-- Requests with an id, written with what they did: a repeat is known by the hash of its payload.
CREATE TABLE requests (
    request_id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(request_id) = 16),
    payload_hash BYTEA NOT NULL,
    subject TEXT NOT NULL,
    recorded BIGINT NOT NULL
);

-- Sealed revisions. A row and its lines never change; a revision is whole once its row is here.
CREATE TABLE rankings (
    month INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    facts_hash TEXT NOT NULL,
    canonical TEXT NOT NULL,
    cut_off BIGINT NOT NULL,
    feed_sequence BIGINT NOT NULL,
    feed_cursor TEXT NOT NULL,
    issue_number INTEGER NOT NULL,
    issue_day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sealed BIGINT NOT NULL,
    ranking BYTEA NOT NULL,
    bulletin BYTEA NOT NULL,
    PRIMARY KEY (month, revision)
);

CREATE TABLE ranking_rows (
    month INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    place INTEGER NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    unit_group SMALLINT NOT NULL,
    section SMALLINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (month, revision, place)
);

CREATE FUNCTION refuse_change_of_sealed_ranking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sealed ranking never changes';
END
$$;

CREATE FUNCTION refuse_addition_to_sealed_ranking() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM rankings WHERE month = NEW.month AND revision = NEW.revision) THEN
        RAISE EXCEPTION 'a sealed ranking never changes';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER rankings_are_sealed_once BEFORE INSERT ON rankings
FOR EACH ROW EXECUTE FUNCTION refuse_addition_to_sealed_ranking();

CREATE TRIGGER rankings_are_not_changed BEFORE UPDATE OR DELETE ON rankings
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_ranking();

CREATE TRIGGER rankings_are_not_emptied BEFORE TRUNCATE ON rankings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_sealed_ranking();

CREATE TRIGGER ranking_rows_come_before_the_seal BEFORE INSERT ON ranking_rows
FOR EACH ROW EXECUTE FUNCTION refuse_addition_to_sealed_ranking();

CREATE TRIGGER ranking_rows_are_not_changed BEFORE UPDATE OR DELETE ON ranking_rows
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_ranking();

CREATE TRIGGER ranking_rows_are_not_emptied BEFORE TRUNCATE ON ranking_rows
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_sealed_ranking();

-- Also for a session that takes itself for a replica's and so leaves triggers out.
ALTER TABLE rankings ENABLE ALWAYS TRIGGER rankings_are_sealed_once;
ALTER TABLE rankings ENABLE ALWAYS TRIGGER rankings_are_not_changed;
ALTER TABLE rankings ENABLE ALWAYS TRIGGER rankings_are_not_emptied;
ALTER TABLE ranking_rows ENABLE ALWAYS TRIGGER ranking_rows_come_before_the_seal;
ALTER TABLE ranking_rows ENABLE ALWAYS TRIGGER ranking_rows_are_not_changed;
ALTER TABLE ranking_rows ENABLE ALWAYS TRIGGER ranking_rows_are_not_emptied;
