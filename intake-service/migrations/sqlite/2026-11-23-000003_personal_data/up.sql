-- Personal data is encrypted: beside each value stands the id of the key that sealed it.
-- An empty id marks what was stored before there were keys; the next start of the service seals it.

-- A sealed value is a nonce of 24 bytes, the ciphertext, and a tag of 16 bytes. An empty payload was purged.
ALTER TABLE event_private ADD COLUMN key_id TEXT NOT NULL DEFAULT '';

-- Says which keys are in use, and finds the rows that are to be moved to another one.
CREATE INDEX event_private_by_key ON event_private (key_id, sequence);

-- Keys of our own, sealed by a key that is not in the database.
CREATE TABLE data_keys (
    -- `hash`: the key of all keyed hashes.
    name TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO data_keys (name, key_id, payload) SELECT 'hash', '', hash_key FROM feed_head;

ALTER TABLE feed_head DROP COLUMN hash_key;

-- Citizens' numbers as keyed hashes, by the event that recorded them. Purged together with the private parts.
CREATE TABLE citizen_numbers (
    number_hash BLOB NOT NULL CHECK (length(number_hash) = 16),
    sequence INTEGER NOT NULL,
    PRIMARY KEY (number_hash, sequence)
) STRICT, WITHOUT ROWID;

-- A reference to a recording may hold a number: it belongs to the private part.
UPDATE event_private
SET payload = CAST(json_set(
        CAST(payload AS TEXT),
        '$.recording',
        (SELECT recording_reference FROM calls WHERE calls.id = event_private.sequence)
    ) AS BLOB)
WHERE sequence IN (SELECT id FROM calls WHERE recording_reference <> '');

INSERT INTO event_private (sequence, payload)
SELECT id, CAST(json_object('recording', recording_reference) AS BLOB)
FROM calls
WHERE recording_reference <> '' AND id NOT IN (SELECT sequence FROM event_private);

ALTER TABLE calls DROP COLUMN recording_reference;

-- Who was shown a citizen's data; `id` is the sequence of the event. The note is in the event's private part.
CREATE TABLE reveals (
    id INTEGER NOT NULL PRIMARY KEY,
    -- The order or the call: one of them.
    order_number INTEGER,
    call INTEGER,
    purpose INTEGER NOT NULL,
    -- The unit on whose behalf, if any.
    unit TEXT,
    actor TEXT NOT NULL,
    revealed INTEGER NOT NULL
) STRICT;

CREATE INDEX reveals_by_order ON reveals (order_number, id) WHERE order_number IS NOT NULL;
CREATE INDEX reveals_by_call ON reveals (call, id) WHERE call IS NOT NULL;
CREATE INDEX reveals_by_actor ON reveals (actor, id);

-- A call of a confidential order hides its caller as well.
CREATE INDEX work_orders_confidential ON work_orders (call) WHERE confidential AND call IS NOT NULL;
