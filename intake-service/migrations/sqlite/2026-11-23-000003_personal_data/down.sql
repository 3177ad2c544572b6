DROP INDEX work_orders_confidential;
DROP TABLE reveals;
ALTER TABLE calls ADD COLUMN recording_reference TEXT NOT NULL DEFAULT '';
DROP TABLE citizen_numbers;
ALTER TABLE feed_head ADD COLUMN hash_key BLOB NOT NULL DEFAULT x'';
UPDATE feed_head SET hash_key = (SELECT payload FROM data_keys WHERE name = 'hash');
DROP TABLE data_keys;
DROP INDEX event_private_by_key;
ALTER TABLE event_private DROP COLUMN key_id;
