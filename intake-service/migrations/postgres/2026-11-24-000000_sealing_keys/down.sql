ALTER TABLE feed_head DROP COLUMN sealing_key;
CREATE INDEX event_private_by_key ON event_private (key_id, sequence);
DROP TABLE sealing_keys;
