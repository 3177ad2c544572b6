DROP TABLE pulling;
ALTER TABLE cursor DROP COLUMN rebuilds;
