DROP INDEX assignments_open_by_due;
ALTER TABLE assignments DROP COLUMN calendar_sequence;
ALTER TABLE assignments DROP COLUMN rule_sequence;
ALTER TABLE assignments DROP COLUMN rule;
ALTER TABLE assignments DROP COLUMN card;
ALTER TABLE assignments DROP COLUMN due_since;
ALTER TABLE assignments DROP COLUMN sign_due;
DROP TABLE deadline_rules;
DROP TABLE calendars;
