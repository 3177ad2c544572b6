-- Which keys are in use stands in a table of its own: an index of all private parts by their keys cost as much with every event as the part itself.

CREATE TABLE sealing_keys (
    key_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- No private part before this one was sealed with it, or those were purged since.
    sequence BIGINT NOT NULL
);

-- A seek for each key.
WITH RECURSIVE keys (key_id) AS (
    SELECT min(key_id) FROM event_private WHERE key_id > ''
    UNION ALL
    SELECT (SELECT min(key_id) FROM event_private WHERE event_private.key_id > keys.key_id)
    FROM keys
    WHERE key_id IS NOT NULL
)
INSERT INTO sealing_keys (key_id, sequence)
SELECT key_id, (SELECT min(sequence) FROM event_private WHERE event_private.key_id = keys.key_id)
FROM keys
WHERE key_id IS NOT NULL;

DROP INDEX event_private_by_key;

-- The key that the last private part was sealed with: it is in the table.
ALTER TABLE feed_head ADD COLUMN sealing_key TEXT COLLATE "C" NOT NULL DEFAULT '';
